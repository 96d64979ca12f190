//! Soft-deleted rows are invisible and can be restored.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetQuery};

use crate::support::{budgets, fields, names, renamed, tick};

/// A row that is removed permanently when it is deleted.
#[derive(FinResource, Debug, Clone)]
struct Alert {
    text: String,
}

on_each_store!(
    [Budget] a_deleted_row_is_never_seen,
    [Budget] what_finds_no_live_row_leaves_the_deleted_one_as_it_is,
    [Budget] a_deleted_row_is_listed_when_asked_for,
    [Budget] a_second_deletion_finds_nothing_and_changes_nothing,
    [Budget] a_unique_value_is_free_again_after_a_deletion,
    [Budget] a_restore_into_a_taken_value_is_a_conflict_that_names_the_fields,
    [Budget] a_restored_row_is_as_it_was_before,
    [Budget] only_a_deleted_row_can_be_restored,
    [Budget] a_hard_deletion_removes_live_and_deleted_rows,
    [Budget] many_are_deleted_at_once_and_those_that_are_not_there_are_not_counted,
    [Budget] a_purge_removes_what_was_deleted_before_a_time,
    [Alert] without_soft_delete_a_deleted_row_is_gone,
);

async fn a_deleted_row_is_never_seen(db: &Db) {
    let budgets = budgets();
    let food = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    budgets.delete(db, food.id).await.unwrap();

    assert_eq!(budgets.find(db, food.id).await.unwrap(), None);
    assert!(budgets.get(db, food.id).await.unwrap_err().is_not_found());
    assert!(budgets.get_many(db, &[food.id]).await.unwrap().is_empty());
    assert!(budgets.list(db, BudgetQuery::new()).await.unwrap().items.is_empty());
    assert_eq!(budgets.count(db, BudgetQuery::new().search("food")).await.unwrap(), 0);
    assert!(!budgets.exists(db, BudgetQuery::new()).await.unwrap());
    assert!(budgets.update(db, food.id, renamed("Fuel")).await.unwrap_err().is_not_found());
    assert!(budgets.delete(db, food.id).await.unwrap_err().is_not_found());
}

async fn what_finds_no_live_row_leaves_the_deleted_one_as_it_is(db: &Db) {
    let budgets = budgets();
    let food = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    budgets.delete(db, food.id).await.unwrap();
    let deleted = budgets.list_deleted(db, BudgetQuery::new()).await.unwrap().items;

    tick();
    budgets.update(db, food.id, renamed("Fuel")).await.unwrap_err();
    budgets.delete(db, food.id).await.unwrap_err();
    assert_eq!(budgets.delete_many(db, &[food.id]).await.unwrap(), 0);
    assert_eq!(budgets.list_deleted(db, BudgetQuery::new()).await.unwrap().items, deleted);
}

async fn a_deleted_row_is_listed_when_asked_for(db: &Db) {
    let budgets = budgets();
    let food = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    budgets.create(db, BudgetCreate::named("Fuel")).await.unwrap();
    assert!(!budgets.exists(db, BudgetQuery::new().only_deleted()).await.unwrap());
    budgets.delete(db, food.id).await.unwrap();

    assert!(budgets.exists(db, BudgetQuery::new().only_deleted()).await.unwrap());
    let deleted = budgets.list_deleted(db, BudgetQuery::new().with_total()).await.unwrap();
    assert_eq!(deleted.total, Some(1));
    let row = &deleted.items[0];
    assert_eq!((row.id, &row.name, row.created_at), (food.id, &food.name, food.created_at));
    assert!(row.deleted_at.is_some_and(|time| time >= food.created_at));
    assert_eq!(names(budgets.list(db, BudgetQuery::new().only_deleted()).await.unwrap()), ["Food"]);
    let both = budgets.list(db, BudgetQuery::new().include_deleted()).await.unwrap();
    assert_eq!(names(both), ["Food", "Fuel"]);
    assert_eq!(budgets.count(db, BudgetQuery::new().only_deleted()).await.unwrap(), 1);
    assert_eq!(budgets.count(db, BudgetQuery::new().include_deleted()).await.unwrap(), 2);
}

async fn a_second_deletion_finds_nothing_and_changes_nothing(db: &Db) {
    let budgets = budgets();
    let food = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    budgets.delete(db, food.id).await.unwrap();
    let first = budgets.list_deleted(db, BudgetQuery::new()).await.unwrap().items;

    tick();
    assert!(budgets.delete(db, food.id).await.unwrap_err().is_not_found());
    assert_eq!(budgets.delete_many(db, &[food.id]).await.unwrap(), 0);
    assert_eq!(budgets.list_deleted(db, BudgetQuery::new()).await.unwrap().items, first);
}

async fn a_unique_value_is_free_again_after_a_deletion(db: &Db) {
    let budgets = budgets();
    for round in 1..=3 {
        let food = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
        budgets.delete(db, food.id).await.unwrap();
        assert_eq!(budgets.count(db, BudgetQuery::new().only_deleted()).await.unwrap(), round);
    }
    budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    assert!(budgets.create(db, BudgetCreate::named("Food")).await.unwrap_err().is_conflict());
}

async fn a_restore_into_a_taken_value_is_a_conflict_that_names_the_fields(db: &Db) {
    let budgets = budgets();
    let old = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    budgets.delete(db, old.id).await.unwrap();
    let new = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();

    let error = budgets.restore(db, old.id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(fields(&error), ["user_id", "name"]);
    assert_eq!(error.constraint(), Some("uq_budgets_user_id_name"));
    assert_eq!(budgets.list(db, BudgetQuery::new()).await.unwrap().items, [new.clone()]);

    budgets.update(db, new.id, renamed("Fuel")).await.unwrap();
    assert_eq!(budgets.restore(db, old.id).await.unwrap().name, "Food");
}

async fn a_restored_row_is_as_it_was_before(db: &Db) {
    let budgets = budgets();
    let food = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    budgets.delete(db, food.id).await.unwrap();
    tick();

    let restored = budgets.restore(db, food.id).await.unwrap();
    assert!(restored.updated_at > food.updated_at);
    let mut expected = food.clone();
    expected.updated_at = restored.updated_at;
    assert_eq!(restored, expected);
    assert_eq!(budgets.get(db, food.id).await.unwrap(), expected);
}

async fn only_a_deleted_row_can_be_restored(db: &Db) {
    let budgets = budgets();
    let food = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    assert!(budgets.restore(db, food.id).await.unwrap_err().is_not_found());
    assert!(budgets.restore(db, Uuid::now_v7()).await.unwrap_err().is_not_found());
    assert_eq!(budgets.get(db, food.id).await.unwrap(), food);
}

async fn a_hard_deletion_removes_live_and_deleted_rows(db: &Db) {
    let budgets = budgets();
    let live = budgets.create(db, BudgetCreate::named("Live")).await.unwrap();
    let deleted = budgets.create(db, BudgetCreate::named("Deleted")).await.unwrap();
    let kept = budgets.create(db, BudgetCreate::named("Kept")).await.unwrap();
    budgets.delete(db, deleted.id).await.unwrap();

    budgets.hard_delete(db, live.id).await.unwrap();
    budgets.hard_delete(db, deleted.id).await.unwrap();
    assert!(budgets.hard_delete(db, live.id).await.unwrap_err().is_not_found());
    let left = budgets.list(db, BudgetQuery::new().include_deleted()).await.unwrap();
    assert_eq!(left.items, [kept]);
}

async fn many_are_deleted_at_once_and_those_that_are_not_there_are_not_counted(db: &Db) {
    let budgets = budgets();
    let rows = budgets.create_many(db, ["a", "b", "c"].map(BudgetCreate::named)).await.unwrap();
    budgets.delete(db, rows[0].id).await.unwrap();

    let ids = [rows[0].id, rows[1].id, rows[1].id, Uuid::now_v7()];
    assert_eq!(budgets.delete_many(db, &ids).await.unwrap(), 1);
    assert_eq!(names(budgets.list(db, BudgetQuery::new()).await.unwrap()), ["c"]);
    assert_eq!(budgets.delete_many(db, &[]).await.unwrap(), 0);
}

async fn a_purge_removes_what_was_deleted_before_a_time(db: &Db) {
    let budgets = budgets();
    let rows = budgets.create_many(db, ["a", "b", "c"].map(BudgetCreate::named)).await.unwrap();
    for row in &rows[..2] {
        budgets.delete(db, row.id).await.unwrap();
        tick();
    }
    let deleted = budgets.list_deleted(db, BudgetQuery::new()).await.unwrap().items;
    let second = deleted[1].deleted_at.unwrap();

    assert_eq!(
        budgets.purge_deleted(db, second).await.unwrap().removed,
        1,
        "the second was not deleted before it was"
    );
    assert_eq!(names(budgets.list_deleted(db, BudgetQuery::new()).await.unwrap()), ["b"]);
    assert_eq!(
        budgets.purge_deleted(db, second + chrono::Duration::microseconds(1)).await.unwrap().removed,
        1
    );
    assert_eq!(names(budgets.list(db, BudgetQuery::new().include_deleted()).await.unwrap()), ["c"]);
}

async fn without_soft_delete_a_deleted_row_is_gone(db: &Db) {
    let alerts = Alert::repository();
    let rows =
        alerts.create_many(db, ["a", "b", "c"].map(|text| AlertCreate { text: text.into() })).await.unwrap();

    alerts.delete(db, rows[0].id).await.unwrap();
    assert!(alerts.delete(db, rows[0].id).await.unwrap_err().is_not_found());
    assert_eq!(alerts.delete_many(db, &[rows[0].id, rows[1].id]).await.unwrap(), 1);
    assert_eq!(alerts.list(db, AlertQuery::new()).await.unwrap().items, rows[2..]);
    alerts.create_with_id(db, rows[0].id, AlertCreate { text: "again".into() }).await.unwrap();
}
