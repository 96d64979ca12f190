//! Changes on PostgreSQL, which alters tables in place.

mod adopt;
mod columns;

use fin_infra_core::internal::primary_key_name;

use self::adopt::adopt;
use super::before::{gone, renamed};
use super::ddl::Ddl;
use super::{Phase, drop_constraint, drop_index};
use crate::change::{Alter, Fill};
use crate::create_table::{Guard, expose, foreign_key, in_order, index_text, protect};
use crate::dialect::{Database, Dialect as _};
use crate::model::{Column, Table};

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

/// When existing rows are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// In the same transaction.
    AtOnce,
    /// In separate files.
    Later,
}

/// The statement that fills a column where it is null.
pub(crate) fn fill_statement(table: &str, column: &Column, fill: &Fill) -> String {
    let (table, name) = (POSTGRES.quoted(table), POSTGRES.quoted(&column.name));
    format!("UPDATE {table} SET {name} = {} WHERE {name} IS NULL", fill.sql(POSTGRES))
}

/// The statements that let a table's owner bypass its policies, and that end this.
pub(crate) fn forces(table: &str) -> [String; 2] {
    ["NO FORCE", "FORCE"]
        .map(|word| format!("ALTER TABLE {} {word} ROW LEVEL SECURITY", POSTGRES.quoted(table)))
}

struct Writer<'a> {
    alter: &'a Alter,
    /// The table before, with the new names of its columns.
    before: &'a Table,
    rows: Rows,
}

impl Writer<'_> {
    fn table(&self) -> String {
        format!("ALTER TABLE {}", POSTGRES.quoted(&self.alter.name))
    }

    /// The statements that drop and create policies. A policy prevents its column from changing its type.
    fn row_security(&self) -> (Vec<String>, Vec<String>) {
        if self.keeps_row_security() {
            return (Vec::new(), Vec::new());
        }
        (
            expose(&self.alter.name, &self.alter.before),
            protect(&self.alter.name, &self.alter.after, Guard::None),
        )
    }

    /// Whether the policies can stay unchanged.
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
        let add = format!("{} ADD CONSTRAINT {} CHECK ({rule})", self.table(), POSTGRES.quoted(name));
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
        Ddl::Validate(format!("{} VALIDATE CONSTRAINT {}", self.table(), POSTGRES.quoted(name)))
    }

    /// Whether the primary key can change before the columns do. It has to if one of its columns is dropped, since the
    /// key would be dropped with it.
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
        let columns = POSTGRES.quoted_list(&self.alter.after.primary_key);
        let name = POSTGRES.quoted(&primary_key_name(&self.alter.name));
        let add = format!("ADD CONSTRAINT {name} PRIMARY KEY ({columns})").replace('\'', "''");
        let table = POSTGRES.quoted(&self.alter.name).replace('\'', "''");
        // The name of the key is read from the catalogue, since another program may have chosen it.
        vec![format!(
            "DO $key$ BEGIN EXECUTE (SELECT format('ALTER TABLE %s DROP CONSTRAINT %I, %s', conrelid::regclass, conname, '{add}') \
             FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'p'); END $key$"
        )]
    }
}
