//! Several calls happen together or not at all.

use fin_infra::DbTransaction;
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetQuery};

use crate::support::{budgets, decimal, names, renamed, two_tenants};

/// Something else, with a rule.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, version, check(amount >= 0))]
struct Goal {
    amount: Decimal,
}

/// A parent whose table sorts after its children's.
#[derive(FinResource, Debug, Clone)]
struct Zone {
    name: String,
}

/// A child whose table sorts before its parent's.
#[derive(FinResource, Debug, Clone)]
struct Address {
    #[fin(belongs_to = "Zone")]
    zone_id: Uuid,
}

fn goal(amount: &str) -> GoalCreate {
    GoalCreate { amount: decimal(amount) }
}

async fn begin(db: &Db) -> DbTransaction {
    db.begin().await.unwrap()
}

on_each_store!(
    [Budget, Goal] what_is_committed_is_there,
    [Budget, Goal] what_is_rolled_back_or_dropped_never_was,
    [Budget, Goal] a_transaction_sees_what_it_did,
    [Budget, Goal] tenants_are_kept_apart_within_a_transaction,
    [Budget, Goal] a_row_that_is_not_found_or_stale_or_invalid_leaves_it_open,
    [Budget, Goal] a_call_that_the_store_refuses_ends_it,
    [Budget, Goal] an_ended_one_can_be_rolled_back_and_another_begun,
    [Budget, Goal] a_transaction_of_nothing_commits,
    [Zone, Address] parents_and_children_come_and_go_together,
);

async fn what_is_committed_is_there(db: &Db) {
    let (budgets, goals) = (budgets(), Goal::repository().tenant(Uuid::now_v7()));
    let kept = budgets.create(db, BudgetCreate::named("kept")).await.unwrap();
    let gone = budgets.create(db, BudgetCreate::named("gone")).await.unwrap();

    let mut tx = begin(db).await;
    let new = budgets.create(&mut tx, BudgetCreate::named("new")).await.unwrap();
    budgets.update(&mut tx, kept.id, renamed("changed")).await.unwrap();
    budgets.delete(&mut tx, gone.id).await.unwrap();
    let goal = goals.create(&mut tx, goal("1")).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(names(budgets.list(db, BudgetQuery::new()).await.unwrap()), ["changed", "new"]);
    assert_eq!(budgets.get(db, new.id).await.unwrap(), new);
    assert_eq!(goals.get(db, goal.id).await.unwrap(), goal);
}

async fn what_is_rolled_back_or_dropped_never_was(db: &Db) {
    let budgets = budgets();
    let row = budgets.create(db, BudgetCreate::named("before")).await.unwrap();
    let deleted = budgets.create(db, BudgetCreate::named("deleted")).await.unwrap();
    budgets.delete(db, deleted.id).await.unwrap();
    let all = || BudgetQuery::new().include_deleted();
    let before = budgets.list(db, all()).await.unwrap().items;
    for drop_it in [false, true] {
        let mut tx = begin(db).await;
        budgets
            .create_many(&mut tx, (0..600).map(|number| BudgetCreate::named(number.to_string())))
            .await
            .unwrap();
        budgets.update(&mut tx, row.id, renamed("after")).await.unwrap();
        budgets.upsert_by_user_id_and_name(&mut tx, BudgetCreate::named("after")).await.unwrap();
        budgets.delete(&mut tx, row.id).await.unwrap();
        budgets.restore(&mut tx, row.id).await.unwrap();
        budgets.hard_delete(&mut tx, row.id).await.unwrap();
        budgets.purge_deleted(&mut tx, Utc::now()).await.unwrap();
        if drop_it {
            drop(tx)
        } else {
            tx.rollback().await.unwrap()
        }
        assert_eq!(budgets.list(db, all()).await.unwrap().items, before);
    }
}

async fn a_transaction_sees_what_it_did(db: &Db) {
    let budgets = budgets();
    let mut tx = begin(db).await;
    let row = budgets.create(&mut tx, BudgetCreate::named("a")).await.unwrap();
    assert_eq!(budgets.get(&mut tx, row.id).await.unwrap(), row);
    assert_eq!(budgets.update(&mut tx, row.id, renamed("b")).await.unwrap().name, "b");
    assert_eq!(budgets.count(&mut tx, BudgetQuery::new().search("b")).await.unwrap(), 1);
    budgets.delete(&mut tx, row.id).await.unwrap();
    assert!(!budgets.exists(&mut tx, BudgetQuery::new()).await.unwrap());
    assert_eq!(budgets.list_deleted(&mut tx, BudgetQuery::new()).await.unwrap().items.len(), 1);
    assert_eq!(
        Budget::repository().all_tenants().purge_deleted(&mut tx, Utc::now()).await.unwrap().removed,
        1
    );
    tx.commit().await.unwrap();
    assert_eq!(budgets.count(db, BudgetQuery::new().include_deleted()).await.unwrap(), 0);
}

async fn tenants_are_kept_apart_within_a_transaction(db: &Db) {
    let (ours, theirs) = two_tenants();
    let mut tx = begin(db).await;
    let row = ours.create(&mut tx, BudgetCreate::named("a")).await.unwrap();
    theirs.create_with_id(&mut tx, row.id, BudgetCreate::named("a")).await.unwrap();
    theirs.update(&mut tx, row.id, renamed("b")).await.unwrap();
    theirs.hard_delete(&mut tx, row.id).await.unwrap();
    assert!(theirs.get(&mut tx, row.id).await.unwrap_err().is_not_found());
    assert_eq!(ours.get(&mut tx, row.id).await.unwrap(), row);
    tx.commit().await.unwrap();
    assert_eq!(ours.get(db, row.id).await.unwrap(), row);
}

async fn a_row_that_is_not_found_or_stale_or_invalid_leaves_it_open(db: &Db) {
    let goals = Goal::repository().tenant(Uuid::now_v7());
    let mut tx = begin(db).await;
    let row = goals.create(&mut tx, goal("1")).await.unwrap();
    let update = |amount| GoalUpdate { amount: Some(decimal(amount)) };
    assert!(goals.get(&mut tx, Uuid::now_v7()).await.unwrap_err().is_not_found());
    assert!(goals.update(&mut tx, (row.id, 7), update("2")).await.unwrap_err().is_stale_version());
    assert!(goals.update(&mut tx, (row.id, 1), update("0.00001")).await.unwrap_err().is_invalid());
    assert!(goals.list(&mut tx, GoalQuery::new().page_size(0)).await.unwrap_err().is_invalid());
    goals.update(&mut tx, (row.id, 1), update("2")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(goals.get(db, row.id).await.unwrap().amount, decimal("2"));
}

async fn a_call_that_the_store_refuses_ends_it(db: &Db) {
    let (budgets, goals) = (budgets(), Goal::repository().tenant(Uuid::now_v7()));
    let taken = budgets.create(db, BudgetCreate::named("taken")).await.unwrap();
    let row = goals.create(db, goal("1")).await.unwrap();
    for way in 0..4 {
        let mut tx = begin(db).await;
        budgets.create(&mut tx, BudgetCreate::named("new")).await.unwrap();
        let error = match way {
            0 => budgets.create(&mut tx, BudgetCreate::named("taken")).await.unwrap_err(),
            1 => budgets.create_with_id(&mut tx, taken.id, BudgetCreate::named("other")).await.unwrap_err(),
            2 => goals.create(&mut tx, goal("-1")).await.unwrap_err(),
            _ => goals
                .update(&mut tx, (row.id, 1), GoalUpdate { amount: Some(decimal("-1")) })
                .await
                .unwrap_err(),
        };
        assert_eq!(error.kind(), if way < 2 { ErrorKind::Conflict } else { ErrorKind::Invalid });
        assert_eq!(budgets.find(&mut tx, taken.id).await.unwrap_err().kind(), ErrorKind::Database);
        assert_eq!(tx.commit().await.unwrap_err().kind(), ErrorKind::Database);
        assert_eq!(names(budgets.list(db, BudgetQuery::new()).await.unwrap()), ["taken"]);
    }
    assert_eq!(goals.get(db, row.id).await.unwrap(), row);
}

async fn an_ended_one_can_be_rolled_back_and_another_begun(db: &Db) {
    let budgets = budgets();
    for _ in 0..10 {
        let mut tx = begin(db).await;
        budgets.create(&mut tx, BudgetCreate::named("a")).await.unwrap();
        assert!(budgets.create(&mut tx, BudgetCreate::named("a")).await.unwrap_err().is_conflict());
        tx.rollback().await.unwrap();
    }
    let mut tx = begin(db).await;
    budgets.create(&mut tx, BudgetCreate::named("a")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(budgets.count(db, BudgetQuery::new()).await.unwrap(), 1);
}

async fn a_transaction_of_nothing_commits(db: &Db) {
    begin(db).await.commit().await.unwrap();
    begin(db).await.rollback().await.unwrap();
}

async fn parents_and_children_come_and_go_together(db: &Db) {
    let (zones, addresses) = (Zone::repository(), Address::repository());
    let mut tx = begin(db).await;
    let zone = zones.create(&mut tx, ZoneCreate { name: "north".into() }).await.unwrap();
    let address = addresses.create(&mut tx, AddressCreate { zone_id: zone.id }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(addresses.get(db, address.id).await.unwrap(), address);

    let mut tx = begin(db).await;
    addresses.delete(&mut tx, address.id).await.unwrap();
    zones.delete(&mut tx, zone.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(zones.count(db, ZoneQuery::new()).await.unwrap(), 0);
}
