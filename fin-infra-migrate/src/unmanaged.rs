//! Rules, indexes and references that a person made. They are no difference to the structs, and no revision drops them unless
//! somebody says so.

use std::collections::BTreeMap;

use super::describe::Desired;
use super::dialect::{Database, Dialect as _};
use super::inspect::{NOT_ENFORCED, UNNAMED_UNIQUE, is_unmanaged, mentions, not_validated, with_name};
use super::model::{ForeignKey, Index, Schema, Table};

/// What a person made in the tables that are wanted, in words.
pub(crate) fn unmanaged(found: &Schema, wanted: &Schema) -> Vec<String> {
    let mut said = Vec::new();
    for (name, wanted) in &wanted.tables {
        let Some(found) = found.tables.get(name) else { continue };
        let kinds: [(&str, Vec<&String>, Vec<&String>); 3] = [
            ("rule", found.checks.keys().collect(), wanted.checks.keys().collect()),
            ("index", found.indexes.keys().collect(), wanted.indexes.keys().collect()),
            ("foreign key", found.foreign_keys.keys().collect(), wanted.foreign_keys.keys().collect()),
        ];
        for (kind, titles, wanted) in kinds {
            let own = titles.into_iter().filter(|title| is_unmanaged(title) && !wanted.contains(title));
            let is_idle = |title| found.checks.get(title).is_some_and(|rule| rule.ends_with(NOT_ENFORCED));
            said.extend(own.map(|title| match found.unvalidated.contains(title) {
                true => format!("{name}: {}", not_validated(name, kind, title)),
                false if kind == "rule" && is_idle(title) => {
                    format!("{name}: rule {title} is NOT ENFORCED: the database holds no row to it")
                }
                false => format!("{name}: {kind} {title}"),
            }));
        }
    }
    said
}

/// Has a plan keep what a person made. Rules and references stand on both sides of it then, so that a table which is made anew
/// has them, and so do `UNIQUE`s in the text of a table of SQLite's. Indexes stand on neither: the run carries them over. What is
/// about a column or a table that goes, goes along.
///
/// With the tables that the notes know, what they do not know is to be made in databases that do not have it.
pub(crate) fn keep(before: &mut Schema, wanted: &mut Desired, known: Option<&Schema>, database: Database) {
    let dropped: Vec<String> =
        before.tables.keys().filter(|name| !wanted.schema.tables.contains_key(*name)).cloned().collect();
    let nothing = Table::default();
    for (name, table) in &mut before.tables {
        let Some(after) = wanted.schema.tables.get_mut(name) else { continue };
        let is_in_text = |title: &str| title.starts_with(UNNAMED_UNIQUE);
        table.indexes.retain(|title, _| {
            !is_unmanaged(title) || is_in_text(title) || after.indexes.contains_key(title)
        });
        let renames = wanted.renames.iter().filter(|((of, _), _)| of == name);
        let renames = renames.map(|((_, new), old)| (old.as_str(), new.as_str())).collect();
        let known = known.map(|known| known.tables.get(name).unwrap_or(&nothing));
        Keeper { before: table, after, renames, known, dropped: &dropped, database }.keep();
    }
}

/// Writes what a person made in a table into what it is to be.
struct Keeper<'a> {
    before: &'a Table,
    after: &'a mut Table,
    /// The columns' old names and new ones.
    renames: Vec<(&'a str, &'a str)>,
    known: Option<&'a Table>,
    /// The tables that go.
    dropped: &'a [String],
    database: Database,
}

impl Keeper<'_> {
    fn keep(&mut self) {
        let before = self.before;
        for (title, rule) in own(&before.checks) {
            let Some(kept) = self.renamed_rule(rule) else { continue };
            self.after.checks.entry(title.clone()).or_insert(kept);
            self.adopt(title, |known| known.checks.values().any(|other| other == rule));
        }
        for (title, key) in own(&before.foreign_keys) {
            let Some(columns) = self.renamed(&key.columns) else { continue };
            if self.dropped.contains(&key.parent) {
                continue;
            }
            let kept = ForeignKey { columns, ..key.clone() };
            self.after.foreign_keys.entry(title.clone()).or_insert(kept);
            self.adopt(title, |known| known.foreign_keys.values().any(|other| other == key));
        }
        for (title, index) in own(&before.indexes).filter(|(title, _)| title.starts_with(UNNAMED_UNIQUE)) {
            let Some(columns) = self.renamed(&index.columns) else { continue };
            let kept = format!("{UNNAMED_UNIQUE}{})", columns.join(", "));
            self.after.indexes.insert(kept.clone(), Index { columns, ..index.clone() });
            self.adopt(&kept, |known| known.indexes.contains_key(title));
        }
        // Nobody asked for a look at the rows.
        let own = before.unvalidated.iter().filter(|title| is_unmanaged(title));
        self.after.unvalidated.extend(own.cloned());
    }

    fn adopt(&mut self, title: &str, is_known: impl Fn(&Table) -> bool) {
        if self.known.is_some_and(|known| !is_known(known)) {
            self.after.adopted.insert(title.to_owned());
        }
    }

    /// A rule with the columns' new names; none if one of its columns goes.
    fn renamed_rule(&self, rule: &str) -> Option<String> {
        let mut text = rule.to_owned();
        for column in self.before.columns.iter().filter(|column| mentions(rule, &column.name)) {
            let new = self.new_name(&column.name)?;
            if new != column.name {
                text = with_name(&text, &column.name, &self.database.quote(new));
            }
        }
        Some(text)
    }

    fn renamed(&self, columns: &[String]) -> Option<Vec<String>> {
        columns.iter().map(|column| Some(self.new_name(column)?.to_owned())).collect()
    }

    /// What a column is called afterwards; nothing of one that goes.
    fn new_name<'a>(&'a self, column: &'a str) -> Option<&'a str> {
        if self.after.column(column).is_some() {
            return Some(column);
        }
        self.renames.iter().find(|(old, _)| *old == column).map(|(_, new)| *new)
    }
}

fn own<T>(things: &BTreeMap<String, T>) -> impl Iterator<Item = (&String, &T)> {
    things.iter().filter(|(title, _)| is_unmanaged(title))
}
