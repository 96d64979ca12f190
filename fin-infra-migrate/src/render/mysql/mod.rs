//! Changes on MySQL and MariaDB, which commit each statement separately.
//!
//! Each statement is paired with the one that undoes it, so that a run can be undone from wherever it stopped. A
//! statement that is valid between two states of the tables can be undone between the same two, so one order serves both
//! directions.

mod alter;
mod columns;
mod conditional;
mod keys;

use std::collections::BTreeMap;

use self::alter::Altered;
use self::keys::{Keys, add_foreign_key};
use super::step::Step;
use super::{Phase, without_later_parents};
use crate::change::Change;
use crate::create_table::{Guard, create};
use crate::dialect::{Database, Dialect as _};
use crate::fact::Fact;
use crate::model::{ForeignKey, Schema, Table};

const MYSQL: Database = Database::MySql;

/// The steps of changes to the tables of `before`, in order.
pub(crate) fn steps(changes: &[Change], before: &Schema) -> Vec<Step> {
    let keys = Keys::of(changes, before);
    let mut phased: Vec<(Phase, Step)> = Vec::new();
    for (position, change) in changes.iter().enumerate() {
        match change {
            Change::Create { name, table } => {
                let (table, later) = without_later_parents(table, changes, position, MYSQL);
                phased.push((Phase::CreateTables, create_table(name, &table)));
                let added = later.iter().map(|(title, key)| add_foreign_key(name, title, key));
                phased.extend(added.map(|step| (Phase::AddForeignKeys, step)));
            }
            Change::Drop { name, table } => {
                // A new table is created before those that refer to it, so this one is dropped after them.
                let (bare, keys) = without_changed_parents(table, changes, position);
                let dropped = keys.iter().map(|(title, key)| add_foreign_key(name, title, key).mirrored());
                phased.extend(dropped.map(|step| (Phase::DropForeignKeys, step)));
                phased.push((Phase::DropTables, create_table(name, &bare).mirrored()));
            }
            Change::Alter(alter) => phased.extend(Altered::of(alter, &keys).steps()),
        }
    }
    for (name, title, key) in keys.of_unchanged_tables(changes, before) {
        let step = add_foreign_key(name, title, key);
        phased.push((Phase::DropForeignKeys, step.clone().mirrored()));
        phased.push((Phase::AddForeignKeys, step));
    }
    // Stable: within a phase, the order of the changes.
    phased.sort_by_key(|(phase, _)| *phase);
    phased.into_iter().map(|(_, step)| step).collect()
}

/// Splits off a dropped table's references to tables that change or are dropped before it.
fn without_changed_parents(
    table: &Table,
    changes: &[Change],
    position: usize,
) -> (Table, BTreeMap<String, ForeignKey>) {
    let (gone, kept) = table.foreign_keys.clone().into_iter().partition(|(_, key)| {
        changes.iter().enumerate().any(|(other, change)| {
            change.table() == key.parent && (other < position || matches!(change, Change::Alter(_)))
        })
    });
    (Table { foreign_keys: kept, ..table.clone() }, gone)
}

fn create_table(name: &str, table: &Table) -> Step {
    let table_name = name.to_owned();
    Step::new(
        create(name, table, MYSQL, Guard::None).join(";\n"),
        format!("DROP TABLE {}", MYSQL.quoted(name)),
        vec![Fact::HasTable { table: table_name.clone() }],
        vec![Fact::HasNoTable { table: table_name }],
    )
}
