//! Connecting to each database.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod read_only;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "sqlite")]
mod sqlite_url;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use sqlx::{Connection, Database, SqlStr};

#[cfg(feature = "sqlite")]
pub use self::read_only::read_only;
use crate::error::Result;
use crate::options::DbOptions;

/// sqlx's own options for a connection.
pub type Options<DB> = <<DB as Database>::Connection as Connection>::Options;

/// A database that can be connected to.
pub trait Connects: Database {
    /// Runs one or more statements without bound values.
    fn run_raw(
        connection: &mut Self::Connection,
        sql: SqlStr,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Returns the options to connect with: those of a URL, those that measurements have shown to be best, and those of
    /// the program.
    fn tuned(options: Options<Self>, url: &str, settings: &DbOptions) -> Result<Options<Self>>;

    /// Returns the statement that a new connection runs first.
    #[must_use]
    fn first_statement(_settings: &DbOptions) -> Option<String> {
        None
    }

    /// Returns `true` if the database of a URL is lost when its last connection is closed.
    fn lives_in_memory(_url: &str) -> Result<bool> {
        Ok(false)
    }

    /// Whether the database runs within this process, so that only the process can abort a statement.
    const EMBEDDED: bool = false;

    /// Makes a connection abort its statement once the flag reports that the connection was given up.
    fn end_with(
        _connection: &mut Self::Connection,
        _is_given_up: Arc<AtomicBool>,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send {
        std::future::ready(Ok(()))
    }

    /// Returns `true` if the connection's database is in memory, or temporary: each connection has its own.
    fn is_in_memory(
        _connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<bool, sqlx::Error>> + Send {
        std::future::ready(Ok(false))
    }
}
