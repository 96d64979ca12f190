//! Changes in a transaction are invisible to others until it is committed.

use std::time::Duration;

use fin_infra::prelude::*;
use fin_infra::{DbOptions, Memory};
use fin_infra_tests::on_stores;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetQuery};

use crate::support::{budgets, names, renamed};

// A SQLite database in memory has one connection, so that nothing else can read it.
on_stores!([in_memory: Memory, on_postgres: Postgres, on_mysql: MySql] [Budget] nothing_is_visible_before_it_is_committed);

async fn nothing_is_visible_before_it_is_committed(db: &Db) {
    let budgets = budgets();
    let row = budgets.create(db, BudgetCreate::named("before")).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    budgets.update(&mut tx, row.id, renamed("after")).await.unwrap();
    let new = budgets.create(&mut tx, BudgetCreate::named("new")).await.unwrap();

    assert_eq!(budgets.list(db, BudgetQuery::new()).await.unwrap().items, [row]);
    assert_eq!(budgets.find(db, new.id).await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(names(budgets.list(db, BudgetQuery::new()).await.unwrap()), ["after", "new"]);
}

on_stores!([in_memory: Memory, on_postgres: Postgres, on_mysql: MySql] [Budget] two_that_change_different_rows_both_commit);

async fn two_that_change_different_rows_both_commit(db: &Db) {
    let budgets = budgets();
    let rows = budgets.create_many(db, ["a", "b"].map(BudgetCreate::named)).await.unwrap();
    let (mut one, mut other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    budgets.update(&mut one, rows[0].id, renamed("a1")).await.unwrap();
    budgets.update(&mut other, rows[1].id, renamed("b1")).await.unwrap();
    one.commit().await.unwrap();
    other.commit().await.unwrap();
    assert_eq!(names(budgets.list(db, BudgetQuery::new()).await.unwrap()), ["a1", "b1"]);
}

#[tokio::test]
async fn nothing_is_visible_before_it_is_committed_in_a_file_of_sqlites() {
    let path = std::env::temp_dir().join(format!("fin-infra-{}.db", Uuid::now_v7()));
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let db = Db::connect_with(&url, DbOptions::new().max_connections(2).wait(Duration::from_secs(5)))
        .await
        .unwrap();
    schema::create_all(&db, &[schema::of::<Budget>()]).await.unwrap();
    let budgets = budgets();
    let mut tx = db.begin().await.unwrap();
    let row = budgets.create(&mut tx, BudgetCreate::named("new")).await.unwrap();
    assert_eq!(budgets.find(&db, row.id).await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(budgets.get(&db, row.id).await.unwrap(), row);
    drop(db);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
}

#[tokio::test]
async fn of_two_that_change_the_same_row_in_memory_the_second_is_unavailable() {
    let db = Db::from(Memory::new());
    let budgets = budgets();
    let row = budgets.create(&db, BudgetCreate::named("a")).await.unwrap();
    for way in 0..3 {
        let (mut one, mut other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
        budgets.update(&mut one, row.id, renamed(&format!("one {way}"))).await.unwrap();
        match way {
            0 => drop(budgets.update(&mut other, row.id, renamed("other")).await.unwrap()),
            1 => budgets.delete(&mut other, row.id).await.unwrap(),
            _ => budgets.hard_delete(&mut other, row.id).await.unwrap(),
        }
        one.commit().await.unwrap();
        assert!(other.commit().await.unwrap_err().is_unavailable());
        assert_eq!(budgets.get(&db, row.id).await.unwrap().name, format!("one {way}"));
    }
}

#[tokio::test]
async fn of_two_that_take_the_same_value_in_memory_the_second_is_unavailable() {
    let db = Db::memory();
    let budgets = budgets();
    let (mut one, mut other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    budgets.create(&mut one, BudgetCreate::named("a")).await.unwrap();
    budgets.create(&mut other, BudgetCreate::named("a")).await.unwrap();
    other.commit().await.unwrap();
    assert!(one.commit().await.unwrap_err().is_unavailable());
    assert_eq!(budgets.count(&db, BudgetQuery::new()).await.unwrap(), 1);
}
