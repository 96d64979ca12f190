//! Rendering changes as DDL.

mod before;
mod ddl;
mod mysql;
mod postgres;
mod sqlite;
mod step;

use std::collections::BTreeMap;

use super::change::Change;
use super::create_table::{Guard, create, foreign_key, index};
use super::dialect::{Database, Dialect as _};
use super::inspect::is_unmanaged;
use super::model::{ForeignKey, Index, Table};

/// The order of statements in a migration, across tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// Drops what would prevent changes of tables.
    DropForeignKeys,
    /// Creates tables that others are about to refer to.
    CreateTables,
    DropRest,
    Columns,
    AddRest,
    AddForeignKeys,
    DropTables,
}

/// The statements of changes, in order, for a database that runs them in one transaction. For MySQL, see [`steps`].
pub(crate) fn statements(changes: &[Change], database: Database, rows: Rows) -> Vec<Ddl> {
    let mut phased: Vec<(Phase, Ddl)> = Vec::new();
    for (position, change) in changes.iter().enumerate() {
        match change {
            Change::Create { name, table } => {
                let (table, later) = without_later_parents(table, changes, position, database);
                let created = create(name, &table, database, Guard::None);
                phased.extend(created.into_iter().map(|sql| (Phase::CreateTables, sql.into())));
                let added = later.iter().map(|(title, key)| database.to_sql(&foreign_key(name, title, key)));
                phased.extend(added.map(|sql| (Phase::AddForeignKeys, sql.into())));
            }
            Change::Drop { name, table } => {
                let parents = &changes[..position];
                let keys = table.foreign_keys.iter().filter(|(_, key)| {
                    database != Database::Sqlite && parents.iter().any(|parent| parent.table() == key.parent)
                });
                let dropped = keys.map(|(title, _)| {
                    format!(
                        "ALTER TABLE {} DROP CONSTRAINT {}",
                        database.quoted(name),
                        database.quoted(title)
                    )
                });
                phased.extend(dropped.map(|sql| (Phase::DropForeignKeys, sql.into())));
                phased.push((Phase::DropTables, format!("DROP TABLE {}", database.quoted(name)).into()));
            }
            Change::Alter(alter) if database == Database::Sqlite => phased.extend(sqlite::change(alter)),
            Change::Alter(alter) => phased.extend(postgres::change(alter, rows)),
        }
    }
    // Stable: within a phase, the order of the changes.
    phased.sort_by_key(|(phase, _)| *phase);
    phased.into_iter().map(|(_, ddl)| ddl).collect()
}

/// The statement that drops an index on PostgreSQL, or the constraint that it belongs to.
fn drop_index(table: &str, name: &str, index: &Index) -> String {
    if index.is_of_constraint() {
        return drop_constraint(table, name);
    }
    format!("DROP INDEX {}{}", if_there(name), Database::Postgres.quoted(name))
}

/// The statement that builds an index on PostgreSQL while others write.
pub(crate) fn create_index_concurrently(table: &str, name: &str, shape: &Index) -> String {
    match &shape.made_by {
        // The catalogue's own text.
        Some(sql) => sql.replacen("INDEX ", "INDEX CONCURRENTLY ", 1),
        None => {
            let mut index = index(table, name, shape, Database::Postgres, Guard::None);
            Database::Postgres.to_sql(index.concurrently())
        }
    }
}

/// The statement that drops an index on PostgreSQL while others write.
pub(crate) fn drop_index_concurrently(name: &str) -> String {
    format!("DROP INDEX CONCURRENTLY {}{}", if_there(name), Database::Postgres.quoted(name))
}

/// The statement that drops a constraint on PostgreSQL.
pub(crate) fn drop_constraint(table: &str, name: &str) -> String {
    let [table, quoted] = [table, name].map(|name| Database::Postgres.quoted(name));
    format!("ALTER TABLE {table} DROP CONSTRAINT {}{quoted}", if_there(name))
}

/// An unmanaged object of one database may not exist in another.
fn if_there(name: &str) -> &'static str {
    if is_unmanaged(name) { "IF EXISTS " } else { "" }
}

/// Splits off the references to tables that are created later or change: tables may refer to each other in a circle, and
/// a reference may need a changed key. SQLite accepts a reference to a missing table.
fn without_later_parents(
    table: &Table,
    changes: &[Change],
    position: usize,
    database: Database,
) -> (Table, BTreeMap<String, ForeignKey>) {
    let is_later = |key: &ForeignKey| {
        let mut others = changes.iter().enumerate().filter(|(_, change)| change.table() == key.parent);
        database != Database::Sqlite
            && others.any(|(other, change)| other > position || matches!(change, Change::Alter(_)))
    };
    let (later, now) = table.foreign_keys.clone().into_iter().partition(|(_, key)| is_later(key));
    (Table { foreign_keys: now, ..table.clone() }, later)
}

pub(crate) use self::before::renamed;
pub(crate) use self::ddl::Ddl;
pub(crate) use self::mysql::steps;
pub(crate) use self::postgres::{Rows, fill_statement, forces};
#[cfg(feature = "sqlite")]
pub(crate) use self::sqlite::{
    DELETES, FITS, PARENTS, UNMANAGED, WAITING, guard_of, squeezed, without_guards,
};
pub(crate) use self::sqlite::{can_stay, requires_rebuild};
pub(crate) use self::step::Step;
