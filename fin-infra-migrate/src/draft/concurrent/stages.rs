//! Changes of existing tables, in sequence.
//!
//! Each is an ordinary change from one state of a table to the next, so it is rendered and undone like any other.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::change::{Alter, Change, Fill};
use super::super::super::dialect::Database;
use super::super::super::model::{Column, Table};
use super::super::super::render::renamed;
use super::tables::added_keys;

/// The changes of all tables, by stage.
#[derive(Default)]
pub(super) struct Stages {
    pub(super) dropped_keys: Vec<Change>,
    /// Fast changes, then each change of a type, then what may depend on that.
    pub(super) columns: Vec<Change>,
    pub(super) primary_keys: Vec<Change>,
    pub(super) new_keys: Vec<Change>,
    pub(super) dropped_columns: Vec<Change>,
}

impl Stages {
    pub(super) fn add(&mut self, alter: &Alter) {
        let mut walk = Walk::of(alter);
        self.dropped_keys.extend(walk.drop_keys());
        self.columns.extend(walk.change_in_a_moment());
        self.columns.extend(walk.change_types());
        self.columns.extend(walk.restrict());
        self.primary_keys.extend(walk.change_primary_key());
        let keys = alter.after.foreign_keys.clone().into_iter();
        let keys = keys.filter(|(name, _)| !walk.now.foreign_keys.contains_key(name)).collect();
        self.new_keys.extend(added_keys(&alter.name, &walk.now, keys));
        walk.now.foreign_keys = alter.after.foreign_keys.clone();
        self.dropped_columns.extend(walk.drop_columns());
    }
}

/// A table in transition.
struct Walk<'a> {
    alter: &'a Alter,
    now: Table,
    /// The table before, with the new names of its columns.
    renamed: Table,
    /// The columns whose type changes: before, under the new name, and after.
    retyped: Vec<(Column, Column)>,
}

impl<'a> Walk<'a> {
    fn of(alter: &'a Alter) -> Self {
        let retyped = alter.kept().filter(|(before, after)| before.sql_type != after.sql_type);
        let named = |before: &Column, after: &Column| Column { name: after.name.clone(), ..before.clone() };
        let retyped = retyped.map(|(before, after)| (named(before, after), after.clone())).collect();
        // The placement of rows is not changed by these statements.
        let now = Table { placement: alter.after.placement, ..alter.before.clone() };
        Self { alter, now, renamed: renamed(alter, Database::Postgres), retyped }
    }

    /// The change to the next state, if it differs.
    fn to(&mut self, next: Table) -> Option<Change> {
        let now = Table { adopted: BTreeSet::new(), ..next.clone() };
        let before = std::mem::replace(&mut self.now, now);
        (before != next).then(|| Change::Alter(Alter::plain(&self.alter.name, before, next)))
    }

    /// Dropping a reference also locks the referenced table.
    fn drop_keys(&mut self) -> Vec<Change> {
        let wanted = &self.alter.after.foreign_keys;
        let gone = self.renamed.foreign_keys.iter().filter(|(name, key)| wanted.get(*name) != Some(key));
        let gone: Vec<String> = gone.map(|(name, _)| name.clone()).collect();
        let drop = |name: String| {
            let mut next = self.now.clone();
            next.foreign_keys.remove(&name);
            self.to(next)
        };
        gone.into_iter().filter_map(drop).collect()
    }

    /// Renames, new columns, dropped rules and, if nothing has to precede it, everything else that reads no row.
    fn change_in_a_moment(&mut self) -> Option<Change> {
        let after = &self.alter.after;
        let mut next = Table { primary_key: self.renamed.primary_key.clone(), ..after.clone() };
        next.indexes.clone_from(&self.renamed.indexes);
        next.foreign_keys = self.renamed.foreign_keys.clone();
        next.foreign_keys.retain(|name, key| after.foreign_keys.get(name) == Some(key));
        for column in &mut next.columns {
            if let Some((before, _)) = self.retyped.iter().find(|(before, _)| before.name == column.name) {
                column.clone_from(before);
            }
        }
        if !self.retyped.is_empty() {
            next.checks.retain(|name, rule| self.renamed.checks.get(name) == Some(rule));
            next.row_security = after.row_security.as_ref().and(self.renamed.row_security.clone());
        }
        if self.drops_late() {
            next.columns.extend(self.alter.dropped().cloned());
        }
        let fills = self.fills(|name| self.retyped.iter().all(|(_, after)| after.name != *name));
        let change = self.to(next)?;
        let Change::Alter(change) = change else { return None };
        Some(Change::Alter(Alter { renames: self.alter.renames.clone(), fills, ..change }))
    }

    /// Each separately: rows are rewritten, or checked against a rule or a reference again.
    fn change_types(&mut self) -> Vec<Change> {
        let retyped = self.retyped.clone();
        let change = |(before, after): (Column, Column)| {
            let mut next = self.now.clone();
            let position = next.columns.iter().position(|column| column.name == before.name)?;
            next.columns[position] = after.clone();
            let fills = self.fills(|name| *name == after.name);
            let Change::Alter(change) = self.to(next)? else { return None };
            Some(Change::Alter(Alter { fills, ..change }))
        };
        retyped.into_iter().filter_map(change).collect()
    }

    /// Rules and policies, which may need the new types.
    fn restrict(&mut self) -> Option<Change> {
        let after = &self.alter.after;
        self.to(Table {
            checks: after.checks.clone(),
            row_security: after.row_security.clone(),
            ..self.now.clone()
        })
    }

    fn change_primary_key(&mut self) -> Option<Change> {
        self.to(Table { primary_key: self.alter.after.primary_key.clone(), ..self.now.clone() })
    }

    fn drop_columns(&mut self) -> Option<Change> {
        self.to(Table { columns: self.alter.after.columns.clone(), ..self.now.clone() })
    }

    /// Whether dropped columns are needed until the end.
    fn drops_late(&self) -> bool {
        self.alter.filled_by_rows().next().is_some()
            || !self.retyped.is_empty()
            || self.renamed.primary_key != self.alter.after.primary_key
    }

    fn fills(&self, is_meant: impl Fn(&String) -> bool) -> BTreeMap<String, Fill> {
        let fills = self.alter.fills.iter().filter(|(name, _)| is_meant(name));
        fills.map(|(name, fill)| (name.clone(), fill.clone())).collect()
    }
}
