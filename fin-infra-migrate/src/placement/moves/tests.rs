//! The statements for each kind of change.

use std::collections::BTreeMap;

use super::super::super::change::{Alter, Change};
use super::super::super::model::{ForeignKey, Placement, Schema, Table};
use super::{Ddl, Moves, Phases, SETTINGS, phases};

fn table(placement: Option<Placement>, parents: &[&str]) -> Table {
    let key = |parent: &&str| {
        let parent = (*parent).to_owned();
        (format!("fk_{parent}"), ForeignKey { columns: Vec::new(), parent, parent_columns: Vec::new() })
    };
    let primary_key = vec!["tenant_id".to_owned(), "id".to_owned()];
    Table { placement, primary_key, foreign_keys: parents.iter().map(key).collect(), ..Table::default() }
}

const BY_TENANT: Option<Placement> = Some(Placement::ByTenant);
const EVERYWHERE: Option<Placement> = Some(Placement::Everywhere);

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

fn texts(moves: &Moves) -> [Vec<&str>; 2] {
    [&moves.up, &moves.down].map(|statements| statements.iter().map(Ddl::sql).collect())
}

/// The settings, and what follows.
fn with_settings<'a>(statements: &[&'a str]) -> Vec<&'a str> {
    SETTINGS.into_iter().chain(statements.iter().copied()).collect()
}

#[test]
fn parents_are_distributed_first_and_children_beside_them() {
    let (goal, deposit) = (table(BY_TENANT, &["goal"]), table(BY_TENANT, &["goal", "Euro"]));
    let euro = table(EVERYWHERE, &[]);
    let schema = schema(&[("a_deposit", &deposit), ("goal", &goal), ("Euro", &euro)]);
    let changes = [create("goal", &goal), create("Euro", &euro), create("a_deposit", &deposit)];
    let Phases { first, settings, last, .. } = phases(&changes, &schema);
    assert!(first.is_empty() && settings.is_empty(), "nothing was distributed before");
    let up = [
        "SELECT create_reference_table('\"Euro\"')",
        "SELECT create_distributed_table('goal', 'tenant_id')",
        "SELECT create_distributed_table('a_deposit', 'tenant_id', colocate_with => 'goal')",
        "SELECT truncate_local_data_after_distributing_table('a_deposit')",
        "SELECT truncate_local_data_after_distributing_table('goal')",
        "SELECT truncate_local_data_after_distributing_table('\"Euro\"')",
    ];
    let down = ["SELECT undistribute_table('\"Euro\"', cascade_via_foreign_keys => true)"];
    assert_eq!(texts(&last), [with_settings(&up), with_settings(&down)]);
}

#[test]
fn a_table_that_joins_others_leaves_them_distributed_when_it_goes() {
    let (goal, deposit) = (table(BY_TENANT, &[]), table(BY_TENANT, &["goal"]));
    let schema = schema(&[("deposit", &deposit), ("goal", &goal)]);
    let last = phases(&[create("deposit", &deposit)], &schema).last;
    let up = [
        "SELECT create_distributed_table('deposit', 'tenant_id', colocate_with => 'goal')",
        "SELECT truncate_local_data_after_distributing_table('deposit')",
    ];
    assert_eq!(texts(&last), [up.to_vec(), Vec::new()]);
}

#[test]
fn a_table_that_is_dropped_is_distributed_again_when_it_is_back() {
    let (goal, deposit) = (table(BY_TENANT, &["Euro"]), table(BY_TENANT, &["goal"]));
    let euro = table(EVERYWHERE, &[]);
    let schema = schema(&[("goal", &goal), ("Euro", &euro)]);
    let Phases { first, settings, last, .. } =
        phases(&[Change::Drop { name: "deposit".to_owned(), table: deposit }], &schema);
    let down = [
        "SELECT create_distributed_table('deposit', 'tenant_id', colocate_with => 'goal')",
        "SELECT truncate_local_data_after_distributing_table('deposit')",
    ];
    assert_eq!(texts(&first), [Vec::new(), with_settings(&down)]);
    assert_eq!(settings, SETTINGS);
    assert!(last.is_empty());
}

#[test]
fn a_reference_to_a_table_that_moves_is_added_after_the_move_and_dropped_before_it_is_undone() {
    let (before, after) = (table(BY_TENANT, &[]), table(BY_TENANT, &["euro"]));
    let euro = table(EVERYWHERE, &[]);
    let there = [("goal", &after), ("euro", &euro)];
    let was_there = alter("euro", &table(None, &[]), &euro);
    for other in [create("euro", &euro), was_there] {
        let Phases { first, changes, last, .. } =
            phases(&[other, alter("goal", &before, &after)], &schema(&there));
        assert!(first.is_empty());
        let Change::Alter(main) = &changes[1] else { panic!("{changes:?}") };
        assert!(main.after.foreign_keys.is_empty(), "{main:?}");
        let [up, down] = texts(&last);
        assert_eq!(up[..2], SETTINGS);
        assert_eq!(
            up[2..4],
            [
                "SELECT create_reference_table('euro')",
                "SELECT truncate_local_data_after_distributing_table('euro')",
            ]
        );
        assert!(up[4].starts_with("ALTER TABLE \"goal\" ADD CONSTRAINT \"fk_euro\" FOREIGN KEY"), "{up:?}");
        let undone =
            ["ALTER TABLE \"goal\" DROP CONSTRAINT \"fk_euro\"", "SELECT undistribute_table('euro')"];
        assert_eq!(down, with_settings(&undone));
    }
}

#[test]
fn a_reference_to_a_table_that_is_dropped_comes_back_when_that_is_distributed() {
    let (before, after) = (table(BY_TENANT, &["euro"]), table(BY_TENANT, &[]));
    let euro = Change::Drop { name: "euro".to_owned(), table: table(EVERYWHERE, &[]) };
    let phases = phases(&[euro, alter("goal", &before, &after)], &schema(&[("goal", &after)]));
    let [up, down] = texts(&phases.first);
    assert_eq!(up, with_settings(&["ALTER TABLE \"goal\" DROP CONSTRAINT \"fk_euro\""]));
    assert_eq!(down[..2], SETTINGS);
    assert_eq!(down[2], "SELECT create_reference_table('euro')");
    assert!(down[4].starts_with("ALTER TABLE \"goal\" ADD CONSTRAINT \"fk_euro\" FOREIGN KEY"), "{down:?}");
    assert!(phases.last.is_empty());
}

#[test]
fn what_is_turned_off_comes_back_to_one_machine_and_can_go_out_again() {
    let (before, after) = (table(BY_TENANT, &[]), table(None, &[]));
    let last = phases(&[alter("budget", &before, &after)], &schema(&[("budget", &after)])).last;
    let down = [
        "SELECT create_distributed_table('budget', 'tenant_id')",
        "SELECT truncate_local_data_after_distributing_table('budget')",
    ];
    assert_eq!(texts(&last), [vec!["SELECT undistribute_table('budget')"], down.to_vec()]);
}

#[test]
fn what_stays_is_not_moved() {
    let budget = table(BY_TENANT, &[]);
    let Phases { first, last, .. } =
        phases(&[alter("budget", &budget, &budget)], &schema(&[("budget", &budget)]));
    assert!(first.is_empty() && last.is_empty());
}
