//! On MySQL or MariaDB, where a statement cannot return the rows that it changed.

use fin_infra::{Db, DbOptions, schema};
use fin_infra_test_servers::Database;
use fin_infra_tests::resources::Budget;
use sqlx::{Connection, MySqlConnection};

use crate::meter::{Cost, check, one_each};
use crate::operations::Operation;
use crate::proxy::Proxy;
use crate::wire::Protocol;

/// A database with tables, and a counted way to it.
async fn database() -> (Database, Proxy) {
    let database = fin_infra_test_servers::mysql().unwrap();
    let db = Db::connect(database.url()).await.unwrap();
    schema::create_all(&db, &[schema::of::<Budget>()]).await.unwrap();
    let proxy = Proxy::before(database.url(), Protocol::MySql).await;
    (database, proxy)
}

fn in_a_transaction(operation: Operation) -> Cost {
    match operation {
        // The changed row is read again.
        Operation::Update | Operation::Restore | Operation::UpsertTaken => Cost::of(2),
        // There was nothing to change.
        Operation::UpsertNew => Cost::of(2),
        operation => one_each(operation),
    }
}

fn outside_of_one(operation: Operation) -> Cost {
    match operation {
        // As within one, and the beginning and the end of one.
        Operation::Update | Operation::Restore | Operation::UpsertTaken | Operation::UpsertNew => Cost::of(4),
        operation => in_a_transaction(operation),
    }
}

#[tokio::test]
async fn an_operation_on_a_connection_is_one_statement_but_where_the_row_is_read_again() {
    let (_database, proxy) = database().await;
    let mut connection = MySqlConnection::connect(proxy.url()).await.unwrap();
    check(&mut connection, &proxy, outside_of_one).await;
}

#[tokio::test]
async fn an_operation_in_a_transaction_is_one_statement_but_where_the_row_is_read_again() {
    let (_database, proxy) = database().await;
    let mut connection = MySqlConnection::connect(proxy.url()).await.unwrap();
    let mut transaction = connection.begin().await.unwrap();
    check(&mut *transaction, &proxy, in_a_transaction).await;
}

#[tokio::test]
async fn an_operation_through_db_costs_no_more_than_on_a_connection() {
    let (_database, proxy) = database().await;
    let mut db = Db::connect_with(proxy.url(), DbOptions::new().max_connections(1)).await.unwrap();
    check(&mut db, &proxy, outside_of_one).await;
    let mut transaction = db.begin().await.unwrap();
    check(&mut transaction, &proxy, in_a_transaction).await;
}
