//! What keeps others out of a table for as long as each of its rows takes.
//!
//! A lock that is held for a moment is no matter; one under which rows are looked at, filled or written anew stops an
//! application. A plan names it, with the number of rows.

mod mysql;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::mysql::mysql;
use super::change::{Alter, Change};
use super::dialect::Dialect;
use super::model::{Column, Schema, Table};
use super::render::{can_stay, mirrored, steps};
use super::types::rewrites;

/// Who is kept out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// What changes block going up. With `concurrently`, PostgreSQL does all that it can in files that keep nobody out.
pub(crate) fn blocking_up(
    changes: &[Change],
    before: &Schema,
    dialect: Dialect,
    concurrently: bool,
) -> Vec<Blocking> {
    match dialect {
        Dialect::Postgres => postgres(changes, concurrently),
        Dialect::Sqlite => of_each(changes, |alter| vec![sqlite(alter)]),
        Dialect::MySql => mysql(changes, &steps(changes, before)),
    }
}

/// What they block going down, which is the same with and without `concurrently`.
pub(crate) fn blocking_down(changes: &[Change], before: &Schema, dialect: Dialect) -> Vec<Blocking> {
    let inverse: Vec<Change> = changes.iter().rev().map(Change::inverse).collect();
    match dialect {
        Dialect::MySql => mysql(&inverse, &mirrored(steps(changes, before))),
        _ => blocking_up(&inverse, before, dialect, false),
    }
}

fn of_each(changes: &[Change], blocking: impl Fn(&Alter) -> Vec<Blocking>) -> Vec<Blocking> {
    let mut all: Vec<Blocking> = Vec::new();
    for blocking in alters(changes).flat_map(blocking).filter(|blocking| !blocking.work.is_empty()) {
        // A lock is held for all that is done with its table.
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

/// All in one transaction, in which each lock is held to the end, also while another table is worked on.
fn postgres(changes: &[Change], concurrently: bool) -> Vec<Blocking> {
    let mut all = of_each(changes, |alter| postgres_work(alter, concurrently));
    let is_worked_on = |alter: &Alter| all.iter().any(|blocking| blocking.table == alter.name);
    let altered: Vec<&Alter> = alters(changes).collect();
    let mut waiting = Vec::new();
    for (place, alter) in altered.iter().enumerate().filter(|(_, alter)| locks(alter) && !is_worked_on(alter))
    {
        let comes_behind = |(other, others): &(usize, &&Alter)| {
            is_worked_on(others) && (*other > place || is_early(alter) || (!concurrently && is_late(others)))
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

fn postgres_work(alter: &Alter, concurrently: bool) -> Vec<Blocking> {
    let mut work: Vec<String> = rewritten(alter).collect();
    if alter.before.primary_key.len() != alter.after.primary_key.len() || renamed_key(alter) {
        work.push("builds the primary key".to_owned());
    }
    let mut parents = Vec::new();
    if !concurrently {
        let indexes = new_names(&alter.before.indexes, &alter.after.indexes);
        let checks = new_names(&alter.before.checks, &alter.after.checks);
        work.extend(required(alter));
        work.extend(indexes.map(|name| format!("builds the index `{name}`")));
        work.extend(checks.map(|name| format!("checks the rule `{name}`")));
        for name in new_names(&alter.before.foreign_keys, &alter.after.foreign_keys) {
            work.push(format!("checks the reference `{name}`"));
            parents.push(Blocking {
                table: alter.after.foreign_keys[name].parent.clone(),
                kept_out: KeptOut::Writers,
                work: vec![format!("checks the reference `{name}` of {}", alter.name)],
            });
        }
    }
    parents.retain(|parent| parent.table != alter.name);
    let own = Blocking { table: alter.name.clone(), kept_out: kept_out(alter), work };
    [own].into_iter().chain(parents).collect()
}

/// Whether PostgreSQL changes anything of the table but where its rows are.
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

/// Whether a table is worked on when the columns of all tables have changed.
fn is_late(change: &Alter) -> bool {
    let (before, after) = (&change.before, &change.after);
    new_names(&before.indexes, &after.indexes).next().is_some()
        || new_names(&before.checks, &after.checks).next().is_some()
        || new_names(&before.foreign_keys, &after.foreign_keys).next().is_some()
}

fn kept_out(alter: &Alter) -> KeptOut {
    if only_adds_indexes_and_keys(alter) { KeptOut::Writers } else { KeptOut::Everyone }
}

/// A file has one writer at a time, whichever table it is about.
fn sqlite(alter: &Alter) -> Blocking {
    let work = if can_stay(alter) {
        new_names(&alter.before.indexes, &alter.after.indexes)
            .map(|name| format!("builds the index `{name}`"))
            .collect()
    } else {
        vec!["makes the table anew, with each row".to_owned()]
    };
    Blocking { table: alter.name.clone(), kept_out: KeptOut::Writers, work }
}

/// Columns whose type changes so that each row is written anew.
fn rewritten(alter: &Alter) -> impl Iterator<Item = String> {
    let rewritten = alter.changed().filter(|(before, after)| rewrites(&before.sql_type, &after.sql_type));
    rewritten.map(|(before, after)| becomes(before, after))
}

fn becomes(before: &Column, after: &Column) -> String {
    // How text compares is nothing that changes here.
    let [from, to] = [before, after].map(|column| column.sql_type.split(" C").next().unwrap_or_default());
    format!("writes each row anew, since `{}` is {from} and becomes {to}", after.name)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::model::Index;

    fn table(columns: &[&str], is_indexed: bool) -> Table {
        let column = |name: &&str| Column {
            name: (*name).to_owned(),
            sql_type: "INTEGER".to_owned(),
            nullable: true,
            default: None,
            generated: None,
            folded_from: None,
        };
        let index = Index { columns: vec!["a".to_owned()], unique: false, live: None, deleted: None };
        Table {
            columns: columns.iter().map(column).collect(),
            indexes: is_indexed.then(|| ("ix".to_owned(), index)).into_iter().collect(),
            ..Table::default()
        }
    }

    fn alter(name: &str, before: Table, after: Table) -> Change {
        let (renames, fills) = (BTreeMap::new(), BTreeMap::new());
        Change::Alter(Alter { name: name.to_owned(), before, after, renames, fills })
    }

    #[test]
    fn a_table_is_locked_while_another_one_is_worked_on() {
        let grows = alter("t", table(&["a"], false), table(&["a", "b"], false));
        let is_indexed = alter("u", table(&["a"], false), table(&["a"], true));
        let said = |changes: &[Change], concurrently| {
            let all = blocking_up(changes, &Schema::default(), Dialect::Postgres, concurrently);
            all.iter().map(|blocking| blocking.said(None)).collect::<Vec<_>>()
        };
        for changes in [[grows.clone(), is_indexed.clone()], [is_indexed.clone(), grows.clone()]] {
            assert_eq!(
                said(&changes, false),
                [
                    "keeps writers out of u while it builds the index `ix`",
                    "keeps readers and writers out of t while it works on u"
                ]
            );
            assert!(said(&changes, true).is_empty());
        }
        assert!(said(&[grows], false).is_empty(), "it takes a moment");
        let none = Vec::<String>::new();
        assert_eq!(said(&[alter("t", table(&["a"], true), table(&["a"], false))], false), none);
    }
}
