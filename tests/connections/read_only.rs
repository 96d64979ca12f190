//! A server, a database or a file that takes no writes.

use fin_infra::prelude::*;
use fin_infra::{Db, DbOptions};
use fin_infra_test_servers::Server;
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection};

use crate::env::{Note, NoteQuery, Store, TestEnv, failed, named};

/// Four connections to a server that takes no writes, as after a failover to another one that does.
#[tokio::test]
async fn after_a_failover_one_call_fails_and_no_connection_to_the_old_server_is_kept() {
    let env = TestEnv::new(Store::Postgres).await;
    let mut admin = PgConnection::connect(env.url()).await.unwrap();
    let name: String =
        sqlx::query_scalar("SELECT current_database()::text").fetch_one(&mut admin).await.unwrap();
    let set =
        |to: &str| AssertSqlSafe(format!("ALTER DATABASE {name} SET default_transaction_read_only = {to}"));
    sqlx::raw_sql(set("on")).execute(&mut admin).await.unwrap();
    let db = Db::connect_with(env.url(), DbOptions::new().max_connections(4)).await.unwrap();
    let mut transactions = Vec::new();
    for _ in 0..4 {
        transactions.push(db.begin().await.unwrap());
    }
    for mut transaction in transactions {
        assert_eq!(env.notes.count(&mut transaction, NoteQuery::new()).await.unwrap(), 0);
        transaction.commit().await.unwrap();
    }
    sqlx::raw_sql(set("off")).execute(&mut admin).await.unwrap();

    let mut results = Vec::new();
    for number in 0..8 {
        results.push(env.notes.create(&db, named(number.to_string())).await);
    }
    assert_eq!(failed(&results), 1, "{results:?}");
    assert!(results[0].is_err());
    let mut transactions = Vec::new();
    for number in 8..12 {
        let mut transaction = db.begin().await.unwrap();
        env.notes.create(&mut transaction, named(number.to_string())).await.unwrap();
        transactions.push(transaction);
    }
    for transaction in transactions {
        transaction.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_file_that_is_read_only_is_unavailable_to_writers_and_serves_readers() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.db");
    let writing = Db::connect(&format!("sqlite://{}?mode=rwc", file.display())).await.unwrap();
    fin_infra::schema::create_all(&writing, &[fin_infra::schema::of::<Note>()]).await.unwrap();
    let notes = Note::repository().tenant(Uuid::now_v7());
    let note = notes.create(&writing, named("note")).await.unwrap();

    let reading = Db::connect(&format!("sqlite://{}?mode=ro", file.display())).await.unwrap();
    for _ in 0..2 {
        let error = notes.create(&reading, named("other")).await.unwrap_err();
        assert!(error.is_unavailable(), "{error:?}");
        assert_eq!(notes.get(&reading, note.id).await.unwrap(), note);
    }
}

#[tokio::test]
async fn a_server_that_becomes_read_only_is_unavailable_until_it_takes_writes_again() {
    let server = Server::mysql().unwrap();
    let mut admin = MySqlConnection::connect(server.url()).await.unwrap();
    // A superuser can write even to a read-only server.
    sqlx::raw_sql(
        "CREATE DATABASE notes; CREATE USER app@'127.0.0.1'; GRANT ALL PRIVILEGES ON notes.* TO app@'127.0.0.1'",
    )
    .execute(&mut admin)
    .await
    .unwrap();
    let port = server.url().rsplit(':').next().unwrap().split('/').next().unwrap();
    let db = Db::connect(&format!("mysql://app@127.0.0.1:{port}/notes")).await.unwrap();
    fin_infra::schema::create_all(&db, &[fin_infra::schema::of::<Note>()]).await.unwrap();
    let notes = Note::repository().tenant(Uuid::now_v7());
    sqlx::raw_sql("SET GLOBAL read_only = ON").execute(&mut admin).await.unwrap();
    for _ in 0..2 {
        let error = notes.create(&db, named("note")).await.unwrap_err();
        assert!(error.is_unavailable(), "{error:?}");
        assert_eq!(notes.count(&db, NoteQuery::new()).await.unwrap(), 0);
    }
    sqlx::raw_sql("SET GLOBAL read_only = OFF").execute(&mut admin).await.unwrap();
    notes.create(&db, named("note")).await.unwrap();
}
