//! A table, changed where it stands: PostgreSQL. MySQL, which commits each statement by itself, has a file of its own.

use std::collections::BTreeMap;

use fin_infra_core::internal::names::primary_key;

use super::super::change::{Alter, Fill};
use super::super::dialect::{Database, Dialect as _};
use super::super::model::{Column, Table};
use super::super::types::is_text;
use super::adopt::adopt;
use super::ddl::Ddl;
use super::order::in_order;
use super::policies::{expose, protect};
use super::table::{Guard, definition, foreign_key, index_text};
use super::{Phase, drop_constraint, drop_index};

const POSTGRES: Database = Database::Postgres;

/// The statements that change a table.
pub(super) fn change(alter: &Alter, rows: Rows) -> Vec<(Phase, Ddl)> {
    let before = renamed(alter, POSTGRES);
    let writer = Writer { alter, before: &before, rows };
    let mut statements = Vec::new();
    let mut push = |phase, list: Vec<Ddl>| statements.extend(list.into_iter().map(|ddl| (phase, ddl)));
    let plain = |list: Vec<String>| list.into_iter().map(Ddl::from).collect();
    let (exposed, protected) = writer.row_security();
    push(Phase::DropForeignKeys, plain(exposed));
    push(Phase::DropForeignKeys, plain(writer.drop_foreign_keys()));
    push(Phase::DropRest, plain(writer.drop_rest()));
    let early = writer.has_new_key_already();
    push(if early { Phase::DropRest } else { Phase::AddRest }, plain(writer.primary_key()));
    push(Phase::Columns, plain(writer.columns()));
    push(Phase::AddRest, writer.add_rest());
    push(Phase::AddForeignKeys, writer.add_foreign_keys());
    push(Phase::AddForeignKeys, plain(protected));
    statements
}

/// The table before, with its columns called as they are afterwards: a database that renames a column renames it in
/// keys, indexes and rules as well.
pub(crate) fn renamed(alter: &Alter, database: Database) -> Table {
    let new_name = |old: &String| {
        let renamed = alter.renames.iter().find(|(_, before)| *before == old);
        renamed.map_or(old, |(new, _)| new).clone()
    };
    let new_names = |names: &mut Vec<String>| *names = names.iter().map(new_name).collect();
    let mut before = alter.before.clone();
    new_names(&mut before.primary_key);
    for index in before.indexes.values_mut() {
        new_names(&mut index.columns);
        index.live = index.live.as_ref().map(new_name);
        index.deleted = index.deleted.as_ref().map(new_name);
    }
    before.foreign_keys.values_mut().for_each(|key| new_names(&mut key.columns));
    before.row_security = before.row_security.as_ref().map(new_name);
    for rule in before.checks.values_mut() {
        for (new, old) in &alter.renames {
            *rule = rule.replace(&database.quote(old), &database.quote(new));
        }
    }
    before
}

/// What of `before` is not, or not the same, in `after`.
pub(super) fn gone<'a, T: PartialEq>(
    before: &'a BTreeMap<String, T>,
    after: &'a BTreeMap<String, T>,
) -> impl Iterator<Item = (&'a String, &'a T)> {
    before.iter().filter(|(name, thing)| after.get(*name) != Some(thing))
}

/// When rows get the values that they have to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Within the same transaction.
    AtOnce,
    /// In files of their own.
    Later,
}

/// The statement that fills what is empty in a column.
pub(crate) fn fill_statement(table: &str, column: &Column, fill: &Fill) -> String {
    let (table, name) = (POSTGRES.quote(table), POSTGRES.quote(&column.name));
    format!("UPDATE {table} SET {name} = {} WHERE {name} IS NULL", fill.sql(POSTGRES))
}

/// The statements that have a table's owner see all rows, and that have policies hide them from it again.
pub(crate) fn forces(table: &str) -> [String; 2] {
    ["NO FORCE", "FORCE"]
        .map(|word| format!("ALTER TABLE {} {word} ROW LEVEL SECURITY", POSTGRES.quote(table)))
}

struct Writer<'a> {
    alter: &'a Alter,
    /// The table before, with its columns called as they are afterwards.
    before: &'a Table,
    rows: Rows,
}

impl Writer<'_> {
    fn table(&self) -> String {
        format!("ALTER TABLE {}", POSTGRES.quote(&self.alter.name))
    }

    /// Statements that take the policies away, and that make them. A policy keeps its column from getting another type.
    fn row_security(&self) -> (Vec<String>, Vec<String>) {
        if self.keeps_row_security() {
            return (Vec::new(), Vec::new());
        }
        (
            expose(&self.alter.name, &self.alter.before),
            protect(&self.alter.name, &self.alter.after, Guard::None),
        )
    }

    /// Whether the policies can stay as they are.
    fn keeps_row_security(&self) -> bool {
        let types = |table: &Table, name: &str| table.column(name).map(|column| column.sql_type.clone());
        match (&self.alter.before.row_security, &self.alter.after.row_security) {
            (None, None) => true,
            (Some(before), Some(after)) => {
                self.before.row_security == self.alter.after.row_security
                    && types(&self.alter.before, before) == types(&self.alter.after, after)
            }
            _ => false,
        }
    }

    fn drop_foreign_keys(&self) -> Vec<String> {
        let gone = gone(&self.before.foreign_keys, &self.alter.after.foreign_keys);
        gone.map(|(name, _)| drop_constraint(&self.alter.name, name)).collect()
    }

    fn drop_rest(&self) -> Vec<String> {
        let checks = gone(&self.before.checks, &self.alter.after.checks);
        let checks = checks.map(|(name, _)| drop_constraint(&self.alter.name, name));
        let indexes = gone(&self.before.indexes, &self.alter.after.indexes);
        let indexes = indexes.map(|(name, index)| drop_index(&self.alter.name, name, index));
        checks.chain(indexes).collect()
    }

    fn add_rest(&self) -> Vec<Ddl> {
        let new = gone(&self.alter.after.indexes, &self.before.indexes);
        let indexes = in_order(&self.alter.after, new, POSTGRES).into_iter();
        let indexes =
            indexes.map(|(name, shape)| index_text(&self.alter.name, name, shape, POSTGRES, Guard::None));
        let checks = gone(&self.alter.after.checks, &self.before.checks);
        let checks = checks.flat_map(|(name, rule)| self.add_check(name, rule));
        let validated = self.before.to_validate(&self.alter.after);
        let validated = validated.map(|name| self.validate(name));
        let adopted = adopt(self.alter).into_iter().map(Ddl::from);
        indexes.map(Ddl::from).chain(checks).chain(validated).chain(adopted).collect()
    }

    fn add_check(&self, name: &str, rule: &str) -> [Ddl; 2] {
        let add = format!("{} ADD CONSTRAINT {} CHECK ({rule})", self.table(), POSTGRES.quote(name));
        self.add_and_validate(name, &add)
    }

    fn add_foreign_keys(&self) -> Vec<Ddl> {
        let keys = gone(&self.alter.after.foreign_keys, &self.before.foreign_keys);
        let added = keys.flat_map(|(name, key)| {
            let add = POSTGRES.to_sql(&foreign_key(&self.alter.name, name, key));
            self.add_and_validate(name, &add)
        });
        added.collect()
    }

    /// PostgreSQL adds the constraint first and checks the existing rows afterwards, while others read and write.
    fn add_and_validate(&self, name: &str, add: &str) -> [Ddl; 2] {
        [format!("{add} NOT VALID").into(), self.validate(name)]
    }

    fn validate(&self, name: &str) -> Ddl {
        Ddl::Validate(format!("{} VALIDATE CONSTRAINT {}", self.table(), POSTGRES.quote(name)))
    }

    /// Whether the primary key can change before the columns do. It has to where one of its columns goes: the key would
    /// go along with it.
    fn has_new_key_already(&self) -> bool {
        self.alter
            .after
            .primary_key
            .iter()
            .all(|column| self.alter.old_name(column) == column && self.alter.before.column(column).is_some())
    }

    fn primary_key(&self) -> Vec<String> {
        if self.before.primary_key == self.alter.after.primary_key {
            return Vec::new();
        }
        let columns = POSTGRES.quote_all(&self.alter.after.primary_key);
        let name = POSTGRES.quote(&primary_key(&self.alter.name));
        let add = format!("ADD CONSTRAINT {name} PRIMARY KEY ({columns})").replace('\'', "''");
        let table = POSTGRES.quote(&self.alter.name).replace('\'', "''");
        // The catalogue knows what the key is called, which another program may have named.
        vec![format!(
            "DO $key$ BEGIN EXECUTE (SELECT format('ALTER TABLE %s DROP CONSTRAINT %I, %s', conrelid::regclass, conname, '{add}') \
             FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'p'); END $key$"
        )]
    }

    /// What is computed from another column, or copied, comes after that one has its values.
    fn columns(&self) -> Vec<String> {
        let alter = self.alter;
        let renamed = alter.renames.iter().map(|(new, old)| {
            format!("{} RENAME COLUMN {} TO {}", self.table(), POSTGRES.quote(old), POSTGRES.quote(new))
        });
        let (derived, others): (Vec<_>, Vec<_>) = alter.added().partition(|column| column.is_derived());
        let added = |columns: Vec<_>| columns.into_iter().flat_map(|column| self.add(column));
        let changed = alter.changed().flat_map(|(before, after)| self.change(before, after));
        // Computed columns first: they are in the way of those that they are computed from.
        let mut dropped: Vec<&Column> = alter.dropped().collect();
        dropped.sort_by_key(|column| column.generated.is_none());
        let drop = |column: &Column| format!("{} DROP COLUMN {}", self.table(), POSTGRES.quote(&column.name));
        let dropped = dropped.into_iter().map(drop);
        renamed.chain(added(others)).chain(changed).chain(added(derived)).chain(dropped).collect()
    }

    fn add(&self, column: &Column) -> Vec<String> {
        let Some(fill) = self.alter.fills.get(&column.name) else {
            if column.nullable || column.generated.is_some() {
                return vec![self.add_column(column)];
            }
            let empty = Column { nullable: true, ..column.clone() };
            return [self.add_column(&empty)].into_iter().chain(self.modify(&empty, column)).collect();
        };
        // Rows get a default at once.
        if fill.is_default_of(column) {
            return vec![self.add_column(column)];
        }
        if fill.is_literal() {
            let filled = Column { default: Some(fill.sql(POSTGRES)), ..column.clone() };
            return [self.add_column(&filled)].into_iter().chain(self.modify(&filled, column)).collect();
        }
        // One that the column will have is no value of rows that get another.
        let empty = Column { nullable: true, default: None, ..column.clone() };
        [self.add_column(&empty)].into_iter().chain(self.filled(&empty, column, fill)).collect()
    }

    /// Fills a column and makes it what it will be; where rows are filled later, all but required.
    fn filled(&self, before: &Column, after: &Column, fill: &Fill) -> Vec<String> {
        match self.rows {
            Rows::AtOnce => self.fill(after, fill).into_iter().chain(self.modify(before, after)).collect(),
            Rows::Later => self.modify(before, &Column { nullable: before.nullable, ..after.clone() }),
        }
    }

    fn add_column(&self, column: &Column) -> String {
        let mut add = sea_query::Table::alter();
        add.table(super::table::iden(&self.alter.name)).add_column(definition(column));
        POSTGRES.to_sql(&add)
    }

    fn fill(&self, column: &Column, fill: &Fill) -> Vec<String> {
        let update = fill_statement(&self.alter.name, column, fill);
        // A policy that is forced on the owner as well hides every row from the update, without a word.
        if self.alter.before.row_security.is_some() && self.keeps_row_security() {
            let [lift, force] = forces(&self.alter.name);
            return vec![lift, update, force];
        }
        vec![update]
    }

    fn change(&self, before: &Column, after: &Column) -> Vec<String> {
        match self.alter.fills.get(&after.name) {
            Some(fill) => self.filled(before, after, fill),
            None => self.modify(before, after),
        }
    }

    fn modify(&self, before: &Column, after: &Column) -> Vec<String> {
        let name = POSTGRES.quote(&after.name);
        let column = format!("ALTER COLUMN {name}");
        let mut clauses = Vec::new();
        if before.default.is_some() && (before.default != after.default || before.sql_type != after.sql_type)
        {
            clauses.push(format!("{column} DROP DEFAULT"));
        }
        if before.sql_type != after.sql_type {
            // Of a longer text, a cast that is asked for keeps the beginning; one that is not is refused.
            let cast = if is_text(&before.sql_type) && is_text(&after.sql_type) {
                String::new()
            } else {
                let bare = after.sql_type.split(" COLLATE").next().unwrap_or_default();
                format!(" USING {name}::{bare}")
            };
            clauses.push(format!("{column} TYPE {}{cast}", after.sql_type));
        }
        match &after.default {
            Some(default) if !clauses.is_empty() || before.default.is_none() => {
                clauses.push(format!("{column} SET DEFAULT ({default})"));
            }
            _ => {}
        }
        match (before.nullable, after.nullable) {
            (true, false) => clauses.push(format!("{column} SET NOT NULL")),
            (false, true) => clauses.push(format!("{column} DROP NOT NULL")),
            _ => {}
        }
        if clauses.is_empty() { Vec::new() } else { vec![format!("{} {}", self.table(), clauses.join(", "))] }
    }
}
