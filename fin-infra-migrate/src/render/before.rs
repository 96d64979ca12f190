//! What a table had before a change.

use std::collections::BTreeMap;

use super::super::change::Alter;
use super::super::dialect::{Database, Dialect as _};
use super::super::model::Table;

/// The table before, with the new names of its columns. A database that renames a column also renames it in keys, indexes
/// and rules.
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
            *rule = rule.replace(&database.quoted(old), &database.quoted(new));
        }
    }
    before
}

/// The entries of `before` that are missing or different in `after`.
pub(super) fn gone<'a, T: PartialEq>(
    before: &'a BTreeMap<String, T>,
    after: &'a BTreeMap<String, T>,
) -> impl Iterator<Item = (&'a String, &'a T)> {
    before.iter().filter(|(name, thing)| after.get(*name) != Some(thing))
}
