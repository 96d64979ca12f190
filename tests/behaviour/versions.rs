//! A change of a row that was changed concurrently fails.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::support::tick;

/// A goal that several people change.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version, unique("name"))]
struct Goal {
    name: String,
    target: i64,
}

/// A versioned resource without soft delete, timestamps and tenants.
#[derive(FinResource, Debug, Clone)]
#[fin(version, timestamps = false)]
struct Draft {
    text: String,
}

fn goals() -> GoalRepository {
    Goal::repository().tenant(Uuid::now_v7())
}

fn goal(name: &str) -> GoalCreate {
    GoalCreate { name: name.to_owned(), target: 0 }
}

fn target(target: i64) -> GoalUpdate {
    GoalUpdate { target: Some(target), ..GoalUpdate::default() }
}

on_each_store!(
    [Goal] a_version_counts_the_changes,
    [Goal] a_stale_version_changes_nothing,
    [Goal] of_two_changes_of_the_same_version_one_wins,
    [Goal] a_row_that_is_not_there_is_not_stale,
    [Goal] an_empty_update_asks_for_the_version_and_counts_none,
    [Goal] a_refused_change_counts_none,
    [Draft] versions_need_neither_tenants_nor_times_nor_soft_delete,
);

async fn a_version_counts_the_changes(db: &Db) {
    let goals = goals();
    let row = goals.create(db, goal("a")).await.unwrap();
    assert_eq!(row.version, 1);
    assert_eq!(goals.update(db, (row.id, 1), target(1)).await.unwrap().version, 2);
    assert_eq!(
        goals.update(db, (row.id, 2), target(1)).await.unwrap().version,
        3,
        "also where nothing differs"
    );
    goals.delete(db, (row.id, 3)).await.unwrap();
    assert_eq!(goals.list_deleted(db, GoalQuery::new()).await.unwrap().items[0].version, 4);
    assert_eq!(goals.restore(db, row.id).await.unwrap().version, 5);
    assert_eq!(goals.upsert_by_name(db, goal("a")).await.unwrap().version, 6);
    assert_eq!(goals.get(db, row.id).await.unwrap().version, 6);
    assert_eq!(goals.delete_many(db, &[row.id]).await.unwrap(), 1, "whatever the version");
    assert_eq!(goals.list_deleted(db, GoalQuery::new()).await.unwrap().items[0].version, 7);
}

async fn a_stale_version_changes_nothing(db: &Db) {
    let goals = goals();
    let row = goals.create(db, goal("a")).await.unwrap();
    let row = goals.update(db, (row.id, 1), target(1)).await.unwrap();
    for stale in [1, 0, -1, 3, i64::MAX, i64::MIN] {
        let errors = [
            goals.update(db, (row.id, stale), target(9)).await.unwrap_err(),
            goals.update(db, (row.id, stale), GoalUpdate::default()).await.unwrap_err(),
            goals.delete(db, (row.id, stale)).await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!((error.kind(), error.resource()), (ErrorKind::StaleVersion, Some("goals")));
            assert!(
                error.is_stale_version() && error.constraint().is_none() && error.fields().next().is_none()
            );
        }
    }
    assert_eq!(goals.get(db, row.id).await.unwrap(), row);
}

async fn of_two_changes_of_the_same_version_one_wins(db: &Db) {
    let goals = goals();
    let row = goals.create(db, goal("a")).await.unwrap();
    let first = goals.update(db, (row.id, row.version), target(1)).await;
    let second = goals.update(db, (row.id, row.version), target(2)).await;
    assert!(first.is_ok() && second.is_err_and(|error| error.is_stale_version()));
    assert_eq!(goals.get(db, row.id).await.unwrap().target, 1);
}

async fn a_row_that_is_not_there_is_not_stale(db: &Db) {
    let goals = goals();
    let (row, other) = (goals.create(db, goal("a")).await.unwrap(), self::goals());
    assert!(other.update(db, (row.id, 7), target(1)).await.unwrap_err().is_not_found());
    assert!(other.delete(db, (row.id, 7)).await.unwrap_err().is_not_found());
    goals.delete(db, (row.id, 1)).await.unwrap();
    for version in [1, 2] {
        assert!(goals.update(db, (row.id, version), target(1)).await.unwrap_err().is_not_found());
        assert!(goals.update(db, (row.id, version), GoalUpdate::default()).await.unwrap_err().is_not_found());
        assert!(goals.delete(db, (row.id, version)).await.unwrap_err().is_not_found());
    }
}

async fn an_empty_update_asks_for_the_version_and_counts_none(db: &Db) {
    let goals = goals();
    let row = goals.create(db, goal("a")).await.unwrap();
    tick();
    assert_eq!(goals.update(db, (row.id, 1), GoalUpdate::default()).await.unwrap(), row);
    assert_eq!(goals.get(db, row.id).await.unwrap(), row);
}

async fn a_refused_change_counts_none(db: &Db) {
    let goals = goals();
    goals.create(db, goal("a")).await.unwrap();
    let row = goals.create(db, goal("b")).await.unwrap();
    let taken = GoalUpdate { name: Some("a".to_owned()), ..GoalUpdate::default() };
    assert!(goals.update(db, (row.id, 1), taken).await.unwrap_err().is_conflict());
    assert_eq!(goals.update(db, (row.id, 1), target(1)).await.unwrap().version, 2);
}

async fn versions_need_neither_tenants_nor_times_nor_soft_delete(db: &Db) {
    let drafts = Draft::repository();
    let row = drafts.create(db, DraftCreate { text: "a".into() }).await.unwrap();
    let update = || DraftUpdate { text: Some("b".into()) };
    assert_eq!(drafts.update(db, (row.id, 1), update()).await.unwrap().version, 2);
    assert!(drafts.update(db, (row.id, 1), update()).await.unwrap_err().is_stale_version());
    assert!(drafts.delete(db, (row.id, 1)).await.unwrap_err().is_stale_version());
    drafts.delete(db, (row.id, 2)).await.unwrap();
    assert!(drafts.delete(db, (row.id, 2)).await.unwrap_err().is_not_found());
}
