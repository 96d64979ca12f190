//! Options to inspect a SQLite database without changing it.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::sqlite_url::SqliteUrl;
use crate::error::Result;

/// Returns options to inspect a database without changing anything: its rows, its journal mode, or a file next to it.
///
/// To read a database with a write-ahead log, SQLite needs the log and its index as files next to it, unless the
/// database is declared immutable. If there is no log, no connection is open, and it can be declared immutable.
pub fn read_only(options: SqliteConnectOptions, url: &str) -> Result<SqliteConnectOptions> {
    let location = SqliteUrl::read(url)?;
    let options = options.disable_statement_logging();
    if location.in_memory {
        return Ok(options);
    }
    if location.is_made && !std::fs::exists(options.get_filename()).unwrap_or(true) {
        // As empty as the file that would be created.
        return Ok(SqliteConnectOptions::new().in_memory(true).disable_statement_logging());
    }
    let options = options.create_if_missing(false).read_only(true);
    let is_idle = is_write_ahead(options.get_filename()) && !has_log(options.get_filename());
    Ok(if is_idle { options.immutable(true) } else { options })
}

/// Returns `true` if a file has a write-ahead log, or if that is unknown.
fn has_log(file: &Path) -> bool {
    // SQLite resolves symbolic links, too.
    let Ok(mut log) = std::fs::canonicalize(file).map(PathBuf::into_os_string) else { return true };
    log.push("-wal");
    std::fs::exists(log).unwrap_or(true)
}

/// Returns `true` if the header of a file declares a write-ahead log:
/// <https://www.sqlite.org/fileformat.html#file_format_version_numbers>
fn is_write_ahead(file: &Path) -> bool {
    let mut header = [0; 20];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && header[18..] == [2, 2]
}
