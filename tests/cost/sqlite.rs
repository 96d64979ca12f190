//! On SQLite.

use std::str::FromStr;

use fin_infra::{Db, schema};
use fin_infra_tests::resources::Budget;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use crate::hand_overs::HandOvers;
use crate::meter::{Cost, Meter, check, one_each};

/// A database with tables, which lives as long as the `Db`, and a connection to it that reports its statements.
async fn database() -> (Db, SqliteConnection) {
    let name = format!("file:cost-{:?}?mode=memory&cache=shared", std::thread::current().id());
    let url = format!("sqlite:{}", name.replace(['(', ')'], ""));
    let db = Db::connect(&url).await.unwrap();
    schema::create_all(&db, &[schema::of::<Budget>()]).await.unwrap();
    let options = SqliteConnectOptions::from_str(&url).unwrap();
    (db, SqliteConnection::connect_with(&options).await.unwrap())
}

#[tokio::test]
async fn the_meter_sees_transactions_and_questions_whether_a_connection_works() {
    let (_db, mut connection) = database().await;
    let meter = HandOvers::new();
    let cost = meter.cost(async {
        let mut transaction = connection.begin().await.unwrap();
        sqlx::query("SELECT 1").execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
        connection.ping().await.unwrap();
    });
    assert_eq!(cost.await, Cost { statements: 1, round_trips: 4 });
}

#[tokio::test]
async fn an_operation_on_a_connection_is_one_statement_and_one_hand_over() {
    let (_db, mut connection) = database().await;
    check(&mut connection, &HandOvers::new(), one_each).await;
}

#[tokio::test]
async fn an_operation_in_a_transaction_is_one_statement_and_one_hand_over() {
    let (_db, mut connection) = database().await;
    let mut transaction = connection.begin().await.unwrap();
    check(&mut *transaction, &HandOvers::new(), one_each).await;
}

#[tokio::test]
async fn an_operation_through_db_is_one_hand_over() {
    let (mut db, _) = database().await;
    // A `Db` does not report its statements.
    let unreported = |operation| Cost { statements: 0, ..one_each(operation) };
    check(&mut db, &HandOvers::new(), unreported).await;
    let mut transaction = db.begin().await.unwrap();
    check(&mut transaction, &HandOvers::new(), unreported).await;
}
