//! Rules, indexes and references that were not made by a migration. They are not a difference to the structs, and no
//! revision drops them unless asked to.

use std::collections::BTreeMap;

use super::describe::Desired;
use super::dialect::{Database, Dialect as _};
use super::inspect::{NOT_ENFORCED, UNNAMED_UNIQUE, is_unmanaged, mentions, not_validated, with_name};
use super::model::{ForeignKey, Index, Schema, Table};

/// Lists what is unmanaged in the wanted tables.
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
                    format!("{name}: rule {title} is NOT ENFORCED: the database does not check it")
                }
                false => format!("{name}: {kind} {title}"),
            }));
        }
    }
    said
}

/// Makes a plan keep what is unmanaged. Rules, references and, on SQLite, `UNIQUE`s in the table's text are added to both
/// sides, so that a rebuilt table has them. Indexes are on neither side: the run carries them over. What depends on a
/// dropped column or table is dropped with it.
///
/// With the tables of the metadata, what the metadata lacks is created in databases that do not have it.
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

/// Copies what is unmanaged in a table to its desired state.
struct Keeper<'a> {
    before: &'a Table,
    after: &'a mut Table,
    /// Old and new names of columns.
    renames: Vec<(&'a str, &'a str)>,
    known: Option<&'a Table>,
    /// The dropped tables.
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
        // Validation was not requested.
        let own = before.unvalidated.iter().filter(|title| is_unmanaged(title));
        self.after.unvalidated.extend(own.cloned());
    }

    fn adopt(&mut self, title: &str, is_known: impl Fn(&Table) -> bool) {
        if self.known.is_some_and(|known| !is_known(known)) {
            self.after.adopted.insert(title.to_owned());
        }
    }

    /// A rule with the new names of its columns; `None` if one of them is dropped.
    fn renamed_rule(&self, rule: &str) -> Option<String> {
        let mut text = rule.to_owned();
        for column in self.before.columns.iter().filter(|column| mentions(rule, &column.name)) {
            let new = self.new_name(&column.name)?;
            if new != column.name {
                text = with_name(&text, &column.name, &self.database.quoted(new));
            }
        }
        Some(text)
    }

    fn renamed(&self, columns: &[String]) -> Option<Vec<String>> {
        columns.iter().map(|column| Some(self.new_name(column)?.to_owned())).collect()
    }

    /// A column's name afterwards; `None` if it is dropped.
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
