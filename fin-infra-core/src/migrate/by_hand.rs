//! Rules, indexes and references that a person made. They are no difference to the structs, and no revision drops them unless
//! somebody says so.
//!
//! What the tool makes has names that begin in a few ways. Anything else is a person's.

use super::describe::Wanted;
use super::dialect::Dialect;
use super::inspect::{UNNAMED_KEY, mentions, with_name};
use super::model::{ForeignKey, Schema, Table};

/// How the names begin that follow from structs.
const BEGINNINGS: [&str; 6] = ["ix_", "uq_", "fk_", "ck_", "nn_", "pk_"];

/// Whether a person made it, by its name. A reference of SQLite's, which keeps no names of them, may be a struct's that is gone.
pub(crate) fn is_by_hand(name: &str) -> bool {
    !BEGINNINGS.iter().chain([&UNNAMED_KEY]).any(|beginning| name.starts_with(beginning))
}

/// What a person made in the tables that are wanted, in words.
pub(crate) fn by_hand(found: &Schema, wanted: &Schema) -> Vec<String> {
    let mut said = Vec::new();
    for (name, wanted) in &wanted.tables {
        let Some(found) = found.tables.get(name) else { continue };
        let kinds: [(&str, Vec<&String>, Vec<&String>); 3] = [
            ("rule", found.checks.keys().collect(), wanted.checks.keys().collect()),
            ("index", found.indexes.keys().collect(), wanted.indexes.keys().collect()),
            ("foreign key", found.foreign_keys.keys().collect(), wanted.foreign_keys.keys().collect()),
        ];
        for (kind, found, wanted) in kinds {
            let own = found.into_iter().filter(|title| is_by_hand(title) && !wanted.contains(title));
            said.extend(own.map(|title| format!("{name}: {kind} {title}")));
        }
    }
    said
}

/// Has a plan keep what a person made. Rules and references stand on both sides of it then, so that a table which is made anew
/// has them, and indexes on neither: the run carries them over. What is about a column or a table that goes, goes along.
pub(crate) fn keep(before: &mut Schema, wanted: &mut Wanted, dialect: Dialect) {
    let dropped: Vec<String> =
        before.tables.keys().filter(|name| !wanted.schema.tables.contains_key(*name)).cloned().collect();
    for (name, table) in &mut before.tables {
        let Some(mut after) = wanted.schema.tables.remove(name) else { continue };
        table.indexes.retain(|title, _| !is_by_hand(title) || after.indexes.contains_key(title));
        let renames = wanted.renames.iter().filter(|((of, _), _)| of == name);
        let renames: Vec<(&str, &str)> =
            renames.map(|((_, new), old)| (old.as_str(), new.as_str())).collect();
        let is_own = |title: &String| is_by_hand(title);
        for (title, rule) in table.checks.iter().filter(|(title, _)| is_own(title)) {
            if let Some(rule) = renamed_rule(rule, table, &after, &renames, dialect) {
                after.checks.entry(title.clone()).or_insert(rule);
            }
        }
        for (title, key) in table.foreign_keys.iter().filter(|(title, _)| is_own(title)) {
            if let Some(key) = renamed_key(key, &after, &renames)
                && !dropped.contains(&key.parent)
            {
                after.foreign_keys.entry(title.clone()).or_insert(key);
            }
        }
        wanted.schema.tables.insert(name.clone(), after);
    }
}

/// A rule with the columns' new names; none if one of its columns goes.
fn renamed_rule(
    rule: &str,
    before: &Table,
    after: &Table,
    renames: &[(&str, &str)],
    dialect: Dialect,
) -> Option<String> {
    let mut text = rule.to_owned();
    for column in before.columns.iter().filter(|column| mentions(rule, &column.name)) {
        if after.column(&column.name).is_some() {
            continue;
        }
        let (_, new) = renames.iter().find(|(old, _)| *old == column.name)?;
        text = with_name(&text, &column.name, &dialect.name(new));
    }
    Some(text)
}

fn renamed_key(key: &ForeignKey, after: &Table, renames: &[(&str, &str)]) -> Option<ForeignKey> {
    let mut key = key.clone();
    for column in &mut key.columns {
        if after.column(column).is_none() {
            let (_, new) = renames.iter().find(|(old, _)| *old == column.as_str())?;
            (*new).clone_into(column);
        }
    }
    Some(key)
}
