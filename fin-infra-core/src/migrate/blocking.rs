//! What keeps others out of a table for as long as each of its rows takes.
//!
//! A lock that is held for a moment is no matter; one under which rows are looked at, filled or written anew stops an
//! application. A plan names it, with the number of rows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::{Alter, Change};
use super::dialect::Dialect;
use super::render::can_stay;
use super::types::rewrites;

/// Who is kept out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeptOut {
    Writers,
    /// Those who read as well.
    Everyone,
}

/// Work of a migration on each row of a table, during which others are kept out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Blocking {
    pub(crate) table: String,
    pub(crate) kept_out: KeptOut,
    /// What is done meanwhile, in words for a person.
    pub(crate) work: Vec<String>,
}

impl Blocking {
    /// In one line, with the number of rows where it is known.
    pub(crate) fn said(&self, rows: Option<&str>) -> String {
        let who = match self.kept_out {
            KeptOut::Writers => "writers",
            KeptOut::Everyone => "readers and writers",
        };
        let rows = rows.map(|rows| format!(" ({rows} rows)")).unwrap_or_default();
        format!("keeps {who} out of {}{rows} while it {}", self.table, self.work.join(", "))
    }
}

/// What changes block. With `concurrently`, PostgreSQL does the rest in files that keep nobody out.
pub(crate) fn blocking(changes: &[Change], dialect: Dialect, concurrently: bool) -> Vec<Blocking> {
    let alters = changes.iter().filter_map(|change| match change {
        Change::Alter(alter) => Some(alter),
        Change::Create { .. } | Change::Drop { .. } => None,
    });
    let all = alters.flat_map(|alter| match dialect {
        Dialect::Postgres => postgres(alter, concurrently),
        Dialect::MySql => vec![mysql(alter)],
        Dialect::Sqlite => vec![sqlite(alter)],
    });
    all.filter(|blocking| !blocking.work.is_empty()).collect()
}

/// All in one transaction, in which a lock is held to the end.
fn postgres(alter: &Alter, concurrently: bool) -> Vec<Blocking> {
    let mut work = rewritten(alter).collect::<Vec<_>>();
    if alter.before.primary_key.len() != alter.after.primary_key.len() || renamed_key(alter) {
        work.push("builds the primary key".to_owned());
    }
    let mut parents = Vec::new();
    if !concurrently {
        work.extend(required(alter));
        work.extend(
            new_names(&alter.before.indexes, &alter.after.indexes)
                .map(|name| format!("builds the index `{name}`")),
        );
        work.extend(
            new_names(&alter.before.checks, &alter.after.checks)
                .map(|name| format!("checks the rule `{name}`")),
        );
        for name in new_names(&alter.before.foreign_keys, &alter.after.foreign_keys) {
            work.push(format!("checks the reference `{name}`"));
            parents.push(Blocking {
                table: alter.after.foreign_keys[name].parent.clone(),
                kept_out: KeptOut::Writers,
                work: vec![format!("checks the reference `{name}` of {}", alter.name)],
            });
        }
    }
    let kept_out = if only_adds_indexes_and_keys(alter) { KeptOut::Writers } else { KeptOut::Everyone };
    parents.retain(|parent| parent.table != alter.name);
    [Blocking { table: alter.name.clone(), kept_out, work }].into_iter().chain(parents).collect()
}

/// Each statement by itself. Others read meanwhile, and write where the server can follow them: not into a table that it
/// copies, and not into rows that a statement changes.
fn mysql(alter: &Alter) -> Blocking {
    let fills = alter.fills.iter().filter(|(name, fill)| {
        let is_new = alter.before.column(alter.old_name(name)).is_none();
        !(is_new && alter.after.column(name).is_some_and(|column| fill.is_default_of(column)))
    });
    let work = rewritten(alter)
        .chain(fills.map(|(name, _)| format!("fills `{name}`")))
        .chain(
            new_names(&alter.before.checks, &alter.after.checks)
                .map(|name| format!("checks the rule `{name}`")),
        )
        .chain(
            new_names(&alter.before.foreign_keys, &alter.after.foreign_keys)
                .map(|name| format!("checks the reference `{name}`")),
        );
    Blocking { table: alter.name.clone(), kept_out: KeptOut::Writers, work: work.collect() }
}

/// A file has one writer at a time, whichever table it is about.
fn sqlite(alter: &Alter) -> Blocking {
    let work = if !can_stay(alter) {
        vec!["makes the table anew, with each row".to_owned()]
    } else {
        new_names(&alter.before.indexes, &alter.after.indexes)
            .map(|name| format!("builds the index `{name}`"))
            .collect()
    };
    Blocking { table: alter.name.clone(), kept_out: KeptOut::Writers, work }
}

/// Columns whose type changes so that each row is written anew.
fn rewritten(alter: &Alter) -> impl Iterator<Item = String> {
    let rewritten = alter.changed().filter(|(before, after)| rewrites(&before.sql_type, &after.sql_type));
    rewritten.map(|(before, after)| {
        format!(
            "writes each row anew, since `{}` becomes {} (it is {})",
            after.name, after.sql_type, before.sql_type
        )
    })
}

/// Columns that get values and are required then.
fn required(alter: &Alter) -> impl Iterator<Item = String> {
    let filled = alter.filled_by_rows().map(|(column, _)| format!("fills `{}`", column.name));
    let unknown = alter.unknown().map(|(column, _)| format!("looks for rows without `{}`", column.name));
    filled.chain(unknown)
}

fn renamed_key(alter: &Alter) -> bool {
    let mut keys = alter.before.primary_key.iter().zip(&alter.after.primary_key);
    keys.any(|(before, after)| alter.old_name(after) != before)
}

fn new_names<'a, T: PartialEq>(
    before: &'a BTreeMap<String, T>,
    after: &'a BTreeMap<String, T>,
) -> impl Iterator<Item = &'a String> {
    after.iter().filter(|(name, thing)| before.get(*name) != Some(thing)).map(|(name, _)| name)
}

/// Whether a table is locked by nothing but new indexes and foreign keys, which let others read.
fn only_adds_indexes_and_keys(alter: &Alter) -> bool {
    let (before, after) = (&alter.before, &alter.after);
    alter.renames.is_empty()
        && alter.added().next().is_none()
        && alter.changed().next().is_none()
        && alter.dropped().next().is_none()
        && before.primary_key == after.primary_key
        && before.checks == after.checks
        && before.row_security == after.row_security
        && new_names(&after.indexes, &before.indexes).next().is_none()
        && new_names(&after.foreign_keys, &before.foreign_keys).next().is_none()
}
