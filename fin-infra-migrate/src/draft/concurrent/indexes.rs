//! Indexes, which are dropped and built concurrently, outside of a transaction.

use std::collections::BTreeMap;

use fin_infra_core::internal::LONGEST_NAME;

use super::super::super::change::Alter;
use super::super::super::dialect::{Database, Dialect as _};
use super::super::super::fact::{Fact, Trace};
use super::super::super::model::Index;
use super::super::super::render::{
    Ddl, create_index_concurrently, drop_constraint, drop_index_concurrently, renamed,
};
use super::super::Part;

/// Why the statement has no lock timeout, for people and for a linter: it has to be alone in its file, and an abort
/// leaves an invalid index.
const WITHOUT_LIMIT: &str = "-- It waits for others and keeps nobody out but those who change the table.\n-- squawk-ignore require-lock-timeout";

/// The files of indexes. An index is dropped after its replacement exists, so that uniqueness holds at all times. A
/// changed index is built under another name.
#[derive(Default)]
pub(super) struct Indexes {
    /// Before their columns are dropped.
    pub(super) first: Vec<Part>,
    pub(super) made: Vec<Part>,
    pub(super) last: Vec<Part>,
}

impl Indexes {
    pub(super) fn of(alters: &[&Alter]) -> Self {
        let mut files = Self::default();
        for alter in alters {
            files.add(alter);
        }
        files
    }

    fn add(&mut self, alter: &Alter) {
        let before = renamed(alter, Database::Postgres).indexes;
        let wanted = &alter.after.indexes;
        let stays = |index: &Index| {
            let mut columns = index.columns.iter().chain(&index.live).chain(&index.deleted);
            columns.all(|name| alter.after.column(name).is_some())
        };
        for (name, index) in differing(&before, wanted) {
            let original = Made { table: &alter.name, name, index: &alter.before.indexes[name] };
            let old = Made { table: &alter.name, name, index };
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
            if before.get(name).is_none_or(|old| !stays(old)) {
                self.made.push(Made { table: &alter.name, name, index }.part());
            }
        }
    }
}

/// The indexes of `one` that `other` lacks or defines differently.
fn differing<'a>(
    one: &'a BTreeMap<String, Index>,
    other: &'a BTreeMap<String, Index>,
) -> impl Iterator<Item = (&'a String, &'a Index)> {
    one.iter().filter(|(name, index)| other.get(*name) != Some(index))
}

/// Renames both indexes in one transaction. It only blocks other changes of the indexes.
fn swap(name: &str, new_name: &str, old_name: &str) -> Part {
    let rename = |from: &str, to: &str| {
        let [from, to] = [from, to].map(|name| Database::Postgres.quoted(name));
        format!("ALTER INDEX {from} RENAME TO {to}").into()
    };
    Part {
        up: vec![rename(name, old_name), rename(new_name, name)],
        down: vec![rename(name, new_name), rename(old_name, name)],
        does: format!("put the index {new_name} in the place of {name}"),
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

/// An index to create, or to drop on the way back.
struct Made<'a> {
    table: &'a str,
    name: &'a str,
    index: &'a Index,
}

impl Made<'_> {
    fn part(&self) -> Part {
        let (table, name) = (self.table.to_owned(), self.name.to_owned());
        if let Some(add) = self.index.made_by.clone().filter(|_| self.index.is_of_constraint()) {
            // No statement drops a constraint while others read and write.
            return Part {
                up: vec![add.into()],
                down: vec![drop_constraint(&table, &name).into()],
                does: format!("add the constraint {name} to {table}"),
                undoes: format!("drop the constraint {name} of {table}"),
                ..Part::default()
            };
        }
        let is = Fact::HasIndex { table: table.clone(), name: name.clone(), index: self.index.clone() };
        let alone = |sql: String| Ddl::Autocommit(format!("{WITHOUT_LIMIT}\n{sql}"));
        Part {
            up: vec![alone(create_index_concurrently(&table, &name, self.index))],
            down: vec![alone(drop_index_concurrently(&name))],
            does: format!("build the index {name} of {table}, while others read and write"),
            undoes: format!("drop the index {name} of {table}"),
            trace: Trace {
                done: vec![is],
                undone: vec![Fact::HasNoIndex { table, name }],
                ..Trace::default()
            },
            ..Part::default()
        }
    }
}
