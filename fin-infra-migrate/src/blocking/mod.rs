//! Which changes block readers or writers of a table while they work on each of its rows.
//!
//! A lock that is held briefly does not matter; one that is held while rows are checked, filled or rewritten stops an
//! application. A plan names it, with the number of rows.

mod mysql;
mod postgres;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) use self::mysql::blocking_of;
pub(crate) use self::postgres::momentary;
use self::postgres::{Work, postgres};
use super::change::{Alter, Change};
use super::dialect::Database;
use super::model::{Column, Schema};
use super::render::can_stay;

/// Who is kept out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeptOut {
    Writers,
    /// Readers and writers.
    Everyone,
}

/// Work of a migration on each row of a table, during which others are kept out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Blocking {
    pub(crate) table: String,
    pub(crate) kept_out: KeptOut,
    /// What is done meanwhile, for people.
    pub(crate) work: Vec<String>,
}

impl Blocking {
    /// One line, with the number of rows if it is known.
    pub(crate) fn describe(&self, rows: Option<&str>) -> String {
        let who = match self.kept_out {
            KeptOut::Writers => "writers",
            KeptOut::Everyone => "readers and writers",
        };
        let rows = rows.map(|rows| format!(" ({rows} rows)")).unwrap_or_default();
        format!("keeps {who} out of {}{rows} while it {}", self.table, self.work.join(", "))
    }
}

/// How a revision is split into files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Files {
    /// In one transaction.
    One,
    /// In one file for each statement that works on rows or locks tables. Each file is described separately.
    Many,
}

/// What changes block on upgrade, where a file can have several statements. For MySQL, see [`blocking_of`].
pub(crate) fn blocking_up(
    changes: &[Change],
    before: &Schema,
    database: Database,
    files: Files,
) -> Vec<Blocking> {
    match (database, files) {
        (Database::Postgres, Files::One) => postgres(changes, before, Work { required: true, added: true }),
        (Database::Postgres, Files::Many) => {
            postgres(changes, before, Work { required: false, added: false })
        }
        (Database::Sqlite, _) => of_each(changes, |alter| vec![sqlite(alter)]),
        (Database::MySql, _) => Vec::new(),
    }
}

/// What they block on downgrade.
pub(crate) fn blocking_down(
    changes: &[Change],
    before: &Schema,
    database: Database,
    files: Files,
) -> Vec<Blocking> {
    let inverse: Vec<Change> = changes.iter().rev().map(Change::inverse).collect();
    match (database, files) {
        (Database::Postgres, Files::Many) => {
            postgres(&inverse, before, Work { required: true, added: false })
        }
        _ => blocking_up(&inverse, before, database, files),
    }
}

fn of_each(changes: &[Change], blocking: impl Fn(&Alter) -> Vec<Blocking>) -> Vec<Blocking> {
    let mut all: Vec<Blocking> = Vec::new();
    for blocking in alters(changes).flat_map(blocking).filter(|blocking| !blocking.work.is_empty()) {
        // A lock is held for everything that is done with its table.
        match all.iter_mut().find(|other| other.table == blocking.table) {
            Some(other) => {
                other.kept_out = other.kept_out.max(blocking.kept_out);
                other.work.extend(blocking.work);
            }
            None => all.push(blocking),
        }
    }
    all
}

fn alters(changes: &[Change]) -> impl Iterator<Item = &Alter> {
    changes.iter().filter_map(|change| match change {
        Change::Alter(alter) => Some(alter),
        Change::Create { .. } | Change::Drop { .. } => None,
    })
}

/// SQLite has one writer at a time, whichever table it writes to.
fn sqlite(alter: &Alter) -> Blocking {
    let work = if can_stay(alter) {
        new_names(&alter.before.indexes, &alter.after.indexes)
            .map(|name| format!("builds the index `{name}`"))
            .collect()
    } else {
        vec!["rebuilds the table, with each row".to_owned()]
    };
    Blocking { table: alter.name.clone(), kept_out: KeptOut::Writers, work }
}

fn becomes(before: &Column, after: &Column) -> String {
    // The collation does not change here.
    let [from, to] = [before, after].map(|column| column.sql_type.split(" C").next().unwrap_or_default());
    format!("rewrites each row, since `{}` is {from} and becomes {to}", after.name)
}

fn new_names<'a, T: PartialEq>(
    before: &'a BTreeMap<String, T>,
    after: &'a BTreeMap<String, T>,
) -> impl Iterator<Item = &'a String> {
    after.iter().filter(|(name, thing)| before.get(*name) != Some(thing)).map(|(name, _)| name)
}
