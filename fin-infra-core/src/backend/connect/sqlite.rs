//! SQLite.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqlStr, Sqlite};

use super::Connects;
use super::sqlite_url::SqliteUrl;
use crate::error::{Error, Result};
use crate::store::refusal::connection_failure;
use crate::store::timeout::answered;
use crate::store::{DbOptions, Synchronous};

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
        let place = SqliteUrl::read(url)?;
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
        if !place.in_memory && place.is_writable {
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
        SqliteUrl::read(url).map(|place| place.in_memory)
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

    async fn check_is_shared(connection: &mut SqliteConnection, in_memory: bool) -> Result<()> {
        // A database that is temporary or in memory has no file.
        let sql = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        let file: Option<String> =
            sqlx::query_scalar(sql).fetch_optional(connection).await.map_err(connection_failure::<Self>)?;
        if file.is_some_and(|file| file.is_empty()) == in_memory {
            return Ok(());
        }
        let reason = "names one database and the options another: where its rows are, the URL has to say";
        Err(Error::invalid("url", reason))
    }
}

/// Options to look at a database with, and to change nothing: not its rows, not how it keeps its journal, and no file
/// beside it.
///
/// A database whose journal is a write-ahead log has to have the log and its index in files beside it to be read, unless it
/// is said to be immutable. Where there is no log nobody is connected, and it can be taken for that.
pub(crate) fn read_only(options: SqliteConnectOptions, url: &str) -> Result<SqliteConnectOptions> {
    let place = SqliteUrl::read(url)?;
    let options = options.disable_statement_logging();
    if place.in_memory {
        return Ok(options);
    }
    if place.is_made && !std::fs::exists(options.get_filename()).unwrap_or(true) {
        // As empty as the file that would be made.
        return Ok(SqliteConnectOptions::new().in_memory(true).disable_statement_logging());
    }
    let options = options.create_if_missing(false).read_only(true);
    let is_idle = is_write_ahead(options.get_filename()) && !has_log(options.get_filename());
    Ok(if is_idle { options.immutable(true) } else { options })
}

/// Whether there is a write-ahead log beside a file; also where that cannot be told.
fn has_log(file: &Path) -> bool {
    // Where a link leads, as SQLite does it.
    let Ok(mut log) = std::fs::canonicalize(file).map(PathBuf::into_os_string) else { return true };
    log.push("-wal");
    std::fs::exists(log).unwrap_or(true)
}

/// Whether a file says that its journal is a write-ahead log: <https://www.sqlite.org/fileformat.html#file_format_version_numbers>
fn is_write_ahead(file: &Path) -> bool {
    let mut header = [0; 20];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && header[18..] == [2, 2]
}
