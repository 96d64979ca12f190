//! Changes of a table.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Phase;
use super::super::before::{gone, renamed};
use super::super::step::Step;
use super::MYSQL;
use super::conditional::{If, conditional};
use super::keys::{Keys, add_foreign_key};
use crate::change::{Alter, Change};
use crate::create_table::in_order;
use crate::dialect::Dialect as _;
use crate::fact::Fact;
use crate::inspect::{NOT_ENFORCED, is_unmanaged};
use crate::model::{Column, Index, Table};

/// The columns whose type or nullability changes. A foreign key that uses one of them prevents the change.
pub(super) fn reshaped(alter: &Alter) -> impl Iterator<Item = (&Column, &Column)> {
    alter
        .changed()
        .filter(|(before, after)| before.sql_type != after.sql_type || before.nullable != after.nullable)
}

/// The indexes to drop before columns change, since a column may become unindexable; and those that can be created at the
/// same time, in case a foreign key needs one of them.
pub(super) fn early_indexes(alter: &Alter, before: &Table) -> (BTreeSet<String>, BTreeMap<String, Index>) {
    let changes = |index: &Index| {
        let mut columns = index.columns.iter();
        columns.any(|name| alter.changed().any(|(_, after)| after.name == *name))
    };
    let dropped: BTreeSet<String> = gone(&before.indexes, &alter.after.indexes)
        .filter(|(_, index)| changes(index))
        .map(|(name, _)| name.clone())
        .collect();
    if dropped.is_empty() {
        return (dropped, BTreeMap::new());
    }
    let is_there = |name: &String| alter.before.column(alter.old_name(name)).is_some();
    let has_its_name = |name: &String| before.indexes.contains_key(name) && !dropped.contains(name);
    let added = gone(&alter.after.indexes, &before.indexes)
        .filter(|(name, index)| index.columns.iter().all(is_there) && !changes(index) && !has_its_name(name))
        .map(|(name, index)| (name.clone(), index.clone()))
        .collect();
    (dropped, added)
}

/// A table before and after.
pub(super) struct Altered<'a> {
    pub(super) alter: &'a Alter,
    /// The inverse change.
    pub(super) back: Alter,
    /// The table before, with the new names of its columns.
    before: Table,
    keys: &'a Keys,
}

impl<'a> Altered<'a> {
    pub(super) fn of(alter: &'a Alter, keys: &'a Keys) -> Self {
        let back = match Change::Alter(alter.clone()).inverse() {
            Change::Alter(back) => back,
            Change::Create { .. } | Change::Drop { .. } => alter.clone(),
        };
        Self { alter, back, before: renamed(alter, MYSQL), keys }
    }

    pub(super) fn name(&self) -> String {
        self.alter.name.clone()
    }

    pub(super) fn table(&self) -> String {
        format!("ALTER TABLE {}", MYSQL.quoted(&self.alter.name))
    }

    pub(super) fn steps(&self) -> Vec<(Phase, Step)> {
        let after = &self.alter.after;
        let (foreign_keys, wanted) = (&self.before.foreign_keys, &after.foreign_keys);
        let stays = |title: &String| !self.keys.is_touched(&self.alter.name, title);
        let gone_keys =
            foreign_keys.iter().filter(|(title, key)| wanted.get(*title) != Some(key) || !stays(title));
        // They are dropped before columns are renamed, so they are restored with the old names.
        let gone_keys =
            gone_keys.filter_map(|(title, _)| self.alter.before.foreign_keys.get_key_value(title));
        let new_keys =
            wanted.iter().filter(|(title, key)| foreign_keys.get(*title) != Some(key) || !stays(title));
        let key = |(title, key): (&String, _)| add_foreign_key(&self.alter.name, title, key);
        let gone_checks = gone(&self.before.checks, &after.checks)
            .filter_map(|(title, _)| self.alter.before.checks.get_key_value(title))
            .map(|(title, rule)| self.check(title, rule));
        let new_checks =
            gone(&after.checks, &self.before.checks).map(|(title, rule)| self.check(title, rule));
        let mut steps = Vec::new();
        let mut push = |phase, list: Vec<Step>| steps.extend(list.into_iter().map(|step| (phase, step)));
        push(Phase::DropForeignKeys, gone_keys.map(key).map(Step::mirrored).collect());
        push(Phase::DropRest, gone_checks.map(Step::mirrored).collect());
        push(Phase::Columns, self.columns_and_indexes());
        push(Phase::AddRest, new_checks.collect());
        push(Phase::AddForeignKeys, new_keys.map(key).collect());
        push(Phase::AddForeignKeys, self.adopted());
        steps
    }

    /// Creates unmanaged constraints of one database in those that lack them. They stay when the revision is undone.
    fn adopted(&self) -> Vec<Step> {
        let after = &self.alter.after;
        let is_adopted = |title: &String| after.adopted.contains(title);
        let checks = after.checks.iter().filter(|(title, _)| is_adopted(title));
        let checks = checks.map(|(title, rule)| self.check(title, rule));
        let is_touched = |title: &String| self.keys.is_touched(&self.alter.name, title);
        let keys = after.foreign_keys.iter().filter(|(title, _)| is_adopted(title) && !is_touched(title));
        let keys = keys.map(|(title, key)| add_foreign_key(&self.alter.name, title, key));
        checks.chain(keys).map(|step| Step { down: None, ..step }).collect()
    }

    /// Renames come first, since everything else uses the new names; indexes are dropped before columns that become
    /// unindexable, and created after the columns that they need; columns are dropped last, when nothing depends on them.
    fn columns_and_indexes(&self) -> Vec<Step> {
        let (dropped, added) = early_indexes(self.alter, &self.before);
        let mut between = self.before.indexes.clone();
        between.retain(|name, _| !dropped.contains(name));
        between.extend(added);
        let is_early = self.has_its_new_key();
        let mut steps = self.renames();
        steps.extend(self.own_indexes());
        steps.extend(self.primary_key().filter(|_| is_early));
        steps.extend(self.indexes(&self.before.indexes, &between));
        steps.extend(self.columns());
        steps.extend(self.primary_key().filter(|_| !is_early));
        steps.extend(self.indexes(&between, &self.alter.after.indexes));
        steps.extend(self.dropped_columns());
        steps
    }

    fn check(&self, title: &str, rule: &str) -> Step {
        let (table, name) = (self.name(), title.to_owned());
        let (rule, ending) = match rule.strip_suffix(NOT_ENFORCED) {
            Some(rule) => (rule, NOT_ENFORCED),
            None => (rule, ""),
        };
        let add = format!("{} ADD CONSTRAINT {} CHECK ({rule}){ending}", self.table(), MYSQL.quoted(title));
        let drop = format!("{} DROP CONSTRAINT {}", self.table(), MYSQL.quoted(title));
        Step::new(
            conditional(add, &table, title, If::NoConstraint { parent: None }),
            conditional(drop, &table, title, If::Constraint),
            vec![Fact::HasCheck { table: table.clone(), name: name.clone() }],
            vec![Fact::HasNoCheck { table, name }],
        )
    }

    /// Whether the columns of the new primary key have their final definition before any column changes.
    fn has_its_new_key(&self) -> bool {
        self.alter.after.primary_key.iter().all(|name| {
            self.before_column(name).is_some() && !reshaped(self.alter).any(|(_, after)| after.name == *name)
        })
    }

    fn before_column(&self, name: &str) -> Option<&Column> {
        self.alter.before.column(self.alter.old_name(name))
    }

    fn primary_key(&self) -> Option<Step> {
        let (old, new) = (&self.before.primary_key, &self.alter.after.primary_key);
        let change = |columns: &[String]| {
            format!("{} DROP PRIMARY KEY, ADD PRIMARY KEY ({})", self.table(), MYSQL.quoted_list(columns))
        };
        let fact = |columns: &[String]| Fact::PrimaryKeyIs { table: self.name(), columns: columns.to_vec() };
        (old != new).then(|| Step::new(change(new), change(old), vec![fact(new)], vec![fact(old)]))
    }

    /// In one statement: a foreign key needs one of them at all times.
    fn indexes(&self, before: &BTreeMap<String, Index>, after: &BTreeMap<String, Index>) -> Option<Step> {
        let (up, done) = self.changed_indexes(before, after)?;
        let (down, undone) = self.changed_indexes(after, before)?;
        Some(Step::new(up, down, done, undone))
    }

    /// Unmanaged indexes that are dropped: each separately, since it may not exist.
    fn own_indexes(&self) -> Vec<Step> {
        let dropped = gone(&self.before.indexes, &self.alter.after.indexes);
        let step = |(name, index): (&String, &Index)| {
            let drop = format!("{} DROP INDEX {}", self.table(), MYSQL.quoted(name));
            let is = Fact::HasIndex { table: self.name(), name: name.clone(), index: index.clone() };
            Step::new(
                conditional(drop, &self.alter.name, name, If::Index),
                format!("{} {}", self.table(), add_index(name, index)),
                vec![Fact::HasNoIndex { table: self.name(), name: name.clone() }],
                vec![is],
            )
        };
        dropped
            .filter(|(name, _)| is_unmanaged(name) && !self.alter.after.indexes.contains_key(*name))
            .map(step)
            .collect()
    }

    fn changed_indexes(
        &self,
        before: &BTreeMap<String, Index>,
        after: &BTreeMap<String, Index>,
    ) -> Option<(String, Vec<Fact>)> {
        let is_own = |name: &String| is_unmanaged(name) && !self.alter.after.indexes.contains_key(name);
        let gone = |one, other| gone(one, other).filter(|(name, _)| !is_own(name));
        let dropped: Vec<&String> = gone(before, after).map(|(name, _)| name).collect();
        let added = in_order(&self.alter.after, gone(after, before), MYSQL);
        let drop = |name: &&String| format!("DROP INDEX {}", MYSQL.quoted(name));
        let add = |(name, shape): &(&String, &Index)| add_index(name, shape);
        let clauses: Vec<String> = dropped.iter().map(drop).chain(added.iter().map(add)).collect();
        let no_longer = dropped.iter().filter(|name| !after.contains_key(**name));
        let no_longer = no_longer.map(|name| Fact::HasNoIndex { table: self.name(), name: (*name).clone() });
        let there = added.iter().map(|(name, index)| Fact::HasIndex {
            table: self.name(),
            name: (*name).clone(),
            index: (*index).clone(),
        });
        let facts = no_longer.chain(there).collect();
        (!clauses.is_empty()).then(|| (format!("{} {}", self.table(), clauses.join(", ")), facts))
    }
}

fn add_index(name: &str, index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    format!("ADD {unique}INDEX {} ({})", MYSQL.quoted(name), MYSQL.quoted_list(&index.columns))
}
