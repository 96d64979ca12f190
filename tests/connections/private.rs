//! Databases, and a table with notes in each.

use std::time::{Duration, Instant};

use fin_infra::prelude::*;
use fin_infra::{Db, DbOptions};
use fin_infra_test_servers::Server;
use sqlx::Connection;
use url::Url;

/// A note.
#[derive(FinResource, Debug, PartialEq)]
pub(crate) struct Note {
    pub(crate) text: String,
}

pub(crate) fn notes() -> NoteRepository {
    Note::repository()
}

pub(crate) fn note(text: &str) -> NoteCreate {
    NoteCreate { text: text.to_owned() }
}

/// Connects, and creates the table if it does not exist.
pub(crate) async fn connect(url: &str, options: DbOptions) -> Db {
    let db = Db::connect_with(url, options).await.unwrap();
    schema::create_all(&db, &[schema::of::<Note>()]).await.unwrap();
    db
}

/// Opens this many connections, which are then idle.
pub(crate) async fn fill(db: &Db, number: usize) {
    let mut transactions = Vec::new();
    for _ in 0..number {
        transactions.push(db.begin().await.unwrap());
    }
    for transaction in transactions {
        transaction.rollback().await.unwrap();
    }
    assert_eq!(db.status().idle, number);
}

/// Runs a future and returns how long it took.
pub(crate) async fn timed<T>(call: impl Future<Output = T>) -> (Duration, T) {
    let begun = Instant::now();
    let output = call.await;
    (begun.elapsed(), output)
}

/// Waits until a condition holds.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A server of one test's own, with a database.
pub(crate) struct Own {
    pub(crate) server: Server,
    pub(crate) url: String,
}

impl Own {
    pub(crate) async fn postgres() -> Self {
        let server = Server::postgres().unwrap();
        let url = server.url().to_owned();
        Self { server, url }
    }

    pub(crate) async fn mysql() -> Self {
        let server = Server::mysql().unwrap();
        let mut connection = sqlx::MySqlConnection::connect(server.url()).await.unwrap();
        sqlx::raw_sql("CREATE DATABASE notes").execute(&mut connection).await.unwrap();
        let mut url = Url::parse(server.url()).unwrap();
        url.set_path("notes");
        Self { server, url: url.into() }
    }
}
