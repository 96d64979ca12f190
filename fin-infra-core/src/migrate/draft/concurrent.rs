//! On PostgreSQL, what would keep others out of tables that are there, in files of their own.

use std::collections::BTreeMap;

use super::super::change::{Alter, Change};
use super::super::dialect::Dialect;
use super::super::fact::{Fact, Trace};
use super::super::model::{Column, Index};
use super::super::render::{Rows, index_statement, renamed};
use super::Part;
use super::filled::filled;

/// The longest name that PostgreSQL keeps, in bytes.
const LONGEST_NAME: usize = 63;

/// Why such a statement has no limit for locks, and for a linter that asks for one: PostgreSQL runs it in a file of its own alone,
/// and giving up in the middle leaves half an index.
const WITHOUT_LIMIT: &str = "-- It waits for others and keeps nobody out but those who change the table.\n-- squawk-ignore require-lock-timeout";

/// Indexes are dropped and made concurrently, which cannot be in a transaction, and rules are held against the rows when they
/// are in force already. An index goes when the one in its place is there, so that what is unique stays so all the time; one
/// that becomes another is made under another name. Rows are filled some at a time, and what they are filled from goes when
/// they are. Each file undoes what it does.
pub(super) fn nobody_kept_out(changes: &[Change]) -> Vec<Part> {
    let mut plan = Plan::default();
    let alters = || changes.iter().filter_map(alter);
    alters().for_each(|alter| plan.add(alter));
    let (changes, drops) = without_drops(changes);
    let whole = Part::of(&changes, Dialect::Postgres, Rows::Later);
    let is_apart = |sql: &String| plan.apart.contains(sql);
    let is_validation = |sql: &String| sql.contains(" VALIDATE CONSTRAINT ");
    let (validations, up): (Vec<String>, Vec<String>) = whole.up.into_iter().partition(is_validation);
    let main = Part {
        up: up.into_iter().filter(|sql| !is_apart(sql)).collect(),
        down: whole.down.into_iter().filter(|sql| !is_apart(sql)).collect(),
        ..Part { in_transaction: true, needs: whole.needs, ..Part::default() }
    };
    let validations =
        validations.into_iter().map(|sql| Part { up: vec![sql], in_transaction: true, ..Part::default() });
    let filled = changes.iter().filter_map(alter).flat_map(filled);
    let dropped = Part::of(&drops, Dialect::Postgres, Rows::AtOnce);
    let parts = plan.first.into_iter().chain([main]).chain(filled);
    let parts = parts.chain(plan.made).chain(plan.last).chain(validations).chain([dropped]);
    let parts: Vec<Part> = parts.filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { vec![Part { in_transaction: true, ..Part::default() }] } else { parts }
}

fn alter(change: &Change) -> Option<&Alter> {
    match change {
        Change::Alter(alter) => Some(alter),
        Change::Create { .. } | Change::Drop { .. } => None,
    }
}

/// The changes without the columns that go where others are filled, which may be from those; and the changes that drop these.
fn without_drops(changes: &[Change]) -> (Vec<Change>, Vec<Change>) {
    let mut drops = Vec::new();
    let keep = |change: &Change| {
        let Some(alter) = alter(change) else { return change.clone() };
        let dropped: Vec<Column> = alter.dropped().cloned().collect();
        if dropped.is_empty() || alter.filled_by_rows().next().is_none() {
            return change.clone();
        }
        let mut between = alter.after.clone();
        between.columns.extend(dropped);
        drops.push(Change::Alter(Alter {
            before: between.clone(),
            renames: BTreeMap::new(),
            fills: BTreeMap::new(),
            ..alter.clone()
        }));
        Change::Alter(Alter { after: between, ..alter.clone() })
    };
    let kept = changes.iter().map(keep).collect();
    (kept, drops)
}

/// The files of indexes.
#[derive(Default)]
struct Plan {
    /// Before the columns go that they are of.
    first: Vec<Part>,
    made: Vec<Part>,
    last: Vec<Part>,
    /// What is in no file with other statements, therefore.
    apart: Vec<String>,
}

impl Plan {
    fn add(&mut self, alter: &Alter) {
        let before = renamed(alter, Dialect::Postgres).indexes;
        let wanted = &alter.after.indexes;
        let stays = |index: &Index| {
            let mut columns = index.columns.iter().chain(&index.live).chain(&index.deleted);
            columns.all(|name| alter.after.column(name).is_some())
        };
        for (name, index) in differing(&before, wanted) {
            let original = Made { table: &alter.name, name, index: &alter.before.indexes[name] };
            let old = Made { table: &alter.name, name, index };
            self.apart.extend([old.drop(""), old.create(""), original.create("")]);
            match wanted.get(name) {
                _ if !stays(index) => self.first.push(original.part().mirrored()),
                None => self.last.push(old.part().mirrored()),
                Some(new) => {
                    let [new_name, old_name] = [with_ending(name, "_new"), with_ending(name, "_old")];
                    let table = &alter.name;
                    self.made.push(Made { table, name: &new_name, index: new }.part());
                    self.made.push(swap(name, &new_name, &old_name));
                    self.last.push(Made { table, name: &old_name, index }.part().mirrored());
                }
            }
        }
        for (name, index) in differing(wanted, &before) {
            let new = Made { table: &alter.name, name, index };
            self.apart.extend([new.drop(""), new.create("")]);
            if before.get(name).is_none_or(|old| !stays(old)) {
                self.made.push(new.part());
            }
        }
    }
}

/// Those of one side that the other has not, or not so.
fn differing<'a>(
    one: &'a BTreeMap<String, Index>,
    other: &'a BTreeMap<String, Index>,
) -> impl Iterator<Item = (&'a String, &'a Index)> {
    one.iter().filter(|(name, index)| other.get(*name) != Some(index))
}

/// The new one gets the name, and the old one another, at once.
fn swap(name: &str, new_name: &str, old_name: &str) -> Part {
    let rename = |from: &str, to: &str| {
        let [from, to] = [from, to].map(|name| Dialect::Postgres.name(name));
        format!("ALTER INDEX {from} RENAME TO {to}")
    };
    Part {
        up: vec![rename(name, old_name), rename(new_name, name)],
        down: vec![rename(name, new_name), rename(old_name, name)],
        in_transaction: true,
        ..Part::default()
    }
}

fn with_ending(name: &str, ending: &str) -> String {
    let mut length = (LONGEST_NAME - ending.len()).min(name.len());
    while !name.is_char_boundary(length) {
        length -= 1;
    }
    format!("{}{ending}", &name[..length])
}

/// An index that one side has and the other has not.
struct Made<'a> {
    table: &'a str,
    name: &'a str,
    index: &'a Index,
}

impl Made<'_> {
    fn create(&self, word: &str) -> String {
        let create = index_statement(self.table, self.name, self.index);
        create.replacen("INDEX ", &format!("INDEX {word}"), 1)
    }

    fn drop(&self, word: &str) -> String {
        format!("DROP INDEX {word}{}", Dialect::Postgres.name(self.name))
    }

    fn part(&self) -> Part {
        let (table, name) = (self.table.to_owned(), self.name.to_owned());
        let is = Fact::HasIndex { table: table.clone(), name: name.clone(), index: self.index.clone() };
        let alone = |sql: String| format!("{WITHOUT_LIMIT}\n{sql}");
        Part {
            up: vec![alone(self.create("CONCURRENTLY "))],
            down: vec![alone(self.drop("CONCURRENTLY "))],
            in_transaction: false,
            trace: Trace {
                done: vec![is],
                undone: vec![Fact::HasNoIndex { table, name }],
                ..Trace::default()
            },
            needs: Vec::new(),
        }
    }
}

impl Part {
    fn mirrored(self) -> Self {
        Self { up: self.down, down: self.up, trace: self.trace.mirrored(), ..self }
    }
}
