//! The tables that the structs describe, as data.

use std::collections::{BTreeMap, BTreeSet};

use fin_infra_core::schema::{Definition, IndexedRows};
use fin_infra_core::{Error, Result, schema as table};

use super::dialect::{Database, Dialect as _};
use super::model::{Column, ForeignKey, Index, Placement, Schema, Table};
use super::placement;

/// The tables that the structs describe.
#[derive(Debug, Default)]
pub(crate) struct Desired {
    pub(crate) schema: Schema,
    /// The previous name of a column, by table and name.
    pub(crate) renames: BTreeMap<(String, String), String>,
    /// The columns with the numbers of rows, by table and name.
    pub(crate) numbers: BTreeSet<(String, String)>,
}

/// The tables of definitions in a database, without those that `backends(..)` excludes.
///
/// # Errors
///
/// Two structs have the same table, or tables that refer to each other are distributed in part.
pub(crate) fn desired(definitions: &[Definition], database: Database) -> Result<Desired> {
    let mut wanted = Desired::default();
    for definition in definitions.iter().flat_map(Definition::tables) {
        let Some(table) = table(&definition, database) else { continue };
        let name = definition.table.name;
        if let Some(other) = wanted.schema.tables.insert(name.to_owned(), table.clone()) {
            let resources = match other.numbers.or(table.numbers) {
                Some(numbered) => format!("a resource and the counters of `{numbered}`"),
                None => "two resources".to_owned(),
            };
            let reason = format!(
                "{resources} have this table: give one of them another with `#[fin(table = \"..\")]`"
            );
            return Err(Error::database(reason).of(name));
        }
        if let Some(numbering) = &definition.table.numbering {
            let column = definition.table.columns[numbering.column].name;
            wanted.numbers.insert((name.to_owned(), column.to_owned()));
        }
        for column in definition.table.columns {
            let Some(before) = column.renamed_from else { continue };
            wanted.renames.insert((name.to_owned(), column.name.to_owned()), before.to_owned());
            if let (Some(folded), Some(before)) = (column.folded, column.folded_renamed_from) {
                wanted.renames.insert((name.to_owned(), folded.to_owned()), before.to_owned());
            }
        }
    }
    check_index_names(&wanted.schema, database)?;
    placement::resolve(&mut wanted.schema, definitions)?;
    Ok(wanted)
}

/// Rejects two indexes with the same name, such as those of `goal` with `items_name` and `goal_items` with `name`. On
/// MySQL, index names are scoped to their table.
fn check_index_names(schema: &Schema, database: Database) -> Result<()> {
    let mut tables: BTreeMap<&str, &str> = BTreeMap::new();
    let named = schema.tables.iter().filter(|_| database != Database::MySql);
    for (name, index) in named.flat_map(|(name, table)| table.indexes.keys().map(move |index| (name, index)))
    {
        if let Some(other) = tables.insert(index, name) {
            let reason = format!(
                "`{other}` and `{name}` would both have an index of the name `{index}`: give one of the two tables another \
                 name with `#[fin(table = \"..\")]`"
            );
            return Err(Error::database(reason));
        }
    }
    Ok(())
}

/// A table in a database; `None` if the resource is not generated for it.
pub(crate) fn table(definition: &Definition, database: Database) -> Option<Table> {
    let types = definition.types(database)?;
    let describe = Describe { table: definition.table, database };
    let types: Vec<String> = types.into_iter().map(std::borrow::Cow::into_owned).collect();
    let mut table = Table {
        columns: describe.columns(&types),
        primary_key: describe.primary_key(),
        indexes: describe.indexes(),
        foreign_keys: describe.foreign_keys(),
        checks: describe.checks(),
        row_security: describe.tenant().filter(|_| definition.table.rls && database == Database::Postgres),
        placement: is_distributed(definition, database).then_some(Placement::ByTenant),
        numbers: definition.numbers().map(str::to_owned),
        ..Table::default()
    };
    describe.database.add_key_indexes(&mut table);
    Some(table)
}

fn is_distributed(definition: &Definition, database: Database) -> bool {
    definition.table.distribution.is_some() && database == Database::Postgres
}

struct Describe {
    table: &'static table::Table,
    database: Database,
}

impl Describe {
    fn name(&self, ordinal: usize) -> String {
        self.table.name_at(ordinal).to_owned()
    }

    fn columns(&self, types: &[String]) -> Vec<Column> {
        let table = self.table;
        // Existing rows start with the version of new rows.
        let version = table.version.map(|ordinal| table.columns[ordinal].name);
        let default = |column: &table::Column| match column.default {
            None if Some(column.name) == version => Some("1".to_owned()),
            default => default.map(|literal| self.database.literal(literal, column.limits)),
        };
        let mut columns: Vec<Column> = table
            .columns
            .iter()
            .zip(types)
            .map(|(column, sql_type)| Column {
                name: column.name.to_owned(),
                sql_type: sql_type.clone(),
                nullable: column.nullable,
                default: default(column),
                generated: None,
                folded_from: None,
            })
            .collect();
        columns.extend(table.folded().map(|(ordinal, folded)| Column {
            name: folded.to_owned(),
            sql_type: types[ordinal].clone(),
            nullable: table.columns[ordinal].nullable,
            default: None,
            generated: None,
            folded_from: Some(table.columns[ordinal].name.to_owned()),
        }));
        columns.extend(self.deleted_at().and_then(|deleted_at| self.database.live_column(deleted_at)));
        columns
    }

    fn primary_key(&self) -> Vec<String> {
        // The key of a counter is its tenant alone.
        let tenant = self.tenant().filter(|_| !self.table.is_counter());
        tenant.into_iter().chain([self.name(self.table.id)]).collect()
    }

    fn indexes(&self) -> BTreeMap<String, Index> {
        let table = self.table;
        let uniques = table.uniques.iter().map(|unique| {
            let columns = table.key_columns(unique).map(str::to_owned).collect();
            (unique.name.to_owned(), self.index(columns, true, Some(LiveMark::Last)))
        });
        let others = table.indexes.iter().filter(|index| !self.is_served_by_others(index)).map(|index| {
            let id = Some(table.id).filter(|id| !index.columns.contains(id));
            let columns = index.columns.iter().copied().chain(id).map(|ordinal| self.name(ordinal));
            let columns = self.tenant().into_iter().chain(columns).collect();
            let shape = match index.rows {
                IndexedRows::Live => self.index(columns, false, Some(LiveMark::AfterTenant)),
                IndexedRows::Deleted => self.index_of_deleted(columns),
                IndexedRows::All => self.index(columns, false, None),
            };
            (index.name.to_owned(), shape)
        });
        uniques.chain(others).collect()
    }

    /// Without partial indexes, an index of live rows contains the live mark, and can find deleted rows as well.
    fn is_served_by_others(&self, index: &table::Index) -> bool {
        index.rows == IndexedRows::Deleted
            && !self.database.has_partial_indexes()
            && self.table.indexes.iter().any(|other| other.rows == IndexedRows::Live)
    }

    fn index_of_deleted(&self, columns: Vec<String>) -> Index {
        if !self.database.has_partial_indexes() {
            return self.index(columns, false, Some(LiveMark::AfterTenant));
        }
        Index {
            columns,
            unique: false,
            live: None,
            deleted: self.deleted_at().map(str::to_owned),
            made_by: None,
        }
    }

    fn index(&self, mut columns: Vec<String>, unique: bool, live: Option<LiveMark>) -> Index {
        let Some((live, deleted_at)) = live.zip(self.deleted_at()) else {
            return Index { columns, unique, live: None, deleted: None, made_by: None };
        };
        match self.database.live_column(deleted_at) {
            None => {
                Index { columns, unique, live: Some(deleted_at.to_owned()), deleted: None, made_by: None }
            }
            Some(column) => {
                let ordinal = match live {
                    LiveMark::Last => columns.len(),
                    LiveMark::AfterTenant => usize::from(self.table.tenant.is_some()),
                };
                columns.insert(ordinal, column.name);
                Index { columns, unique, live: None, deleted: None, made_by: None }
            }
        }
    }

    /// Foreign keys. They include the tenant if the parent has one, so that another tenant's row cannot be referenced.
    fn foreign_keys(&self) -> BTreeMap<String, ForeignKey> {
        let table = self.table;
        let key = |key: &table::ForeignKey| {
            let parent = (key.parent)();
            let tenants = table.tenant.zip(parent.tenant);
            let own = tenants.map(|(own, _)| own).into_iter().chain([key.column]);
            let theirs = tenants.map(|(_, theirs)| theirs).into_iter().chain([parent.id]);
            let key_ = ForeignKey {
                columns: own.map(|ordinal| self.name(ordinal)).collect(),
                parent: parent.name.to_owned(),
                parent_columns: theirs.map(|ordinal| parent.name_at(ordinal).to_owned()).collect(),
            };
            (key.name.to_owned(), key_)
        };
        table.foreign_keys.iter().map(key).collect()
    }

    fn checks(&self) -> BTreeMap<String, String> {
        let rule = |check: &table::Check| (check.name.to_owned(), self.database.choose(check.sql).to_owned());
        self.table.checks.iter().map(rule).collect()
    }

    fn tenant(&self) -> Option<String> {
        self.table.tenant.map(|ordinal| self.name(ordinal))
    }

    fn deleted_at(&self) -> Option<&'static str> {
        self.table.deleted_at.map(|ordinal| self.table.columns[ordinal].name)
    }
}

/// The position of the live mark in an index of live rows, in a database without partial indexes.
#[derive(Clone, Copy)]
enum LiveMark {
    /// After the tenant, so that the following columns are sorted.
    AfterTenant,
    /// At the end.
    Last,
}
