//! An update changes the columns that it sets, and nothing else.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetQuery, BudgetUpdate};

use crate::samples::time;
use crate::support::{budgets, decimal, renamed, tick};

/// A fact that never changes.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, immutable, unique("day"))]
struct Snapshot {
    #[fin(order)]
    day: i64,
    worth: Decimal,
}

/// A row without times.
#[derive(FinResource, Debug, Clone)]
#[fin(timestamps = false, soft_delete)]
struct Plain {
    text: String,
    note: Option<String>,
}

/// A row whose managed times have custom names.
#[derive(FinResource, Debug, Clone)]
#[fin(filter("made"), order("changed"))]
struct Record {
    #[fin(created_at, column = "made_on")]
    made: DateTime<Utc>,
    #[fin(updated_at)]
    changed: DateTime<Utc>,
    text: String,
}

on_each_store!(
    [Budget] each_field_is_changed_alone,
    [Budget] an_empty_update_changes_nothing_not_even_the_time,
    [Budget] the_time_of_the_last_change_moves_and_that_of_creation_stays,
    [Budget] a_refused_update_changes_nothing,
    [Snapshot] an_immutable_row_is_created_read_and_deleted,
    [Plain] a_row_without_times_is_changed_deleted_and_restored,
    [Record] managed_times_may_have_other_names,
);

async fn each_field_is_changed_alone(db: &Db) {
    let budgets = budgets();
    let mut row = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    let none = BudgetUpdate::default;
    let later = time("2027-01-01T00:00:00.000001Z");
    let categories = [("Bread".to_owned(), decimal("1.5"))];
    let updates: [(BudgetUpdate, fn(&mut _, _)); 6] = [
        (renamed("Fuel"), |row: &mut fin_infra_tests::resources::BudgetRead, _| row.name = "Fuel".to_owned()),
        (BudgetUpdate { user_id: Some(Uuid::max()), ..none() }, |row, _| row.user_id = Uuid::max()),
        (BudgetUpdate { period_end: Some(later), ..none() }, |row, later| row.period_end = later),
        (BudgetUpdate { amount: Some(Some(decimal("1"))), ..none() }, |row, _| {
            row.amount = Some(decimal("1"))
        }),
        (BudgetUpdate { amount: Some(None), ..none() }, |row, _| row.amount = None),
        (BudgetUpdate { rollover_enabled: Some(true), ..none() }, |row, _| row.rollover_enabled = true),
    ];
    for (update, apply) in updates {
        let changed = budgets.update(db, row.id, update).await.unwrap();
        apply(&mut row, later);
        row.updated_at = changed.updated_at;
        assert_eq!(changed, row);
        assert_eq!(budgets.get(db, row.id).await.unwrap(), row);
    }
    let update = BudgetUpdate { categories: Some(categories.clone().into()), ..none() };
    assert_eq!(budgets.update(db, row.id, update).await.unwrap().categories, categories.into());
}

async fn an_empty_update_changes_nothing_not_even_the_time(db: &Db) {
    let budgets = budgets();
    let row = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    tick();
    assert_eq!(budgets.update(db, row.id, BudgetUpdate::default()).await.unwrap(), row);
    assert_eq!(budgets.get(db, row.id).await.unwrap(), row);
}

async fn the_time_of_the_last_change_moves_and_that_of_creation_stays(db: &Db) {
    let budgets = budgets();
    let row = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    tick();
    let changed = budgets.update(db, row.id, renamed("Food")).await.unwrap();
    assert!(changed.updated_at > row.updated_at, "also where nothing differs");
    assert_eq!(changed.created_at, row.created_at);
    tick();
    budgets.delete(db, row.id).await.unwrap();
    let deleted = budgets.list_deleted(db, BudgetQuery::new()).await.unwrap().items.remove(0);
    assert!(deleted.updated_at > changed.updated_at);
    assert_eq!(deleted.deleted_at, Some(deleted.updated_at));
}

async fn a_refused_update_changes_nothing(db: &Db) {
    let budgets = budgets();
    budgets.create(db, BudgetCreate::named("Taken")).await.unwrap();
    let row = budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    tick();
    let invalid = BudgetUpdate { amount: Some(Some(decimal("0.00001"))), ..renamed("Fuel") };
    assert!(budgets.update(db, row.id, invalid).await.unwrap_err().is_invalid());
    let taken = BudgetUpdate { amount: Some(Some(decimal("1"))), ..renamed("Taken") };
    assert!(budgets.update(db, row.id, taken).await.unwrap_err().is_conflict());
    assert_eq!(budgets.get(db, row.id).await.unwrap(), row);
}

async fn an_immutable_row_is_created_read_and_deleted(db: &Db) {
    let snapshots = Snapshot::repository().tenant(Uuid::now_v7());
    let creates = [3, 1, 2].map(|day| SnapshotCreate { day, worth: decimal("1.25") });
    let rows = snapshots.create_many(db, creates).await.unwrap();
    let query = SnapshotQuery::new().order_by(SnapshotOrder::Day.desc());
    let page = snapshots.list(db, query).await.unwrap();
    assert_eq!(page.items, [&rows[0], &rows[2], &rows[1]].map(Clone::clone));
    assert!(
        snapshots.create(db, SnapshotCreate { day: 1, worth: decimal("2") }).await.unwrap_err().is_conflict()
    );
    snapshots.delete(db, rows[1].id).await.unwrap();
    snapshots.create(db, SnapshotCreate { day: 1, worth: decimal("2") }).await.unwrap();
}

async fn a_row_without_times_is_changed_deleted_and_restored(db: &Db) {
    let rows = Plain::repository();
    let row = rows.create(db, PlainCreate { text: "a".into(), note: Some("n".into()) }).await.unwrap();
    let changed =
        rows.update(db, row.id, PlainUpdate { note: Some(None), ..PlainUpdate::default() }).await.unwrap();
    assert_eq!((changed.text.as_str(), &changed.note), ("a", &None));
    assert_eq!(rows.update(db, row.id, PlainUpdate::default()).await.unwrap(), changed);
    rows.delete(db, row.id).await.unwrap();
    assert_eq!(rows.delete_many(db, &[row.id]).await.unwrap(), 0);
    assert_eq!(rows.restore(db, row.id).await.unwrap(), changed);
}

async fn managed_times_may_have_other_names(db: &Db) {
    let records = Record::repository();
    let row = records.create(db, RecordCreate { text: "a".into() }).await.unwrap();
    tick();
    let other = records.create(db, RecordCreate { text: "b".into() }).await.unwrap();
    tick();
    let changed = records.update(db, row.id, RecordUpdate { text: Some("c".into()) }).await.unwrap();
    assert_eq!(changed.made, row.made);
    let query = RecordQuery::new().order_by(RecordOrder::Changed.asc());
    assert_eq!(records.list(db, query).await.unwrap().items, [other, changed.clone()]);
    let query = RecordQuery::new().filter(RecordFilter::new().made(row.made));
    assert_eq!(records.list(db, query).await.unwrap().items, [changed]);
}
