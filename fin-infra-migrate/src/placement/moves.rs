//! The statements that move rows, in an executable order.
//!
//! Citus has no reference from a distributed table to a local one. A reference between a table that moves and one that
//! moved before is therefore added after the move, and dropped before the move is undone.

use std::collections::{BTreeMap, BTreeSet};

use super::super::change::{Alter, Change};
use super::super::dialect::{Database, Dialect as _};
use super::super::model::{ForeignKey, Placement, Schema, Table};
use super::super::render;
use super::super::render::{Ddl, Rows, renamed};
use super::connected;

/// Settings of a transaction that changes reference tables. Otherwise Citus works on several nodes in parallel, and then
/// rejects changes of such tables; and it converts a table that is about to be distributed as soon as it refers to a
/// reference table.
const SETTINGS: [&str; 2] = [
    "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'",
    "SET LOCAL citus.enable_local_reference_table_foreign_keys TO off",
];

/// The statements of a file.
#[derive(Debug, Default)]
pub(in super::super) struct Moves {
    pub(in super::super) up: Vec<Ddl>,
    pub(in super::super) down: Vec<Ddl>,
}

impl Moves {
    pub(in super::super) fn is_empty(&self) -> bool {
        self.up.is_empty() && self.down.is_empty()
    }

    /// Adds settings at the beginning, for the rest of the transaction.
    pub(in super::super) fn after(mut self, settings: &[&str]) -> Self {
        for statements in [&mut self.up, &mut self.down] {
            if !statements.is_empty() {
                statements.splice(..0, settings.iter().map(|&sql| sql.to_owned().into()));
            }
        }
        self
    }
}

/// The phases of a revision.
#[derive(Debug, Default)]
pub(in super::super) struct Phases {
    /// A file before all others. Its downgrade moves the rows of tables that the revision drops.
    pub(in super::super) first: Moves,
    /// The changes between the two files.
    pub(in super::super) changes: Vec<Change>,
    /// The settings of the transaction with the changes.
    pub(in super::super) settings: &'static [&'static str],
    /// A file after all others, which moves rows.
    pub(in super::super) last: Moves,
}

/// Separates changes from moves of rows. Without Citus, there are only changes.
pub(in super::super) fn phases(changes: &[Change], after: &Schema) -> Phases {
    let before = before(changes, after);
    let is_placed = |schema: &Schema| schema.tables.values().any(|table| table.placement.is_some());
    if !is_placed(&before) && !is_placed(after) {
        return Phases { changes: changes.to_vec(), ..Phases::default() };
    }
    let settings_for = |schemas: &[&Schema]| -> &'static [&'static str] {
        if schemas.iter().any(|schema| has_reference_table(changes, schema)) { &SETTINGS } else { &[] }
    };
    let keys = Keys { before: &before, after };
    let (early, main, late) = keys.part(changes);
    let settings = settings_for(&[&before, after]);
    Phases {
        first: first(&early, &before, after).after(settings),
        settings: settings_for(&[&before]),
        last: last(&late, &before, after).after(settings),
        changes: main,
    }
}

/// The tables before changes.
fn before(changes: &[Change], after: &Schema) -> Schema {
    let mut tables = after.tables.clone();
    for change in changes {
        match change {
            Change::Create { name, .. } => drop(tables.remove(name)),
            Change::Drop { name, table } => drop(tables.insert(name.clone(), table.clone())),
            Change::Alter(change) => drop(tables.insert(change.name.clone(), change.before.clone())),
        }
    }
    Schema { tables, ..Schema::default() }
}

fn has_reference_table(changes: &[Change], schema: &Schema) -> bool {
    let touched: BTreeSet<&str> = changes.iter().map(Change::table).collect();
    connected(schema).iter().any(|group| {
        let is_reference = |name: &String| schema.tables[name].placement == Some(Placement::Everywhere);
        group.iter().any(is_reference) && group.iter().any(|name| touched.contains(name.as_str()))
    })
}

/// References that are dropped first or added last.
struct Keys<'a> {
    before: &'a Schema,
    after: &'a Schema,
}

impl Keys<'_> {
    /// Splits the changes of such references off.
    fn part(&self, changes: &[Change]) -> (Vec<Change>, Vec<Change>, Vec<Change>) {
        let (mut early, mut main, mut late) = (Vec::new(), Vec::new(), Vec::new());
        for change in changes {
            let Change::Alter(alter) = change else {
                main.push(change.clone());
                continue;
            };
            let (first, last) = (self.without_early(alter), self.without_late(alter));
            early.extend(of_keys(&alter.name, &alter.before, &first));
            late.extend(of_keys(&alter.name, &last, &alter.after));
            main.push(Change::Alter(Alter { before: first, after: last, ..alter.clone() }));
        }
        (early, main, late)
    }

    /// The table before, without references to distributed tables that the revision drops.
    fn without_early(&self, alter: &Alter) -> Table {
        let is_dropped = |key: &ForeignKey| {
            let parent = self.before.tables.get(&key.parent).filter(|parent| parent.placement.is_some());
            parent.is_some() && !self.after.tables.contains_key(&key.parent)
        };
        let mut table = alter.before.clone();
        table.foreign_keys.retain(|_, key| table.placement.is_none() || !is_dropped(key));
        table
    }

    /// The table after, without new references of which only one side has moved already.
    fn without_late(&self, alter: &Alter) -> Table {
        let was_placed =
            |name: &str| self.before.tables.get(name).is_some_and(|table| table.placement.is_some());
        let is_placed =
            |name: &str| self.after.tables.get(name).is_some_and(|table| table.placement.is_some());
        let own = was_placed(&alter.name);
        let old = renamed(alter, Database::Postgres).foreign_keys;
        let mut table = alter.after.clone();
        table.foreign_keys.retain(|name, key| {
            let is_new = old.get(name) != Some(key);
            let waits = is_placed(&key.parent) && is_placed(&alter.name) && own != was_placed(&key.parent);
            !(is_new && waits)
        });
        table
    }
}

/// The change of a table's references, if there is one.
fn of_keys(name: &str, before: &Table, after: &Table) -> Option<Change> {
    (before != after).then(|| Change::Alter(Alter::plain(name, before.clone(), after.clone())))
}

fn statements(changes: &[Change]) -> Vec<Ddl> {
    render::statements(changes, Database::Postgres, Rows::AtOnce)
}

fn inverse(changes: &[Change]) -> Vec<Change> {
    changes.iter().rev().map(Change::inverse).collect()
}

/// Tables that the revision drops are distributed when it is undone and they are there again.
fn first(early: &[Change], before: &Schema, after: &Schema) -> Moves {
    let there = placements(before, |name| after.tables.contains_key(name));
    let mut down = arrivals(&there, &placements(before, |_| true), before);
    down.extend(statements(&inverse(early)));
    Moves { up: statements(early), down }
}

/// Rows move when the tables have their state after the changes, up and down.
fn last(late: &[Change], before: &Schema, after: &Schema) -> Moves {
    let from = placements(before, |name| after.tables.contains_key(name));
    let to = placements(after, |_| true);
    let mut kept = after.clone();
    for change in late {
        if let Change::Alter(alter) = change {
            kept.tables.insert(alter.name.clone(), alter.before.clone());
        }
    }
    let mut up = departures(&from, &to, &kept);
    up.extend(arrivals(&from, &to, after));
    up.extend(statements(late));
    let mut down = statements(&inverse(late));
    down.extend(departures(&to, &from, &kept));
    down.extend(arrivals(&to, &from, after));
    Moves { up, down }
}

/// The tables that are not local.
type Placements<'a> = BTreeMap<&'a str, Placement>;

fn placements(schema: &Schema, is_meant: impl Fn(&str) -> bool) -> Placements<'_> {
    let placed = schema.tables.iter().filter(|(name, _)| is_meant(name));
    placed.filter_map(|(name, table)| Some((name.as_str(), table.placement?))).collect()
}

/// Moves the rows of tables back to the coordinator.
fn departures(from: &Placements<'_>, to: &Placements<'_>, schema: &Schema) -> Vec<Ddl> {
    let mut steps = Vec::new();
    for group in connected(schema) {
        let mut placed = group.iter().map(String::as_str).filter(|name| from.contains_key(name));
        // A table that leaves alone was created by the same migration, and is dropped by the next step of the downgrade.
        let leave = placed.clone().all(|name| to.get(name) != from.get(name));
        if let Some(first) = placed.next().filter(|_| leave) {
            let cascade = if group.len() > 1 { ", cascade_via_foreign_keys => true" } else { "" };
            steps.push(format!("SELECT undistribute_table({}{cascade})", literal(first)).into());
        }
    }
    steps
}

/// Moves the rows of tables to the nodes, parents first. The local copies remain, hidden, until they are removed; later
/// migrations would find them.
fn arrivals(from: &Placements<'_>, to: &Placements<'_>, schema: &Schema) -> Vec<Ddl> {
    let names = schema.parents_first();
    let arriving = |placement| {
        let arrives =
            move |name: &&str| to.get(name) == Some(&placement) && from.get(name) != Some(&placement);
        names.iter().copied().filter(arrives)
    };
    let everywhere = arriving(Placement::Everywhere);
    let by_tenant = arriving(Placement::ByTenant);
    let arrived: Vec<&str> = everywhere.clone().chain(by_tenant.clone()).collect();
    let emptied = arrived.iter().rev();
    everywhere
        .map(|name| format!("SELECT create_reference_table({})", literal(name)))
        .chain(by_tenant.map(|name| distribute(name, to, &schema.tables[name])))
        .chain(
            emptied.map(|name| {
                format!("SELECT truncate_local_data_after_distributing_table({})", literal(name))
            }),
        )
        .map(Ddl::from)
        .collect()
}

/// Colocates a table's rows with those that they refer to, and counters with the rows that they number.
fn distribute(name: &str, to: &Placements<'_>, table: &Table) -> String {
    let parent =
        table.parents().find(|parent| *parent != name && to.get(parent) == Some(&Placement::ByTenant));
    let beside = parent.map(|parent| format!(", colocate_with => {}", literal(parent))).unwrap_or_default();
    let tenant = table.primary_key.first().map(String::as_str).unwrap_or_default();
    let tenant = Database::Postgres.text_literal(tenant);
    format!("SELECT create_distributed_table({}, {tenant}{beside})", literal(name))
}

/// A table name as a text that PostgreSQL parses as a name.
fn literal(name: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let name = if name.chars().all(is_plain) { name.to_owned() } else { Database::Postgres.quoted(name) };
    Database::Postgres.text_literal(&name)
}

#[cfg(test)]
mod tests;
