//! Connections that the server ended.

use std::time::Duration;

use fin_infra::{Db, DbOptions};
use sqlx::{Connection, MySqlConnection, PgConnection};

use crate::place::{NoteQuery, NoteUpdate, Place, Store, failed, named};

async fn of_the_calls_on_four_ended_connections_one_fails(store: Store) {
    let place = Place::new(store).await;
    let note = place.note_read_by_four_connections().await;
    assert_eq!(place.end_connections().await, 4);
    let mut results = Vec::new();
    for _ in 0..8 {
        results.push(place.notes.get(place.db(), note.id).await.map(drop));
        results.push(place.notes.count(place.db(), NoteQuery::new()).await.map(drop));
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
    let place = Place::new(store).await;
    let note = place.note_read_by_four_connections().await;
    // One of them is ended in the middle of a transaction.
    let mut transaction = place.db().begin().await.unwrap();
    place.notes.get(&mut transaction, note.id).await.unwrap();
    assert_eq!(place.end_connections().await, 4);
    assert!(place.notes.get(&mut transaction, note.id).await.unwrap_err().is_unavailable());
    transaction.rollback().await.unwrap();
    for _ in 0..8 {
        let mut transaction = place.db().begin().await.unwrap();
        place.notes.get(&mut transaction, note.id).await.unwrap();
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

/// Ends the connection of a call that waits for a row that somebody else has locked.
async fn a_call_whose_connection_is_ended_is_unavailable(store: Store) {
    let place = Place::new(store).await;
    let note = place.notes.create(place.db(), named("note")).await.unwrap();
    let db = Db::connect(place.url()).await.unwrap();
    let mut holder = place.db().begin().await.unwrap();
    let change = || NoteUpdate { text: Some(Some("text".to_owned())), ..NoteUpdate::default() };
    place.notes.update(&mut holder, note.id, change()).await.unwrap();
    let end = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        place.end_who_waits().await
    };
    let (result, ended) = tokio::join!(place.notes.update(&db, note.id, change()), end);
    assert_eq!(ended, 1);
    assert!(result.as_ref().unwrap_err().is_unavailable(), "{result:?}");
    assert!(place.notes.get(&db, note.id).await.is_ok());
    holder.rollback().await.unwrap();
    place.notes.update(&db, note.id, change()).await.unwrap();
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
    let place = Place::new(Store::Postgres).await;
    let note = place.notes.create(place.db(), named("note")).await.unwrap();
    for setting in ["idle_session_timeout=100", "idle_in_transaction_session_timeout=100"] {
        let options = DbOptions::new().max_connections(2);
        let db = Db::connect_with(&place.url_with(setting), options).await.unwrap();
        let mut results = Vec::new();
        for _ in 0..2 {
            let mut transaction = db.begin().await.unwrap();
            place.notes.get(&mut transaction, note.id).await.unwrap();
            if setting.contains("transaction") {
                tokio::time::sleep(Duration::from_millis(300)).await;
                results.push(place.notes.get(&mut transaction, note.id).await);
                transaction.rollback().await.unwrap();
            } else {
                transaction.commit().await.unwrap();
                tokio::time::sleep(Duration::from_millis(300)).await;
                results.push(place.notes.get(&db, note.id).await);
            }
            place.notes.get(&db, note.id).await.unwrap();
        }
        assert_eq!(failed(&results), 2, "{setting}");
    }
}

#[tokio::test]
async fn an_ended_connection_of_the_programs_own_is_unavailable() {
    let place = Place::new(Store::Postgres).await;
    let mut connection = PgConnection::connect(place.url()).await.unwrap();
    place.notes.count(&mut connection, NoteQuery::new()).await.unwrap();
    place.end_connections().await;
    assert!(place.notes.count(&mut connection, NoteQuery::new()).await.unwrap_err().is_unavailable());

    let place = Place::new(Store::MySql).await;
    let mut connection = MySqlConnection::connect(place.url()).await.unwrap();
    place.notes.count(&mut connection, NoteQuery::new()).await.unwrap();
    place.end_connections().await;
    assert!(place.notes.count(&mut connection, NoteQuery::new()).await.unwrap_err().is_unavailable());
}
