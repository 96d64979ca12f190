//! A database that a second program changes.

use std::time::Duration;

use fin_infra::Db;
use fin_infra::prelude::*;
use fin_infra_tests::Fixture;
pub(crate) use fin_infra_tests::StoreKind as Store;
use sqlx::mysql::MySqlConnection;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// What is noted.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search = "name")]
pub(crate) struct Note {
    #[fin(length(max = 40), unique, filter, order)]
    pub(crate) name: String,
    pub(crate) text: Option<String>,
}

pub(crate) fn named(name: impl Into<String>) -> NoteCreate {
    NoteCreate { name: name.into(), text: None }
}

/// A database with the table of the notes, and the notes of a new tenant.
pub(crate) struct TestEnv {
    pub(crate) store: Store,
    pub(crate) fixture: Fixture,
    pub(crate) notes: NoteRepository,
}

impl TestEnv {
    pub(crate) async fn new(store: Store) -> Self {
        let fixture = Fixture::new(store, &[fin_infra::schema::of::<Note>()]).await;
        Self { store, fixture, notes: Note::repository().tenant(Uuid::now_v7()) }
    }

    pub(crate) fn db(&self) -> &Db {
        &self.fixture.db
    }

    pub(crate) fn url(&self) -> &str {
        &self.fixture.url
    }

    /// The URL with a setting that PostgreSQL's server gives each connection.
    pub(crate) fn url_with(&self, setting: &str) -> String {
        format!("{}?options[{setting}", self.url()).replacen('=', "]=", 1)
    }

    /// Runs statements as another program.
    pub(crate) async fn run(&self, sql: impl Into<String>) {
        let sql = AssertSqlSafe(sql.into());
        match self.store {
            Store::Postgres => {
                let mut connection = PgConnection::connect(self.url()).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            Store::MySql => {
                let mut connection = MySqlConnection::connect(self.url()).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            _ => panic!("{:?} has no other programs", self.store),
        }
    }

    /// Terminates the other connections to the database, as its administrator does, and returns how many there were.
    pub(crate) async fn end_connections(&self) -> usize {
        self.end("true").await
    }

    /// Terminates the connections that wait for a lock, and returns how many there were.
    pub(crate) async fn end_who_waits(&self) -> usize {
        match self.store {
            Store::Postgres => self.end("wait_event_type = 'Lock'").await,
            _ => self.end("command = 'Execute'").await,
        }
    }

    async fn end(&self, which: &str) -> usize {
        match self.store {
            Store::Postgres => {
                let mut connection = PgConnection::connect(self.url()).await.unwrap();
                let ended = AssertSqlSafe(format!(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid() AND {which}"
                ));
                sqlx::query(ended).fetch_all(&mut connection).await.unwrap().len()
            }
            Store::MySql => {
                let mut connection = MySqlConnection::connect(self.url()).await.unwrap();
                let ids = others(&mut connection, which).await;
                for id in &ids {
                    let kill = AssertSqlSafe(format!("KILL {id}"));
                    sqlx::raw_sql(kill).execute(&mut connection).await.unwrap();
                }
                while others(&mut connection, "true").await.iter().any(|id| ids.contains(id)) {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                ids.len()
            }
            _ => panic!("{:?} has no connections", self.store),
        }
    }

    /// A note that four connections have read, so that each has its statement prepared.
    pub(crate) async fn note_read_by_four_connections(&self) -> NoteRead {
        let note = self.notes.create(self.db(), named("note")).await.unwrap();
        let mut transactions = Vec::new();
        for _ in 0..4 {
            transactions.push(self.db().begin().await.unwrap());
        }
        for mut transaction in transactions {
            self.notes.get(&mut transaction, note.id).await.unwrap();
            transaction.commit().await.unwrap();
        }
        note
    }
}

/// The connections to the database beside this one.
async fn others(connection: &mut MySqlConnection, which: &str) -> Vec<i64> {
    let others = AssertSqlSafe(format!(
        "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() AND {which}"
    ));
    sqlx::query_scalar(others).fetch_all(connection).await.unwrap()
}

/// Returns how many of the results are errors. Each of them must be `Unavailable`.
pub(crate) fn failed<T>(results: &[Result<T, Error>]) -> usize {
    let errors = results.iter().filter_map(|result| result.as_ref().err());
    errors.inspect(|error| assert!(error.is_unavailable(), "{error:?}")).count()
}
