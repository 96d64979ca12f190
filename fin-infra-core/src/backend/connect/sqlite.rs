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

/// The longest busy timeout of SQLite: a longer one does not fit its integer.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// The number of operations after which a statement checks whether it is still awaited: about a millisecond, which has
/// no measurable cost.
const OPERATIONS_BETWEEN_CHECKS: i32 = 50_000;

impl Connects for Sqlite {
    async fn run_raw(connection: &mut Self::Connection, sql: SqlStr) -> Result<(), sqlx::Error> {
        answered(sqlx::raw_sql(sql).execute(connection)).await.map(drop)
    }

    fn tuned(options: SqliteConnectOptions, url: &str, settings: &DbOptions) -> Result<SqliteConnectOptions> {
        let location = SqliteUrl::read(url)?;
        let mut options = options
            .foreign_keys(true)
            .busy_timeout(settings.wait.min(LONGEST_WAIT))
            // By default, committed data survives a power failure.
            .synchronous(match settings.synchronous {
                Synchronous::Full => SqliteSynchronous::Full,
                Synchronous::Normal => SqliteSynchronous::Normal,
            })
            // Rows come from the connection's own thread; fewer hand-overs are faster.
            .row_buffer_size(256)
            .disable_statement_logging();
        if !location.in_memory && location.is_writable {
            // Allows readers beside a writer. The mode is stored in the file, so setting it is a write.
            options = options.journal_mode(SqliteJournalMode::Wal);
        }
        if let Some(kibibytes) = settings.cache_kibibytes {
            // A positive number would be a number of pages.
            options = options.pragma("cache_size", format!("-{kibibytes}"));
        }
        let file = options.get_filename().to_owned();
        let options = settings.sqlite_options.apply(options);
        if options.get_filename() != file {
            return Err(Error::invalid(
                "sqlite_options",
                "must not change the file name, which comes from the URL",
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
        handle.set_progress_handler(OPERATIONS_BETWEEN_CHECKS, move || !is_given_up.load(Ordering::Relaxed));
        Ok(())
    }

    async fn is_in_memory(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
        // A database that is temporary or in memory has no file.
        let sql = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        let file: Option<String> = sqlx::query_scalar(sql).fetch_optional(connection).await?;
        Ok(file.is_some_and(|file| file.is_empty()))
    }
}
