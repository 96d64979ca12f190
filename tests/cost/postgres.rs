//! On PostgreSQL.

use fin_infra::prelude::*;
use fin_infra::{DbOptions, schema};
use fin_infra_test_servers::Database;
use fin_infra_tests::resources::{Budget, BudgetCreate};
use sqlx::{Connection, Executor, PgConnection};

use crate::meter::{Cost, Meter, check, one_each};
use crate::operations::Operation;
use crate::proxy::Proxy;
use crate::wire::Protocol;

/// A payment from a budget with soft delete.
#[derive(FinResource)]
#[fin(tenant)]
struct Expense {
    #[fin(belongs_to = "Budget")]
    budget_id: Uuid,
}

/// A database with tables, and a counted way to it.
async fn database() -> (Database, Proxy) {
    let database = fin_infra_test_servers::postgres().unwrap();
    let db = Db::connect(database.url()).await.unwrap();
    schema::create_all(&db, &[schema::of::<Budget>()]).await.unwrap();
    let proxy = Proxy::before(database.url(), Protocol::Postgres).await;
    (database, proxy)
}

#[tokio::test]
async fn the_meter_sees_statements_that_are_prepared_and_questions_whether_a_connection_works() {
    let (_database, proxy) = database().await;
    let mut connection = PgConnection::connect(proxy.url()).await.unwrap();
    let mut select =
        async || proxy.cost(async { drop(connection.execute(sqlx::query("SELECT 1")).await.unwrap()) }).await;
    assert_eq!(select().await, Cost { statements: 1, round_trips: 2 });
    assert_eq!(select().await, Cost { statements: 1, round_trips: 1 });
    let ping = proxy.cost(async { connection.ping().await.unwrap() }).await;
    assert_eq!(ping.round_trips, 1);
}

#[tokio::test]
async fn an_operation_on_a_connection_is_one_statement_and_one_round_trip() {
    let (_database, proxy) = database().await;
    let mut connection = PgConnection::connect(proxy.url()).await.unwrap();
    check(&mut connection, &proxy, one_each).await;
}

/// A failed purge would abort the transaction, so it first queries which tables refer to the rows.
fn in_a_transaction(operation: Operation) -> Cost {
    if operation == Operation::Purge { Cost::of(2) } else { one_each(operation) }
}

#[tokio::test]
async fn an_operation_in_a_transaction_is_one_statement_and_one_round_trip() {
    let (_database, proxy) = database().await;
    let mut connection = PgConnection::connect(proxy.url()).await.unwrap();
    let mut transaction = connection.begin().await.unwrap();
    check(&mut *transaction, &proxy, in_a_transaction).await;
}

#[tokio::test]
async fn an_operation_through_db_is_one_statement_and_one_round_trip() {
    let (_database, proxy) = database().await;
    let mut db = Db::connect_with(proxy.url(), DbOptions::new().max_connections(1)).await.unwrap();
    check(&mut db, &proxy, one_each).await;
    let mut transaction = db.begin().await.unwrap();
    check(&mut transaction, &proxy, in_a_transaction).await;
}

#[tokio::test]
async fn an_insert_under_a_parent_that_can_be_deleted_softly_is_one_statement() {
    let (_database, proxy) = database().await;
    let db = Db::connect_with(proxy.url(), DbOptions::new().max_connections(1)).await.unwrap();
    schema::create_all(&db, &[schema::of::<Expense>()]).await.unwrap();
    let expenses = Expense::repository().tenant(Uuid::now_v7());
    let budgets = Budget::repository().tenant(*expenses.tenant_id());
    let budget_id = budgets.create(&db, BudgetCreate::named("Food".to_owned())).await.unwrap().id;
    let create = async || drop(expenses.create(&db, ExpenseCreate { budget_id }).await.unwrap());
    create().await;
    assert_eq!(proxy.cost(create()).await, Cost::of(1));
}
