//! Options that look at a SQLite database and change nothing.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::sqlite_url::SqliteUrl;
use crate::error::Result;

/// Options to look at a database with, and to change nothing: not its rows, not how it keeps its journal, and no file
/// beside it.
///
/// A database whose journal is a write-ahead log has to have the log and its index in files beside it to be read, unless it
/// is said to be immutable. Where there is no log nobody is connected, and it can be taken for that.
pub fn read_only(options: SqliteConnectOptions, url: &str) -> Result<SqliteConnectOptions> {
    let location = SqliteUrl::read(url)?;
    let options = options.disable_statement_logging();
    if location.in_memory {
        return Ok(options);
    }
    if location.is_made && !std::fs::exists(options.get_filename()).unwrap_or(true) {
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
