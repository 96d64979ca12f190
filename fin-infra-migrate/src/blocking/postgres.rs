//! What blocks on PostgreSQL.

use std::collections::{BTreeMap, BTreeSet};

use super::super::change::{Alter, Change};
use super::super::inspect::mentions;
use super::super::model::{ForeignKey, Schema, Table};
use super::super::types::rewrites;
use super::{Blocking, KeptOut, alters, becomes, new_names, of_each};

/// Which work on rows blocks others, because it does not have its own file.
#[derive(Clone, Copy)]
pub(super) struct Work {
    /// Columns that are filled and required.
    pub(super) required: bool,
    /// Indexes, rules and references that are added.
    pub(super) added: bool,
}

/// Everything runs in one transaction, which holds each lock to its end, including while it works on another table.
pub(super) fn postgres(changes: &[Change], schema: &Schema, within: Work) -> Vec<Blocking> {
    let mut all = of_each(changes, |alter| work_of(alter, schema, within));
    let is_worked_on = |alter: &Alter| all.iter().any(|blocking| blocking.table == alter.name);
    let altered: Vec<&Alter> = alters(changes).collect();
    let mut waiting = Vec::new();
    for (index, alter) in altered.iter().enumerate().filter(|(_, alter)| locks(alter) && !is_worked_on(alter))
    {
        let comes_behind = |(other, others): &(usize, &&Alter)| {
            is_worked_on(others) && (*other > index || is_early(alter) || is_late(others))
        };
        let others: Vec<&str> =
            altered.iter().enumerate().filter(comes_behind).map(|(_, other)| other.name.as_str()).collect();
        if !others.is_empty() {
            let work = vec![format!("works on {}", others.join(" and "))];
            waiting.push(Blocking { table: alter.name.clone(), kept_out: kept_out(alter), work });
        }
    }
    all.extend(waiting);
    all
}

fn work_of(alter: &Alter, schema: &Schema, within: Work) -> Vec<Blocking> {
    let (mut work, mut others) = retyped(alter, schema);
    if alter.before.primary_key.len() != alter.after.primary_key.len() || renamed_key(alter) {
        work.push("builds the primary key".to_owned());
    }
    if within.required {
        work.extend(required(alter));
    }
    let adopted = alter.after.adopted.iter();
    work.extend(adopted.map(|name| format!("checks `{name}`, unless it exists already")));
    if within.added {
        let indexes = new_names(&alter.before.indexes, &alter.after.indexes);
        let checks = new_names(&alter.before.checks, &alter.after.checks);
        work.extend(indexes.map(|name| format!("builds the index `{name}`")));
        work.extend(checks.map(|name| format!("checks the rule `{name}`")));
        for name in new_names(&alter.before.foreign_keys, &alter.after.foreign_keys) {
            work.push(format!("checks the reference `{name}`"));
            others.push(Blocking {
                table: alter.after.foreign_keys[name].parent.clone(),
                kept_out: KeptOut::Writers,
                work: vec![format!("checks the reference `{name}` of {}", alter.name)],
            });
        }
    }
    others.retain(|other| other.table != alter.name);
    let own = Blocking { table: alter.name.clone(), kept_out: kept_out(alter), work };
    [own].into_iter().chain(others).collect()
}

/// Who waits briefly while a change takes its locks; `None` if nobody does.
pub(crate) fn momentary(change: &Change) -> Option<String> {
    let (kept_out, tables): (KeptOut, BTreeSet<&str>) = match change {
        Change::Create { name, table } => (KeptOut::Writers, parents_of(name, &table.foreign_keys).collect()),
        Change::Drop { name, table } => {
            (KeptOut::Everyone, parents_of(name, &table.foreign_keys).chain([name.as_str()]).collect())
        }
        Change::Alter(alter) => {
            let [old, new] = [&alter.before.foreign_keys, &alter.after.foreign_keys];
            let changed = old.iter().filter(|(name, key)| new.get(*name) != Some(key));
            let changed = changed.chain(new.iter().filter(|(name, key)| old.get(*name) != Some(key)));
            let parents = changed.map(|(_, key)| key.parent.as_str());
            (kept_out(alter), parents.chain([alter.name.as_str()]).collect())
        }
    };
    let who = match kept_out {
        KeptOut::Writers => "writers",
        KeptOut::Everyone => "readers and writers",
    };
    let tables: Vec<&str> = tables.into_iter().collect();
    (!tables.is_empty()).then(|| format!("{who} of {} wait briefly", tables.join(" or ")))
}

fn parents_of<'a>(name: &'a str, keys: &'a BTreeMap<String, ForeignKey>) -> impl Iterator<Item = &'a str> {
    keys.values().map(|key| key.parent.as_str()).filter(move |parent| *parent != name)
}

/// Whether PostgreSQL changes anything other than the placement of the table's rows.
fn locks(alter: &Alter) -> bool {
    Table { placement: None, ..alter.before.clone() } != Table { placement: None, ..alter.after.clone() }
}

/// Whether a table is locked before the columns of any table change.
fn is_early(change: &Alter) -> bool {
    let (before, after) = (&change.before, &change.after);
    new_names(&after.indexes, &before.indexes).next().is_some()
        || new_names(&after.checks, &before.checks).next().is_some()
        || new_names(&after.foreign_keys, &before.foreign_keys).next().is_some()
        || before.row_security != after.row_security
}

/// Whether a table is worked on after the columns of all tables have changed.
fn is_late(change: &Alter) -> bool {
    let (before, after) = (&change.before, &change.after);
    new_names(&before.indexes, &after.indexes).next().is_some()
        || new_names(&before.checks, &after.checks).next().is_some()
        || new_names(&before.foreign_keys, &after.foreign_keys).next().is_some()
}

fn kept_out(alter: &Alter) -> KeptOut {
    if only_adds_indexes_and_keys(alter) { KeptOut::Writers } else { KeptOut::Everyone }
}

/// What PostgreSQL does for columns whose type changes: it rewrites each row, or checks it again against the rules that
/// mention the column. Where rows are rewritten, it also checks references again, from either of their tables, and locks
/// both.
fn retyped(alter: &Alter, schema: &Schema) -> (Vec<String>, Vec<Blocking>) {
    let (mut work, mut others) = (Vec::new(), Vec::new());
    for (before, after) in alter.changed().filter(|(before, after)| before.sql_type != after.sql_type) {
        let name = &after.name;
        if !rewrites(&before.sql_type, &after.sql_type) {
            let rules = alter
                .after
                .checks
                .iter()
                .filter(|(title, rule)| alter.before.checks.contains_key(*title) && mentions(rule, name));
            work.extend(
                rules.map(|(title, _)| format!("checks the rule `{title}` again, for the type of `{name}`")),
            );
            continue;
        }
        work.push(becomes(before, after));
        let own = alter.after.foreign_keys.iter().filter(|(title, key)| {
            alter.before.foreign_keys.contains_key(*title) && key.columns.contains(name)
        });
        let own = own.map(|(title, key)| (title, key.parent.as_str()));
        let children = schema.tables.iter().flat_map(|(child, table)| {
            let keys = table.foreign_keys.iter();
            let keys =
                keys.filter(|(_, key)| key.parent == alter.name && key.parent_columns.contains(&before.name));
            keys.map(move |(title, _)| (title, child.as_str()))
        });
        others.extend(own.chain(children).map(|(title, other)| Blocking {
            table: other.to_owned(),
            kept_out: KeptOut::Everyone,
            work: vec![format!(
                "checks the reference `{title}` again, for the type of `{}.{name}`",
                alter.name
            )],
        }));
    }
    (work, others)
}

/// Columns that are filled and then required.
fn required(alter: &Alter) -> impl Iterator<Item = String> {
    let filled = alter.filled_by_rows().map(|(column, _)| format!("fills `{}`", column.name));
    let unknown = alter.unknown().map(|(column, _)| format!("looks for rows without `{}`", column.name));
    filled.chain(unknown)
}

fn renamed_key(alter: &Alter) -> bool {
    let mut keys = alter.before.primary_key.iter().zip(&alter.after.primary_key);
    keys.any(|(before, after)| alter.old_name(after) != before)
}

/// Whether only new indexes and foreign keys lock the table, so that others can read.
fn only_adds_indexes_and_keys(change: &Alter) -> bool {
    let (before, after) = (&change.before, &change.after);
    change.renames.is_empty()
        && change.added().next().is_none()
        && change.changed().next().is_none()
        && change.dropped().next().is_none()
        && before.primary_key == after.primary_key
        && before.checks == after.checks
        && before.row_security == after.row_security
        && new_names(&after.indexes, &before.indexes).next().is_none()
        && new_names(&after.foreign_keys, &before.foreign_keys).next().is_none()
}
