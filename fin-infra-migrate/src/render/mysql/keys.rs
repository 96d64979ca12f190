//! Foreign keys, which prevent changes of the columns and indexes that they use.

use std::collections::{BTreeMap, BTreeSet};

use super::super::before::renamed;
use super::super::step::Step;
use super::MYSQL;
use super::alter::{early_indexes, reshaped};
use super::conditional::{If, conditional};
use crate::change::{Alter, Change};
use crate::create_table::foreign_key;
use crate::dialect::Dialect as _;
use crate::fact::Fact;
use crate::model::{ForeignKey, Schema, Table};

/// The unchanged foreign keys that have to be dropped and restored, since one of their columns or indexes changes.
#[derive(Debug, Default)]
pub(super) struct Keys {
    touched: BTreeSet<(String, String)>,
}

impl Keys {
    pub(super) fn of(changes: &[Change], before: &Schema) -> Self {
        let alters: BTreeMap<&str, &Alter> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Alter(alter) => Some((alter.name.as_str(), alter)),
                _ => None,
            })
            .collect();
        let is_dropped = |name: &str| {
            changes.iter().any(|change| matches!(change, Change::Drop { .. }) && change.table() == name)
        };
        let mut touched = BTreeSet::new();
        for (name, table) in before.tables.iter().filter(|(name, _)| !is_dropped(name)) {
            let own = alters.get(name.as_str()).copied();
            let keys =
                own.map_or_else(|| table.foreign_keys.clone(), |alter| renamed(alter, MYSQL).foreign_keys);
            for (title, key) in keys {
                let parent = alters.get(key.parent.as_str()).copied();
                let is_in_the_way = [(own, &key.columns), (parent, &key.parent_columns)]
                    .into_iter()
                    .any(|(alter, columns)| alter.is_some_and(|alter| is_in_the_way(alter, columns)));
                if is_in_the_way {
                    touched.insert((name.clone(), title));
                }
            }
        }
        Self { touched }
    }

    pub(super) fn is_touched(&self, table: &str, title: &str) -> bool {
        self.touched.contains(&(table.to_owned(), title.to_owned()))
    }

    /// Those of tables without other changes.
    pub(super) fn of_unchanged_tables<'a>(
        &'a self,
        changes: &[Change],
        before: &'a Schema,
    ) -> Vec<(&'a str, &'a str, &'a ForeignKey)> {
        let is_changed = |name: &str| changes.iter().any(|change| change.table() == name);
        let touched = self.touched.iter().filter(|(table, _)| !is_changed(table));
        touched
            .map(|(table, title)| (table.as_str(), title.as_str(), &before.tables[table].foreign_keys[title]))
            .collect()
    }
}

/// Whether a foreign key on columns prevents the change: a column changes, or the columns temporarily have no index.
fn is_in_the_way(alter: &Alter, columns: &[String]) -> bool {
    if reshaped(alter).any(|(_, after)| columns.contains(&after.name)) {
        return true;
    }
    let before = renamed(alter, MYSQL);
    let serves = |found: &[String]| found.starts_with(columns);
    let has_key = serves(&before.primary_key) && serves(&alter.after.primary_key);
    let is_served = |table: &Table| has_key || table.indexes.values().any(|index| serves(&index.columns));
    let (dropped, added) = early_indexes(alter, &before);
    let mut between = before.clone();
    between.indexes.retain(|name, _| !dropped.contains(name));
    between.indexes.extend(added);
    ![&before, &between, &alter.after].into_iter().all(is_served)
}

pub(super) fn add_foreign_key(table: &str, title: &str, key: &ForeignKey) -> Step {
    let (table_name, name) = (table.to_owned(), title.to_owned());
    let drop = format!("ALTER TABLE {} DROP FOREIGN KEY {}", MYSQL.quoted(table), MYSQL.quoted(title));
    let none = If::NoConstraint { parent: Some(&key.parent) };
    Step::new(
        conditional(MYSQL.to_sql(&foreign_key(table, title, key)), table, title, none),
        conditional(drop, table, title, If::Constraint),
        vec![Fact::HasForeignKey { table: table_name.clone(), name: name.clone() }],
        vec![Fact::HasNoForeignKey { table: table_name, name }],
    )
}
