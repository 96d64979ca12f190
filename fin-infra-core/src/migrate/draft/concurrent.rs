//! On PostgreSQL, what would keep others out of tables that are there, in files of their own.

use std::collections::BTreeMap;

use super::super::change::{Alter, Change};
use super::super::dialect::Dialect;
use super::super::fact::{Fact, Trace};
use super::super::model::Index;
use super::super::render::{index_statement, renamed};
use super::Part;

/// The longest name that PostgreSQL keeps, in bytes.
const LONGEST_NAME: usize = 63;

/// Indexes are dropped and made concurrently, which cannot be in a transaction, and rules are held against the rows when they
/// are in force already. An index goes when the one in its place is there, so that what is unique stays so all the time; one
/// that becomes another is made under another name. Each file undoes what it does.
pub(super) fn nobody_kept_out(whole: Part, changes: &[Change]) -> Vec<Part> {
    let mut plan = Plan::default();
    for change in changes {
        if let Change::Alter(alter) = change {
            plan.add(alter);
        }
    }
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
    plan.first.into_iter().chain([main]).chain(plan.made).chain(plan.last).chain(validations).collect()
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
        Part {
            up: vec![self.create("CONCURRENTLY ")],
            down: vec![self.drop("CONCURRENTLY ")],
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
