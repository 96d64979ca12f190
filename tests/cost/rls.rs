//! The cost of row-level security on PostgreSQL.

use fin_infra::prelude::*;
use fin_infra::{Db, DbOptions, Store};
use fin_infra_test_servers::Database;

use crate::meter::{Cost, Meter};
use crate::proxy::Proxy;
use crate::wire::Protocol;

/// Something to save for.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, soft_delete)]
struct Goal {
    #[fin(unique, order)]
    name: String,
}

/// A database with a table, and a counted way to it.
async fn database() -> (Database, Proxy, Db) {
    let database = fin_infra_test_servers::postgres().unwrap();
    let db = Db::connect(database.url()).await.unwrap();
    schema::create_all(&db, &[schema::of::<Goal>()]).await.unwrap();
    let proxy = Proxy::before(database.url(), Protocol::Postgres).await;
    let db = Db::connect_with(proxy.url(), DbOptions::new().max_connections(1)).await.unwrap();
    (database, proxy, db)
}

fn named() -> GoalCreate {
    GoalCreate { name: Uuid::now_v7().to_string() }
}

/// A store for each call.
macro_rules! costs_of_calls {
    ($goals:expr, $proxy:expr, $store:expr) => {{
        let (goals, proxy) = (&$goals, &$proxy);
        let mut costs = Vec::new();
        // A statement is also prepared when it is run for the first time.
        for _ in 0..2 {
            let row = goals.create($store, named()).await.unwrap();
            let (id, other) = (row.id, named().name);
            costs = vec![
                cost(proxy, goals.create($store, named())).await,
                cost(proxy, goals.create_many($store, [named(), named()])).await,
                cost(proxy, goals.get($store, id)).await,
                cost(proxy, goals.list($store, GoalQuery::new().page_size(2))).await,
                cost(proxy, goals.count($store, GoalQuery::new())).await,
                cost(proxy, goals.update($store, id, GoalUpdate { name: Some(other) })).await,
                cost(proxy, goals.upsert_by_name($store, named())).await,
                cost(proxy, goals.delete($store, id)).await,
                cost(proxy, goals.restore($store, id)).await,
                cost(proxy, goals.hard_delete($store, id)).await,
            ];
        }
        costs
    }};
}

async fn cost<T>(proxy: &Proxy, call: impl Future<Output = Result<T, Error>>) -> Cost {
    proxy.cost(async { drop(call.await.unwrap()) }).await
}

fn goals() -> GoalRepository {
    Goal::repository().tenant(Uuid::now_v7())
}

#[tokio::test]
async fn a_call_of_its_own_begins_sets_the_tenant_does_its_work_and_commits() {
    let (_database, proxy, db) = database().await;
    assert_eq!(costs_of_calls!(goals(), proxy, &db), [Cost::of(4); 10]);
}

#[tokio::test]
async fn a_call_in_a_transaction_of_its_tenant_is_one_statement_and_one_round_trip() {
    let (_database, proxy, db) = database().await;
    let goals = goals();
    let tenant = *goals.tenant_id();
    db.begin_for(tenant).await.unwrap().commit().await.unwrap();
    let begin = async { db.begin_for(tenant).await.unwrap().rollback().await.unwrap() };
    // Begin, set, and the end.
    assert_eq!(proxy.cost(begin).await, Cost::of(3));
    let mut transaction = db.begin_for(tenant).await.unwrap();
    assert_eq!(costs_of_calls!(goals, proxy, &mut transaction), [Cost::of(1); 10]);
}

#[tokio::test]
async fn a_call_in_another_transaction_sets_the_tenant_and_does_its_work() {
    let (_database, proxy, db) = database().await;
    let mut transaction = db.begin().await.unwrap();
    assert_eq!(costs_of_calls!(goals(), proxy, &mut transaction), [Cost::of(2); 10]);
}

#[tokio::test]
async fn a_purge_in_a_transaction_asks_once_what_refers_to_the_rows() {
    let (_database, proxy, db) = database().await;
    let goals = goals();
    let purge = async |before| drop(goals.purge_deleted(&db, before).await.unwrap());
    for _ in 0..2 {
        purge(DateTime::<Utc>::MAX_UTC).await;
    }
    assert_eq!(proxy.cost(purge(DateTime::<Utc>::MAX_UTC)).await, Cost::of(5));
    // Nothing was before it.
    assert_eq!(proxy.cost(purge(DateTime::<Utc>::MIN_UTC)).await, Cost::of(3));
}

#[tokio::test]
async fn an_operators_job_asks_whether_it_would_see_anything() {
    let (_database, proxy, db) = database().await;
    let count = async || assert_eq!(everyone(&db).await, 0);
    count().await;
    assert_eq!(proxy.cost(count()).await, Cost::of(2));
}

async fn everyone(store: impl Store<Goal>) -> u64 {
    Goal::repository().all_tenants().count(store, GoalQuery::new()).await.unwrap()
}
