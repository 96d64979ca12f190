//! Tables that are created and dropped, each in its own file.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::change::{Alter, Change};
use super::super::super::model::{ForeignKey, Table};

/// Created and dropped tables. The references of a table are in its own file unless they lock more than one existing
/// table.
#[derive(Default)]
pub(super) struct Tables {
    /// References of tables that are dropped.
    pub(super) dropped_keys: Vec<Change>,
    pub(super) made: Vec<Change>,
    /// References of tables that are created.
    pub(super) new_keys: Vec<Change>,
    pub(super) dropped: Vec<Change>,
}

impl Tables {
    pub(super) fn of(changes: &[Change]) -> Self {
        let mut tables = Self::default();
        for (position, change) in changes.iter().enumerate() {
            match change {
                Change::Create { name, table } => {
                    let (table, keys) =
                        without_later_keys(name, table, &changes[..position], &changes[position..]);
                    tables.made.push(Change::Create { name: name.clone(), table: table.clone() });
                    tables.new_keys.extend(added_keys(name, &table, keys));
                }
                Change::Drop { name, table } => {
                    // As the inverse changes would create it, in reverse order.
                    let (table, keys) =
                        without_later_keys(name, table, &changes[position..], &changes[..position]);
                    let added: Vec<Change> = added_keys(name, &table, keys).collect();
                    tables.dropped_keys.extend(added.iter().rev().map(Change::inverse));
                    tables.dropped.push(Change::Drop { name: name.clone(), table });
                }
                Change::Alter(_) => {}
            }
        }
        tables
    }
}

/// Splits off the references that need their own files: those to tables that change or are created later, and those to
/// existing tables if there is more than one.
fn without_later_keys(
    name: &str,
    table: &Table,
    earlier: &[Change],
    later: &[Change],
) -> (Table, BTreeMap<String, ForeignKey>) {
    let is_of = |parent: &str, changes: &[Change]| changes.iter().any(|change| change.table() == parent);
    let is_altered = |parent: &str| {
        let all = earlier.iter().chain(later);
        all.clone().any(|change| change.table() == parent && matches!(change, Change::Alter(_)))
    };
    let is_new = |parent: &str| is_of(parent, earlier) && !is_altered(parent);
    let is_later = |parent: &str| parent != name && (is_altered(parent) || is_of(parent, later));
    let parents = table.foreign_keys.values().map(|key| key.parent.as_str());
    let others: BTreeSet<&str> = parents.filter(|parent| *parent != name && !is_new(parent)).collect();
    let (kept, later) = table.foreign_keys.clone().into_iter().partition(|(_, key)| {
        key.parent == name || is_new(&key.parent) || !is_later(&key.parent) && others.len() < 2
    });
    (Table { foreign_keys: kept, ..table.clone() }, later)
}

/// Adds references to a table one at a time.
pub(super) fn added_keys(
    name: &str,
    table: &Table,
    keys: BTreeMap<String, ForeignKey>,
) -> impl Iterator<Item = Change> {
    let (name, mut now) = (name.to_owned(), table.clone());
    keys.into_iter().map(move |(title, key)| {
        let before = now.clone();
        now.foreign_keys.insert(title, key);
        Change::Alter(Alter::plain(&name, before, now.clone()))
    })
}
