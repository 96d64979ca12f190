//! SQLite.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqlStr, Sqlite};

use super::Connects;
use super::sqlite_url::SqliteUrl;
use crate::error::{Error, Result};
use crate::options::{DbOptions, Synchronous};
use crate::timeout::answered;

/// The longest time that SQLite waits for another writer: what is longer does not fit its number.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// How often a statement looks whether somebody still waits for it: about every millisecond, which costs nothing that can
/// be measured.
const OPERATIONS_BETWEEN_LOOKS: i32 = 50_000;

impl Connects for Sqlite {
    async fn run_raw(connection: &mut Self::Connection, sql: SqlStr) -> Result<(), sqlx::Error> {
        answered(sqlx::raw_sql(sql).execute(connection)).await.map(drop)
    }

    fn tuned(options: SqliteConnectOptions, url: &str, settings: &DbOptions) -> Result<SqliteConnectOptions> {
        let location = SqliteUrl::read(url)?;
        let mut options = options
            .foreign_keys(true)
            .busy_timeout(settings.wait.min(LONGEST_WAIT))
            // What is committed stays, also through a power cut.
            .synchronous(match settings.synchronous {
                Synchronous::Full => SqliteSynchronous::Full,
                Synchronous::Normal => SqliteSynchronous::Normal,
            })
            // Rows come from a thread of SQLite's own; fewer hand-overs are faster.
            .row_buffer_size(256)
            .disable_statement_logging();
        if !location.in_memory && location.is_writable {
            // Readers and a writer at once. It stands in the file, so it is a write.
            options = options.journal_mode(SqliteJournalMode::Wal);
        }
        if let Some(kibibytes) = settings.cache_kibibytes {
            // A number of pages where it is positive.
            options = options.pragma("cache_size", format!("-{kibibytes}"));
        }
        let file = options.get_filename().to_owned();
        let options = settings.sqlite_options.apply(options);
        if options.get_filename() != file {
            return Err(Error::invalid(
                "sqlite_options",
                "must leave the file's name alone: it is the URL's",
            ));
        }
        Ok(options)
    }

    fn lives_in_memory(url: &str) -> Result<bool> {
        SqliteUrl::read(url).map(|location| location.in_memory)
    }

    const EMBEDDED: bool = true;

    async fn end_with(
        connection: &mut SqliteConnection,
        is_given_up: Arc<AtomicBool>,
    ) -> Result<(), sqlx::Error> {
        let mut handle = connection.lock_handle().await?;
        handle.set_progress_handler(OPERATIONS_BETWEEN_LOOKS, move || !is_given_up.load(Ordering::Relaxed));
        Ok(())
    }

    async fn is_in_memory(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
        // A database that is temporary or in memory has no file.
        let sql = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        let file: Option<String> = sqlx::query_scalar(sql).fetch_optional(connection).await?;
        Ok(file.is_some_and(|file| file.is_empty()))
    }
}
