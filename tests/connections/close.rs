//! A closed `Db` rejects every call, and its connections are closed.

use std::time::Duration;

use fin_infra::prelude::*;
use fin_infra::{Db, DbOptions};

use crate::private::{Note, NoteCreate, NoteQuery, connect, eventually, fill, note, notes, timed};

const WAIT: Duration = Duration::from_millis(800);

fn options() -> DbOptions {
    DbOptions::new().max_connections(3).wait(WAIT)
}

/// Every way in, on the `Db` and on a clone.
async fn assert_closed(db: &Db) {
    let none: Vec<NoteCreate> = vec![note("none")];
    for error in [
        notes().create(db, note("none")).await.unwrap_err(),
        notes().create_many(db, none).await.unwrap_err(),
        notes().list(db, NoteQuery::new()).await.unwrap_err(),
        db.begin().await.map(drop).unwrap_err(),
        db.begin_for("tenant").await.map(drop).unwrap_err(),
        db.ping().await.unwrap_err(),
    ] {
        assert!(error.is_unavailable() && error.to_string().contains("closed"), "{error}");
    }
}

async fn a_db_that_is_closed_takes_no_call(db: Db) {
    let clone = db.clone();
    notes().create(&db, note("one")).await.unwrap();
    let (time, closed) = timed(db.close()).await;
    closed.unwrap();
    assert!(time < WAIT, "{time:?}");
    assert_closed(&db).await;
    assert_closed(&clone).await;
    let status = clone.status();
    assert_eq!((status.max, status.size, status.idle), (0, 0, 0));
    clone.close().await.unwrap();
}

/// `close` waits for connections in use, which are closed when their use ends.
async fn a_transaction_is_waited_for(url: &str) {
    let db = connect(url, options()).await;
    fill(&db, 3).await;
    let mut transaction = db.begin().await.unwrap();
    notes().create(&mut transaction, note("kept")).await.unwrap();
    let closing = tokio::spawn({
        let db = db.clone();
        async move { db.close().await }
    });
    tokio::time::sleep(WAIT / 4).await;
    assert!(!closing.is_finished());
    assert_closed(&db).await;
    transaction.commit().await.unwrap();
    closing.await.unwrap().unwrap();
    let again = connect(url, options()).await;
    assert_eq!(notes().count(&again, NoteQuery::new()).await.unwrap(), 1);
}

async fn what_does_not_end_is_not_waited_for_for_ever(url: &str) {
    let db = connect(url, options()).await;
    let transaction = db.begin().await.unwrap();
    let waiting = tokio::spawn({
        let db = db.clone();
        async move {
            let others = [db.begin().await, db.begin().await];
            tokio::time::sleep(WAIT).await;
            drop(others);
        }
    });
    let (time, closed) = timed(db.close()).await;
    let error = closed.unwrap_err();
    assert!(error.is_unavailable() && error.to_string().contains("still in use"), "{error}");
    assert!((WAIT..WAIT * 2).contains(&time), "{time:?}");
    drop(transaction);
    waiting.await.unwrap();
    db.close().await.unwrap();
}

async fn all_of_it(url: &str) {
    a_db_that_is_closed_takes_no_call(connect(url, options()).await).await;
    let db = connect(url, options()).await;
    for note in notes().list(&db, NoteQuery::new()).await.unwrap().items {
        notes().delete(&db, note.id).await.unwrap();
    }
    db.close().await.unwrap();
    a_transaction_is_waited_for(url).await;
    what_does_not_end_is_not_waited_for_for_ever(url).await;
}

#[tokio::test]
async fn a_db_ends_in_order_on_postgresql() {
    let database = fin_infra_test_servers::postgres().unwrap();
    all_of_it(database.url()).await;
    // The connections were closed gracefully: otherwise the server would log and count them.
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let pool = sqlx::PgPool::connect(database.url()).await.unwrap();
    eventually("nobody is connected", async || {
        let count: i64 = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
        (count == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_db_ends_in_order_on_mariadb() {
    let own = crate::private::Own::mysql().await;
    let aborted = async || -> i64 {
        let pool = sqlx::MySqlPool::connect(&own.url).await.unwrap();
        // The server counts a connection when its thread ends, which may be after the client has gone on.
        let others = "SELECT COUNT(*) FROM information_schema.processlist \
                      WHERE id <> CONNECTION_ID() AND command <> 'Daemon' AND user <> 'system user'";
        eventually("nobody else is connected", async || {
            let count: i64 = sqlx::query_scalar(others).fetch_one(&pool).await.unwrap();
            (count == 0).then_some(())
        })
        .await;
        let sql = "SELECT CAST(variable_value AS SIGNED) FROM information_schema.global_status WHERE variable_name = 'Aborted_clients'";
        let number = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
        pool.close().await;
        number
    };
    let before = aborted().await;
    // Each is closed gracefully within this time, however busy the machine is.
    let db = connect(&own.url, options().wait(Duration::from_secs(10))).await;
    fill(&db, 3).await;
    db.close().await.unwrap();
    // MariaDB counts the connections that were not closed gracefully.
    assert_eq!(aborted().await, before);
    all_of_it(&own.url).await;
}

#[tokio::test]
async fn a_db_ends_in_order_on_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    // The last connection writes the log into the file and removes it, before `close` returns.
    let db = connect(&url, options()).await;
    notes().create(&db, note("one")).await.unwrap();
    db.close().await.unwrap();
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["notes.db"]);
    std::fs::remove_file(&file).unwrap();
    connect(&url, options()).await.close().await.unwrap();
    a_db_that_is_closed_takes_no_call(connect(&url, options()).await).await;
}

#[tokio::test]
async fn a_db_ends_in_order_in_memory() {
    a_db_that_is_closed_takes_no_call(Db::memory()).await;
    let memory = Memory::new();
    let db = Db::from(memory.clone());
    let mut transaction = db.begin().await.unwrap();
    notes().create(&mut transaction, note("kept")).await.unwrap();
    db.close().await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(notes().count(&memory, NoteQuery::new()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_db_ends_in_order_in_sqlites_memory() {
    let url = "sqlite:file:closed-notes?mode=memory";
    let db = connect(url, options()).await;
    notes().create(&db, note("gone")).await.unwrap();
    db.close().await.unwrap();
    let again = Db::connect(url).await.unwrap();
    schema::create_all(&again, &[schema::of::<Note>()]).await.unwrap();
    assert_eq!(notes().count(&again, NoteQuery::new()).await.unwrap(), 0);
    a_db_that_is_closed_takes_no_call(again).await;
}

#[tokio::test]
async fn a_db_of_a_pool_closes_the_pool() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("notes.db").display());
    connect(&url, options()).await.close().await.unwrap();
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let db = Db::from(pool.clone());
    notes().create(&db, note("one")).await.unwrap();
    let status = db.status();
    assert_eq!((status.max, status.size, status.waiting), (10, 1, None));
    db.close().await.unwrap();
    assert!(pool.is_closed());
    assert!(db.ping().await.unwrap_err().is_unavailable());
}

#[tokio::test]
async fn a_status_tells_who_uses_and_who_waits() {
    let database = fin_infra_test_servers::postgres().unwrap();
    let db = connect(database.url(), options().max_connections(2).wait(Duration::from_secs(10))).await;
    fill(&db, 2).await;
    let one = db.begin().await.unwrap();
    let status = db.status();
    assert_eq!((status.max, status.size, status.idle, status.waiting), (2, 2, 1, Some(0)));
    let two = db.begin().await.unwrap();
    let waiting = tokio::spawn({
        let db = db.clone();
        async move { notes().list(&db, NoteQuery::new()).await }
    });
    eventually("a call waits", async || (db.status().waiting == Some(1)).then_some(())).await;
    assert_eq!((db.status().size, db.status().idle), (2, 0));
    one.rollback().await.unwrap();
    waiting.await.unwrap().unwrap();
    two.rollback().await.unwrap();
    assert_eq!((db.status().idle, db.status().waiting), (2, Some(0)));
    assert_eq!(Db::memory().status().max, 0);
}
