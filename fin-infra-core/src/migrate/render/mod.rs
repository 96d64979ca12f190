//! The DDL that makes changes, in each database.

mod alter;
mod order;
mod policies;
mod rebuild;
mod table;

use std::collections::BTreeMap;

use self::table::foreign_key;
use super::change::Change;
use super::dialect::Dialect;
use super::model::{ForeignKey, Table};

/// When a statement has its turn among those of a migration, whichever table it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// What would keep tables from being changed.
    DropForeignKeys,
    /// Tables that others are about to refer to.
    CreateTables,
    DropRest,
    Columns,
    AddRest,
    AddForeignKeys,
    DropTables,
}

/// The statements that make changes, in their order.
pub(crate) fn statements(changes: &[Change], dialect: Dialect) -> Vec<String> {
    let mut phased: Vec<(Phase, String)> = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        match change {
            Change::Create { name, table } => {
                let (table, later) = without_later_parents(table, &changes[place + 1..], dialect);
                let created = create(name, &table, dialect, Guard::None);
                phased.extend(created.into_iter().map(|sql| (Phase::CreateTables, sql)));
                let added = later.iter().map(|(title, key)| dialect.text(&foreign_key(name, title, key)));
                phased.extend(added.map(|sql| (Phase::AddForeignKeys, sql)));
            }
            Change::Drop { name, table } => {
                let parents = &changes[..place];
                let word = if dialect == Dialect::MySql { "FOREIGN KEY" } else { "CONSTRAINT" };
                let keys = table.foreign_keys.iter().filter(|(_, key)| {
                    dialect != Dialect::Sqlite && parents.iter().any(|parent| parent.table() == key.parent)
                });
                let dropped = keys.map(|(title, _)| {
                    format!("ALTER TABLE {} DROP {word} {}", dialect.name(name), dialect.name(title))
                });
                phased.extend(dropped.map(|sql| (Phase::DropForeignKeys, sql)));
                phased.push((Phase::DropTables, format!("DROP TABLE {}", dialect.name(name))));
            }
            Change::Alter(alter) if dialect == Dialect::Sqlite => phased.extend(rebuild::change(alter)),
            Change::Alter(alter) => phased.extend(alter::change(alter, dialect)),
        }
    }
    // Stable: within a phase, the order of the changes.
    phased.sort_by_key(|(phase, _)| *phase);
    phased.into_iter().map(|(_, sql)| sql).collect()
}

/// A table without its references to tables that are made later, and those: tables may refer to each other in a circle.
/// SQLite takes a reference to a table that is not there yet.
fn without_later_parents(
    table: &Table,
    later: &[Change],
    dialect: Dialect,
) -> (Table, BTreeMap<String, ForeignKey>) {
    let is_later = |key: &ForeignKey| {
        let is_parent =
            |change: &Change| matches!(change, Change::Create { name, .. } if *name == key.parent);
        dialect != Dialect::Sqlite && later.iter().any(is_parent)
    };
    let (later, now) = table.foreign_keys.clone().into_iter().partition(|(_, key)| is_later(key));
    (Table { foreign_keys: now, ..table.clone() }, later)
}

pub(crate) use self::rebuild::makes_anew;
pub(crate) use self::table::{Guard, create};
