//! How each database is connected to.

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
    /// Runs statements that no value is bound in, one or several.
    fn run_raw(
        connection: &mut Self::Connection,
        sql: SqlStr,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Options to connect with: those of a URL, with what measurements ask for and what a program does.
    fn tuned(options: Options<Self>, url: &str, settings: &DbOptions) -> Result<Options<Self>>;

    /// What a new connection runs before anything else.
    #[must_use]
    fn first_statement(_settings: &DbOptions) -> Option<String> {
        None
    }

    /// Whether the database that a URL names is gone when its last connection is closed.
    fn lives_in_memory(_url: &str) -> Result<bool> {
        Ok(false)
    }

    /// Whether it runs within this process, so that nobody but the process can end a statement.
    const EMBEDDED: bool = false;

    /// Makes a connection that was given up end what it is at, which it hears of by a flag.
    fn end_with(
        _connection: &mut Self::Connection,
        _is_given_up: Arc<AtomicBool>,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send {
        std::future::ready(Ok(()))
    }

    /// Whether the connection leads to a database that is in memory, or temporary: each connection has its own.
    fn is_in_memory(
        _connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<bool, sqlx::Error>> + Send {
        std::future::ready(Ok(false))
    }
}
