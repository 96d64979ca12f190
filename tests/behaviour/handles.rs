//! Every kind of store accepts every call, and returns the same results.

use fin_infra::Memory;
use fin_infra::prelude::*;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetOrder, BudgetQuery};
use fin_infra_tests::{Fixture, StoreKind, on_each_store};
use futures_util::TryStreamExt;
use sqlx::Connection;
use sqlx::mysql::MySqlPool;
use sqlx::postgres::PgPool;
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};

use crate::support::{budgets, names, renamed};

/// Every call once, through a store that the expression creates for each call.
macro_rules! every_call {
    ($store:expr) => {{
        let budgets = budgets();
        let food = budgets.create($store, BudgetCreate::named("Food")).await.unwrap();
        let id = Uuid::now_v7();
        budgets.create_with_id($store, id, BudgetCreate::named("Fuel")).await.unwrap();
        let many = budgets.create_many($store, ["a", "b", "c"].map(BudgetCreate::named)).await.unwrap();
        let changed = budgets.update($store, food.id, renamed("Groceries")).await.unwrap();
        let upserted =
            budgets.upsert_by_user_id_and_name($store, BudgetCreate::named("Groceries")).await.unwrap();
        assert_eq!((upserted.id, upserted.created_at), (food.id, changed.created_at));

        assert_eq!(budgets.get($store, food.id).await.unwrap(), upserted);
        assert_eq!(budgets.find($store, Uuid::now_v7()).await.unwrap(), None);
        assert_eq!(
            budgets.get_many($store, &[many[1].id, many[0].id]).await.unwrap(),
            [&many[1], &many[0]].map(Clone::clone)
        );
        let query = || BudgetQuery::new().order_by(BudgetOrder::Name.desc()).page_size(2);
        let page = budgets.list($store, query().with_total()).await.unwrap();
        assert_eq!(page.total, Some(5));
        let next = page.next.clone().unwrap();
        assert_eq!(names(page), ["c", "b"]);
        assert_eq!(names(budgets.list($store, query().after(next)).await.unwrap()), ["a", "Groceries"]);
        assert_eq!(budgets.count($store, query().search("FUEL")).await.unwrap(), 1);
        assert!(budgets.exists($store, query()).await.unwrap());
        let streamed: Vec<_> = budgets.stream($store, query()).try_collect().await.unwrap();
        assert_eq!(streamed.len(), 5);

        budgets.delete($store, food.id).await.unwrap();
        assert!(budgets.delete($store, food.id).await.unwrap_err().is_not_found());
        assert_eq!(budgets.delete_many($store, &[many[0].id, many[1].id]).await.unwrap(), 2);
        assert_eq!(budgets.restore($store, many[0].id).await.unwrap().name, "a");
        budgets.hard_delete($store, many[2].id).await.unwrap();
        assert_eq!(
            names(budgets.list_deleted($store, BudgetQuery::new()).await.unwrap()),
            ["Groceries", "b"]
        );
        assert_eq!(budgets.purge_deleted($store, changed.created_at).await.unwrap().removed, 0);
        let all = Budget::repository().all_tenants();
        assert_eq!(names(all.list($store, BudgetQuery::new()).await.unwrap()), ["Fuel", "a"]);
        assert_eq!(
            all.purge_deleted($store, Utc::now() + chrono::Duration::days(1)).await.unwrap().removed,
            2
        );
        assert_eq!(all.count($store, BudgetQuery::new().include_deleted()).await.unwrap(), 2);
    }};
}

/// A call that fails halfway leaves nothing behind, even without a surrounding transaction.
macro_rules! batches_are_whole {
    ($store:expr) => {{
        let budgets = budgets();
        let twice = (0..700).map(|number| BudgetCreate::named((number % 699).to_string()));
        assert!(budgets.create_many($store, twice).await.unwrap_err().is_conflict());
        assert_eq!(budgets.count($store, BudgetQuery::new()).await.unwrap(), 0);
        let rows = budgets
            .create_many($store, (0..700).map(|number| BudgetCreate::named(number.to_string())))
            .await
            .unwrap();
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        assert_eq!(budgets.delete_many($store, &ids).await.unwrap(), 700);
    }};
}

async fn sqlite() -> (Option<Fixture>, SqlitePool) {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    schema::create_all(&Db::from(pool.clone()), &[schema::of::<Budget>()]).await.unwrap();
    (None, pool)
}

async fn fixture(kind: StoreKind) -> Fixture {
    Fixture::new(kind, &[schema::of::<Budget>()]).await
}

async fn postgres() -> (Option<Fixture>, PgPool) {
    let fixture = fixture(StoreKind::Postgres).await;
    let pool = PgPool::connect(&fixture.url).await.unwrap();
    (Some(fixture), pool)
}

async fn mysql() -> (Option<Fixture>, MySqlPool) {
    let fixture = fixture(StoreKind::MySql).await;
    let pool = MySqlPool::connect(&fixture.url).await.unwrap();
    (Some(fixture), pool)
}

/// The handles of a database that sqlx gives.
macro_rules! handles {
    ($($module:ident)*) => {$(
        mod $module {
            use super::*;

            #[tokio::test]
            async fn a_pool_takes_every_call() {
                let (_fixture, pool) = super::$module().await;
                every_call!(&pool);
                batches_are_whole!(&pool);
            }

            #[tokio::test]
            async fn a_connection_takes_every_call_and_is_left_without_a_transaction() {
                let (_fixture, pool) = super::$module().await;
                let mut connection = pool.acquire().await.unwrap();
                every_call!(&mut *connection);
                batches_are_whole!(&mut *connection);
                assert!(!connection.is_in_transaction());
            }

            #[tokio::test]
            async fn a_transaction_takes_every_call_and_undoes_them() {
                let (_fixture, pool) = super::$module().await;
                let mut transaction = pool.begin().await.unwrap();
                every_call!(&mut transaction);
                transaction.rollback().await.unwrap();
                let all = Budget::repository().all_tenants();
                assert_eq!(all.count(&pool, BudgetQuery::new().include_deleted()).await.unwrap(), 0);
            }

            #[tokio::test]
            async fn a_transaction_keeps_them_when_it_is_committed() {
                let (_fixture, pool) = super::$module().await;
                let mut transaction = pool.begin().await.unwrap();
                every_call!(&mut transaction);
                transaction.commit().await.unwrap();
                let all = Budget::repository().all_tenants();
                assert_eq!(all.count(&pool, BudgetQuery::new()).await.unwrap(), 2);
            }

            #[tokio::test]
            async fn a_db_made_of_a_pool_takes_every_call() {
                let (_fixture, pool) = super::$module().await;
                let db = Db::from(pool);
                every_call!(&db);
                batches_are_whole!(&db);
                let mut transaction = db.begin().await.unwrap();
                let budgets = budgets();
                budgets.create(&mut transaction, BudgetCreate::named("undone")).await.unwrap();
                transaction.rollback().await.unwrap();
                assert_eq!(budgets.count(&db, BudgetQuery::new()).await.unwrap(), 0);
            }
        }
    )*};
}

handles!(sqlite postgres mysql);

on_each_store!(
    [Budget] a_db_takes_every_call,
    [Budget] a_transaction_of_a_db_takes_every_call,
);

async fn a_db_takes_every_call(db: &Db) {
    every_call!(db);
    batches_are_whole!(db);
}

async fn a_transaction_of_a_db_takes_every_call(db: &Db) {
    let mut transaction = db.begin().await.unwrap();
    every_call!(&mut transaction);
    transaction.commit().await.unwrap();
    assert_eq!(Budget::repository().all_tenants().count(db, BudgetQuery::new()).await.unwrap(), 2);
}

#[tokio::test]
async fn memory_takes_every_call_and_clones_share_it() {
    let memory = Memory::new();
    every_call!(&memory);
    batches_are_whole!(&memory);
    let same = Db::from(memory.clone());
    let all = Budget::repository().all_tenants();
    let rows = all.list(&same, BudgetQuery::new()).await.unwrap().items;
    assert_eq!(rows, all.list(&memory, BudgetQuery::new()).await.unwrap().items);
    assert_eq!(rows.len(), 2);
}
