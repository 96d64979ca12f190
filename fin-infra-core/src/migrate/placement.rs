//! Tables whose rows Citus places on many machines.
//!
//! Tables that refer to each other, also by way of a third, are distributed together: Citus takes no reference between a
//! distributed table and another one, and takes such tables back as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::dialect::Dialect;
use super::model::{Placement, Schema, Table};
use crate::error::{Error, Result};
use crate::schema::Definition;

/// Puts the tables without tenants that distributed ones refer to on each machine.
///
/// # Errors
///
/// A table with tenants is connected with a distributed one, and is none itself.
pub(super) fn settle(schema: &mut Schema, definitions: &[Definition]) -> Result<()> {
    let tenants =
        definitions.iter().map(|definition| definition.table).filter(|table| table.tenant.is_some());
    let tenants: BTreeSet<&str> = tenants.map(|table| table.name).collect();
    for group in connected(schema) {
        let Some(distributed) = group.iter().find(|name| schema.tables[*name].placement.is_some()).cloned()
        else {
            continue;
        };
        for name in &group {
            let Some(table) = schema.tables.get_mut(name).filter(|table| table.placement.is_none()) else {
                continue;
            };
            if tenants.contains(name.as_str()) {
                return Err(Error::database(format!(
                    "`{distributed}` is distributed, and `{name}`, which references connect with it, is not: write \
                     `distribution = \"citus\"` on both structs or on neither"
                )));
            }
            table.placement = Some(Placement::Everywhere);
        }
    }
    Ok(())
}

/// The tables in groups that references connect.
fn connected(schema: &Schema) -> Vec<BTreeSet<String>> {
    let mut groups: Vec<BTreeSet<String>> = Vec::new();
    for (name, table) in &schema.tables {
        let parents = table.foreign_keys.values().map(|key| key.parent.clone());
        let mut group: BTreeSet<String> =
            parents.filter(|parent| schema.tables.contains_key(parent)).chain([name.clone()]).collect();
        let (touching, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|other| !other.is_disjoint(&group));
        group.extend(touching.into_iter().flatten());
        groups = apart.into_iter().chain([group]).collect();
    }
    groups
}

/// What moves rows when changes are made and when they are undone. Both run where the tables are as they are after the
/// changes, since what moves rows is the last file.
pub(super) struct Moves {
    pub(super) up: Vec<String>,
    pub(super) down: Vec<String>,
}

/// What moves rows; nothing on databases without Citus.
pub(super) fn moves(changes: &[Change], schema: &Schema) -> Moves {
    let places = |of: &dyn Fn(&str, &Table) -> Option<Placement>| -> Places<'_> {
        let placed = schema.tables.iter().map(|(name, table)| (name.as_str(), of(name, table)));
        placed.filter_map(|(name, placement)| Some((name, placement?))).collect()
    };
    let before = places(&|name, table| match changes.iter().find(|change| change.table() == name) {
        Some(Change::Alter(alter)) => alter.before.placement,
        Some(Change::Create { .. }) => None,
        _ => table.placement,
    });
    let after = places(&|_, table| table.placement);
    Moves { up: steps(&before, &after, schema), down: steps(&after, &before, schema) }
}

/// The tables that are not on one machine like any other.
type Places<'a> = BTreeMap<&'a str, Placement>;

fn steps(from: &Places<'_>, to: &Places<'_>, schema: &Schema) -> Vec<String> {
    let mut steps = Vec::new();
    for group in connected(schema) {
        let mut placed = group.iter().map(String::as_str).filter(|name| from.contains_key(name));
        // One that leaves alone was made by the same migration, and is dropped by the next step down.
        let leave = placed.clone().all(|name| to.get(name) != from.get(name));
        if let Some(first) = placed.next().filter(|_| leave) {
            let cascade = if group.len() > 1 { ", cascade_via_foreign_keys => true" } else { "" };
            steps.push(format!("SELECT undistribute_table({}{cascade})", literal(first)));
        }
    }
    let names = schema.parents_first();
    let arriving = |placement| {
        let arrives =
            move |name: &&str| to.get(name) == Some(&placement) && from.get(name) != Some(&placement);
        names.iter().copied().filter(arrives)
    };
    let mut everywhere = arriving(Placement::Everywhere).peekable();
    if everywhere.peek().is_some() {
        // Citus refuses work in parallel on tables that refer to one which the same transaction has changed.
        steps.push("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'".to_owned());
    }
    steps.extend(everywhere.map(|name| format!("SELECT create_reference_table({})", literal(name))));
    steps.extend(arriving(Placement::ByTenant).map(|name| distribute(name, to, &schema.tables[name])));
    steps
}

/// A table's rows are beside those that they refer to.
fn distribute(name: &str, to: &Places<'_>, table: &Table) -> String {
    let mut parents = table.foreign_keys.values().map(|key| key.parent.as_str());
    let parent = parents.find(|parent| *parent != name && to.get(parent) == Some(&Placement::ByTenant));
    let beside = parent.map(|parent| format!(", colocate_with => {}", literal(parent))).unwrap_or_default();
    let tenant = table.primary_key.first().map(String::as_str).unwrap_or_default();
    let tenant = Dialect::Postgres.text_literal(tenant);
    format!("SELECT create_distributed_table({}, {tenant}{beside})", literal(name))
}

/// The name of a table, as a text that PostgreSQL reads as a name.
fn literal(name: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let name = if name.chars().all(is_plain) { name.to_owned() } else { Dialect::Postgres.name(name) };
    Dialect::Postgres.text_literal(&name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::change::Alter;
    use super::super::model::ForeignKey;
    use super::*;

    fn table(placement: Option<Placement>, parents: &[&str]) -> Table {
        let key = |parent: &&str| {
            let parent = (*parent).to_owned();
            (format!("fk_{parent}"), ForeignKey { columns: Vec::new(), parent, parent_columns: Vec::new() })
        };
        let primary_key = vec!["tenant_id".to_owned(), "id".to_owned()];
        Table { placement, primary_key, foreign_keys: parents.iter().map(key).collect(), ..Table::default() }
    }

    const BY_TENANT: Option<Placement> = Some(Placement::ByTenant);

    fn schema(tables: &[(&str, &Table)]) -> Schema {
        Schema {
            tables: tables.iter().map(|(name, table)| ((*name).to_owned(), (*table).clone())).collect(),
            ..Schema::default()
        }
    }

    fn create(name: &str, table: &Table) -> Change {
        Change::Create { name: name.to_owned(), table: table.clone() }
    }

    fn alter(name: &str, before: &Table, after: &Table) -> Change {
        let (before, after) = (before.clone(), after.clone());
        Change::Alter(Alter {
            name: name.to_owned(),
            before,
            after,
            renames: BTreeMap::new(),
            fills: BTreeMap::new(),
        })
    }

    #[test]
    fn parents_are_distributed_first_and_children_beside_them() {
        let (goal, deposit) = (table(BY_TENANT, &["goal"]), table(BY_TENANT, &["goal", "Euro"]));
        let euro = table(Some(Placement::Everywhere), &[]);
        let schema = schema(&[("a_deposit", &deposit), ("goal", &goal), ("Euro", &euro)]);
        let changes = [create("goal", &goal), create("Euro", &euro), create("a_deposit", &deposit)];
        let moves = moves(&changes, &schema);
        assert_eq!(
            moves.up,
            [
                "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'",
                "SELECT create_reference_table('\"Euro\"')",
                "SELECT create_distributed_table('goal', 'tenant_id')",
                "SELECT create_distributed_table('a_deposit', 'tenant_id', colocate_with => 'goal')",
            ]
        );
        assert_eq!(moves.down, ["SELECT undistribute_table('\"Euro\"', cascade_via_foreign_keys => true)"]);
    }

    #[test]
    fn a_table_that_joins_others_leaves_them_distributed_when_it_goes() {
        let (goal, deposit) = (table(BY_TENANT, &[]), table(BY_TENANT, &["goal"]));
        let moves = moves(&[create("deposit", &deposit)], &schema(&[("deposit", &deposit), ("goal", &goal)]));
        assert_eq!(
            moves.up,
            ["SELECT create_distributed_table('deposit', 'tenant_id', colocate_with => 'goal')"]
        );
        assert!(moves.down.is_empty());
    }

    #[test]
    fn what_is_turned_off_comes_back_to_one_machine_and_can_go_out_again() {
        let (before, after) = (table(BY_TENANT, &[]), table(None, &[]));
        let moves = moves(&[alter("budget", &before, &after)], &schema(&[("budget", &after)]));
        assert_eq!(moves.up, ["SELECT undistribute_table('budget')"]);
        assert_eq!(moves.down, ["SELECT create_distributed_table('budget', 'tenant_id')"]);
    }

    #[test]
    fn what_stays_is_not_moved() {
        let budget = table(BY_TENANT, &[]);
        let moves = moves(&[alter("budget", &budget, &budget)], &schema(&[("budget", &budget)]));
        assert!(moves.up.is_empty() && moves.down.is_empty());
    }
}
