//! On PostgreSQL, what would keep others out of tables that are there, in files of their own.

use super::super::change::{Alter, Change};
use super::super::dialect::Dialect;
use super::super::fact::{Fact, Trace};
use super::super::model::Index;
use super::super::render::index_statement;
use super::Part;

/// Indexes are dropped and made concurrently, which cannot be in a transaction, and rules are held against the rows when they
/// are in force already. Each file undoes what it does.
pub(super) fn nobody_kept_out(whole: Part, changes: &[Change]) -> Vec<Part> {
    let alters = || changes.iter().filter_map(|change| if let Change::Alter(alter) = change { Some(alter) } else { None });
    let dropped: Vec<Made> = alters().flat_map(|alter| made(alter, &alter.before.indexes, &alter.after.indexes)).collect();
    let added: Vec<Made> = alters().flat_map(|alter| made(alter, &alter.after.indexes, &alter.before.indexes)).collect();
    let is_apart = |sql: &String| {
        dropped.iter().chain(&added).any(|made| *sql == made.create("") || *sql == made.drop(""))
    };
    let is_validation = |sql: &String| sql.contains(" VALIDATE CONSTRAINT ");
    let validations: Vec<String> = whole.up.iter().filter(|sql| is_validation(sql)).cloned().collect();
    let rest = |statements: Vec<String>| statements.into_iter().filter(|sql| !is_apart(sql)).collect();
    let main = Part {
        up: rest(whole.up.into_iter().filter(|sql| !is_validation(sql)).collect()),
        down: rest(whole.down),
        ..Part { in_transaction: true, ..whole_needs(whole.needs) }
    };
    let validations =
        validations.into_iter().map(|sql| Part { up: vec![sql], in_transaction: true, ..Part::default() });
    let dropped = dropped.iter().map(|made| Made::part(made).mirrored());
    dropped.chain([main]).chain(added.iter().map(Made::part)).chain(validations).collect()
}

fn whole_needs(needs: Vec<super::Need>) -> Part {
    Part { needs, ..Part::default() }
}

/// An index that one side has and the other has not.
struct Made<'a> {
    table: &'a str,
    name: &'a str,
    index: &'a Index,
}

fn made<'a>(
    alter: &'a Alter,
    there: &'a std::collections::BTreeMap<String, Index>,
    other: &'a std::collections::BTreeMap<String, Index>,
) -> impl Iterator<Item = Made<'a>> {
    there
        .iter()
        .filter(|(name, index)| other.get(*name) != Some(index))
        .map(|(name, index)| Made { table: &alter.name, name, index })
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
            trace: Trace { done: vec![is], undone: vec![Fact::HasNoIndex { table, name }], ..Trace::default() },
            needs: Vec::new(),
        }
    }
}

impl Part {
    fn mirrored(self) -> Self {
        Self { up: self.down, down: self.up, trace: self.trace.mirrored(), ..self }
    }
}
