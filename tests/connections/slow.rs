//! Statements that take too long, locks that are held for too long, and cancelled statements.

use std::time::Duration;

use fin_infra::prelude::*;
use fin_infra::{Db, DbOptions};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection, SqliteConnection};

use crate::env::{Note, NoteQuery, NoteRepository, NoteUpdate, Store, TestEnv, named};

fn change() -> NoteUpdate {
    NoteUpdate { text: Some(Some("text".to_owned())), ..NoteUpdate::default() }
}

/// A call waits for a row that a transaction has changed. It is given up, and its connection serves on.
async fn is_given_up(env: &TestEnv, db: &Db, during: impl Future<Output = ()>) {
    let note = env.notes.create(env.db(), named(Uuid::now_v7().to_string())).await.unwrap();
    let mut holder = env.db().begin().await.unwrap();
    env.notes.update(&mut holder, note.id, change()).await.unwrap();
    let (result, ()) = tokio::join!(env.notes.update(db, note.id, change()), during);
    let error = result.unwrap_err();
    assert!(error.is_unavailable(), "{error:?}");
    assert_eq!(env.notes.get(db, note.id).await.unwrap(), note);
    let mut transaction = db.begin().await.unwrap();
    assert_eq!(env.notes.get(&mut transaction, note.id).await.unwrap(), note);
    transaction.commit().await.unwrap();
    holder.rollback().await.unwrap();
    env.notes.update(db, note.id, change()).await.unwrap();
}

#[tokio::test]
async fn a_statement_or_a_lock_that_takes_too_long_is_unavailable_on_postgres() {
    let env = TestEnv::new(Store::Postgres).await;
    for setting in ["statement_timeout=200", "lock_timeout=200"] {
        let options = DbOptions::new().max_connections(1);
        let db = Db::connect_with(&env.url_with(setting), options).await.unwrap();
        is_given_up(&env, &db, async {}).await;
    }
}

#[tokio::test]
async fn a_statement_or_a_lock_that_takes_too_long_is_unavailable_on_mysql() {
    let env = TestEnv::new(Store::MySql).await;
    for setting in ["max_statement_time = 0.3", "innodb_lock_wait_timeout = 1"] {
        let set = AssertSqlSafe(format!("SET SESSION {setting}"));
        let options =
            sqlx::mysql::MySqlPoolOptions::new().max_connections(1).after_connect(move |connection, _| {
                let set = AssertSqlSafe(set.0.clone());
                Box::pin(async move { sqlx::raw_sql(set).execute(connection).await.map(drop) })
            });
        let pool = options.connect(env.url()).await.unwrap();
        is_given_up(&env, &Db::from(pool), async {}).await;
    }
}

#[tokio::test]
async fn a_statement_that_somebody_cancels_is_unavailable() {
    let env = TestEnv::new(Store::Postgres).await;
    let db = Db::connect_with(env.url(), DbOptions::new().max_connections(1)).await.unwrap();
    is_given_up(&env, &db, async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let mut connection = PgConnection::connect(env.url()).await.unwrap();
        let cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
                      AND wait_event_type = 'Lock'";
        sqlx::raw_sql(cancel).execute(&mut connection).await.unwrap();
    })
    .await;

    let env = TestEnv::new(Store::MySql).await;
    let db = Db::connect_with(env.url(), DbOptions::new().max_connections(1)).await.unwrap();
    is_given_up(&env, &db, async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let mut connection = MySqlConnection::connect(env.url()).await.unwrap();
        let waiting = "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() \
                       AND command = 'Execute'";
        let waiting: i64 = sqlx::query_scalar(waiting).fetch_one(&mut connection).await.unwrap();
        let kill = AssertSqlSafe(format!("KILL QUERY {waiting}"));
        sqlx::raw_sql(kill).execute(&mut connection).await.unwrap();
    })
    .await;
}

async fn sqlite() -> (SqliteConnection, NoteRepository) {
    let db = Db::connect("sqlite:file:interrupted?mode=memory&cache=shared").await.unwrap();
    fin_infra::schema::create_all(&db, &[fin_infra::schema::of::<Note>()]).await.unwrap();
    let notes = Note::repository().tenant(Uuid::now_v7());
    notes.create_many(&db, (0..500).map(|number| named(number.to_string()))).await.unwrap();
    let connection =
        SqliteConnection::connect("sqlite:file:interrupted?mode=memory&cache=shared").await.unwrap();
    drop(db);
    (connection, notes)
}

#[tokio::test]
async fn a_statement_that_is_interrupted_in_sqlite_is_unavailable() {
    let (mut connection, notes) = sqlite().await;
    assert_eq!(notes.count(&mut connection, NoteQuery::new()).await.unwrap(), 500);
    connection.lock_handle().await.unwrap().set_progress_handler(10, || false);
    let error = notes.count(&mut connection, NoteQuery::new()).await.unwrap_err();
    assert!(error.is_unavailable(), "{error:?}");
    connection.lock_handle().await.unwrap().remove_progress_handler();
    assert_eq!(notes.count(&mut connection, NoteQuery::new()).await.unwrap(), 500);
}
