//! Several tasks compete for a few rows of one store: whatever the order of their calls, the final rows must fit the
//! results that each task received.

mod accounts;
mod seats;

use std::path::PathBuf;

use fin_infra::prelude::*;
use fin_infra::schema::Definition;
use fin_infra::{Db, DbOptions};
use fin_infra_tests::{Fixture, StoreKind};

/// How many tasks race.
const TASKS: u64 = 8;

/// A database with several connections.
struct Arena {
    db: Db,
    /// Keeps the database of a server.
    _fixture: Option<Fixture>,
    /// SQLite's file: a database in its memory would have one connection.
    file: Option<PathBuf>,
}

impl Arena {
    async fn new(kind: StoreKind, definition: Definition) -> Self {
        if kind != StoreKind::Sqlite {
            let fixture = Fixture::new(kind, &[definition]).await;
            return Self { db: fixture.db.clone(), _fixture: Some(fixture), file: None };
        }
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.sqlite", Uuid::now_v7()));
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let db =
            Db::connect_with(&url, DbOptions::new().max_connections(4)).await.expect("a file can be made");
        schema::create_all(&db, &[definition]).await.expect("the tables can be made");
        Self { db, _fixture: None, file: Some(file) }
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            if let Some(file) = &self.file {
                let _ = std::fs::remove_file(format!("{}{end}", file.display()));
            }
        }
    }
}

/// Whether losing a race explains an error.
fn is_lost_race(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::Conflict | ErrorKind::StaleVersion | ErrorKind::Unavailable
    )
}

/// Makes a test for each database.
macro_rules! on_each_database {
    ($name:ident, $race:path) => {
        mod $name {
            use fin_infra_tests::StoreKind;

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn on_sqlite() {
                $race(StoreKind::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn on_postgres() {
                $race(StoreKind::Postgres).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn on_mysql() {
                $race(StoreKind::MySql).await;
            }
        }
    };
}

on_each_database!(every_change_counts_once_and_none_is_lost, super::seats::race);
on_each_database!(what_transactions_move_is_neither_made_nor_lost, super::accounts::race);
