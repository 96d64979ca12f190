//! Connections are closed when they are old or idle for too long, and not before.

use std::time::Duration;

use fin_infra::DbOptions;

use crate::private::{NoteQuery, connect, eventually, fill, note, notes};
use crate::proxy::Proxy;

const HOUR: Duration = Duration::from_hours(1);
const SHORT: Duration = Duration::from_millis(300);

async fn idle_ones_are_closed(url: &str, number: usize) {
    let db = connect(url, DbOptions::new().max_connections(4).max_idle(SHORT)).await;
    fill(&db, number).await;
    // There are no calls meanwhile.
    eventually("all are closed", async || (db.status().size == 0).then_some(())).await;
    notes().create(&db, note("again")).await.unwrap();
    assert_eq!(db.status().size, 1);
}

/// One that is used all the time is never idle.
async fn old_ones_are_closed(url: &str) {
    let proxy = Proxy::before(url).await;
    let age = Duration::from_millis(800);
    let db = connect(proxy.url(), DbOptions::new().max_connections(1).max_age(age)).await;
    let before = proxy.accepted();
    let begun = std::time::Instant::now();
    while begun.elapsed() < age * 3 {
        notes().list(&db, NoteQuery::new()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let made = proxy.accepted() - before;
    // Each lives from three quarters of the time to all of it.
    assert!((2..=4).contains(&made), "{made}");
}

async fn others_are_kept(url: &str) {
    let proxy = Proxy::before(url).await;
    let db = connect(proxy.url(), DbOptions::new().max_connections(3).max_age(HOUR).max_idle(HOUR)).await;
    fill(&db, 3).await;
    let made = proxy.accepted();
    for _ in 0..3 {
        tokio::time::sleep(SHORT).await;
        fill(&db, 3).await;
    }
    assert_eq!((proxy.accepted(), db.status().size), (made, 3));
}

/// In a transaction, a connection is used until it ends, however old it is.
async fn a_transaction_is_not_cut(url: &str) {
    let options = DbOptions::new().max_connections(1).max_age(SHORT).max_idle(SHORT);
    let db = connect(url, options).await;
    let mut transaction = db.begin().await.unwrap();
    let one = notes().create(&mut transaction, note("one")).await.unwrap();
    tokio::time::sleep(SHORT * 3).await;
    notes().create(&mut transaction, note("two")).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(notes().get(&db, one.id).await.unwrap().text, "one");
}

#[tokio::test]
async fn connections_to_postgresql_end_in_time() {
    let database = fin_infra_test_servers::postgres().unwrap();
    idle_ones_are_closed(database.url(), 4).await;
    old_ones_are_closed(database.url()).await;
    others_are_kept(database.url()).await;
    a_transaction_is_not_cut(database.url()).await;
}

#[tokio::test]
async fn connections_to_mariadb_end_in_time() {
    let database = fin_infra_test_servers::mysql().unwrap();
    idle_ones_are_closed(database.url(), 4).await;
    old_ones_are_closed(database.url()).await;
    others_are_kept(database.url()).await;
    a_transaction_is_not_cut(database.url()).await;
}

#[tokio::test]
async fn connections_to_a_file_end_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("notes.db").display());
    idle_ones_are_closed(&url, 1).await;
    a_transaction_is_not_cut(&url).await;
}

#[tokio::test]
async fn a_database_in_memory_outlives_its_connection() {
    let db = connect("sqlite::memory:", DbOptions::new().max_idle(SHORT)).await;
    let note = notes().create(&db, note("kept")).await.unwrap();
    eventually("the connection is closed", async || (db.status().size == 0).then_some(())).await;
    assert_eq!(notes().get(&db, note.id).await.unwrap(), note);
}
