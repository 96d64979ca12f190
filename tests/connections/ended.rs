//! Connections that the server ended.

use std::time::Duration;

use fin_infra::{Db, DbOptions};
use sqlx::{Connection, MySqlConnection, PgConnection};

use crate::env::{NoteQuery, NoteUpdate, Store, TestEnv, failed, named};

async fn of_the_calls_on_four_ended_connections_one_fails(store: Store) {
    let env = TestEnv::new(store).await;
    let note = env.note_read_by_four_connections().await;
    assert_eq!(env.end_connections().await, 4);
    let mut results = Vec::new();
    for _ in 0..8 {
        results.push(env.notes.get(env.db(), note.id).await.map(drop));
        results.push(env.notes.count(env.db(), NoteQuery::new()).await.map(drop));
    }
    assert!(failed(&results) <= 1, "{results:?}");
}

#[tokio::test]
async fn of_the_calls_on_four_ended_connections_one_fails_on_postgres() {
    of_the_calls_on_four_ended_connections_one_fails(Store::Postgres).await;
}

#[tokio::test]
async fn of_the_calls_on_four_ended_connections_one_fails_on_mysql() {
    of_the_calls_on_four_ended_connections_one_fails(Store::MySql).await;
}

async fn of_the_transactions_on_four_ended_connections_one_fails(store: Store) {
    let env = TestEnv::new(store).await;
    let note = env.note_read_by_four_connections().await;
    // One of them is ended in the middle of a transaction.
    let mut transaction = env.db().begin().await.unwrap();
    env.notes.get(&mut transaction, note.id).await.unwrap();
    assert_eq!(env.end_connections().await, 4);
    assert!(env.notes.get(&mut transaction, note.id).await.unwrap_err().is_unavailable());
    transaction.rollback().await.unwrap();
    for _ in 0..8 {
        let mut transaction = env.db().begin().await.unwrap();
        env.notes.get(&mut transaction, note.id).await.unwrap();
        transaction.commit().await.unwrap();
    }
}

#[tokio::test]
async fn of_the_transactions_on_four_ended_connections_one_fails_on_postgres() {
    of_the_transactions_on_four_ended_connections_one_fails(Store::Postgres).await;
}

#[tokio::test]
async fn of_the_transactions_on_four_ended_connections_one_fails_on_mysql() {
    of_the_transactions_on_four_ended_connections_one_fails(Store::MySql).await;
}

/// Closes the connection of a call that waits for a locked row.
async fn a_call_whose_connection_is_ended_is_unavailable(store: Store) {
    let env = TestEnv::new(store).await;
    let note = env.notes.create(env.db(), named("note")).await.unwrap();
    let db = Db::connect(env.url()).await.unwrap();
    let mut holder = env.db().begin().await.unwrap();
    let change = || NoteUpdate { text: Some(Some("text".to_owned())), ..NoteUpdate::default() };
    env.notes.update(&mut holder, note.id, change()).await.unwrap();
    let end = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        env.end_who_waits().await
    };
    let (result, ended) = tokio::join!(env.notes.update(&db, note.id, change()), end);
    assert_eq!(ended, 1);
    let error = result.unwrap_err();
    assert!(error.is_unavailable(), "{error:?}");
    let reason = "the connection to the database was closed; whether the statement was executed is not known";
    assert_eq!(error.reason(), reason);
    assert!(env.notes.get(&db, note.id).await.is_ok());
    holder.rollback().await.unwrap();
    env.notes.update(&db, note.id, change()).await.unwrap();
}

#[tokio::test]
async fn a_call_whose_connection_is_ended_is_unavailable_on_postgres() {
    a_call_whose_connection_is_ended_is_unavailable(Store::Postgres).await;
}

#[tokio::test]
async fn a_call_whose_connection_is_ended_is_unavailable_on_mysql() {
    a_call_whose_connection_is_ended_is_unavailable(Store::MySql).await;
}

#[tokio::test]
async fn a_connection_or_a_transaction_that_was_idle_for_too_long_costs_one_call() {
    let env = TestEnv::new(Store::Postgres).await;
    let note = env.notes.create(env.db(), named("note")).await.unwrap();
    for setting in ["idle_session_timeout=100", "idle_in_transaction_session_timeout=100"] {
        let options = DbOptions::new().max_connections(2);
        let db = Db::connect_with(&env.url_with(setting), options).await.unwrap();
        let mut results = Vec::new();
        for _ in 0..2 {
            let mut transaction = db.begin().await.unwrap();
            env.notes.get(&mut transaction, note.id).await.unwrap();
            if setting.contains("transaction") {
                tokio::time::sleep(Duration::from_millis(300)).await;
                results.push(env.notes.get(&mut transaction, note.id).await);
                transaction.rollback().await.unwrap();
            } else {
                transaction.commit().await.unwrap();
                tokio::time::sleep(Duration::from_millis(300)).await;
                results.push(env.notes.get(&db, note.id).await);
            }
            env.notes.get(&db, note.id).await.unwrap();
        }
        assert_eq!(failed(&results), 2, "{setting}");
    }
}

#[tokio::test]
async fn an_ended_connection_of_the_programs_own_is_unavailable() {
    let env = TestEnv::new(Store::Postgres).await;
    let mut connection = PgConnection::connect(env.url()).await.unwrap();
    env.notes.count(&mut connection, NoteQuery::new()).await.unwrap();
    env.end_connections().await;
    assert!(env.notes.count(&mut connection, NoteQuery::new()).await.unwrap_err().is_unavailable());

    let env = TestEnv::new(Store::MySql).await;
    let mut connection = MySqlConnection::connect(env.url()).await.unwrap();
    env.notes.count(&mut connection, NoteQuery::new()).await.unwrap();
    env.end_connections().await;
    assert!(env.notes.count(&mut connection, NoteQuery::new()).await.unwrap_err().is_unavailable());
}
