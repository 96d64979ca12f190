//! The database, and the migrations that are part of the program.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use fin_infra::DbOptions;
use fin_infra::prelude::*;
use sqlx::Connection;
use sqlx::migrate::Migrator;
use sqlx::mysql::MySqlConnection;

/// The files that the migration tool wrote.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/mysql");

/// The lock of those who migrate, and for how many seconds one waits for it.
const LOCK: (&str, u32) = ("wealth-management migrate", 60);

/// How long a connection to the server may take.
const CONNECT: Duration = Duration::from_secs(10);

/// The URL of the database, which is given or missing.
pub(crate) fn url(given: Option<String>) -> Result<String> {
    given.context(
        "no database is named: set WEALTH_DATABASE_URL to its URL, such as mysql://user:password@127.0.0.1/wealth",
    )
}

/// Applies the migrations that the database does not have yet. Returns how many there were.
///
/// MariaDB commits each statement by itself: after a failure, correct what the error names and migrate again.
pub(crate) async fn migrate(url: &str) -> Result<usize> {
    let mut connection = connect(url).await?;
    let (name, seconds) = LOCK;
    let is_locked: Option<i64> = sqlx::query_scalar("SELECT GET_LOCK(?, ?)")
        .bind(name)
        .bind(seconds)
        .fetch_one(&mut connection)
        .await?;
    if is_locked != Some(1) {
        bail!("another program has been migrating the database for {seconds} seconds: try again later");
    }
    let pending = pending(&mut connection).await?;
    MIGRATIONS.run(&mut connection).await.context("cannot migrate the database")?;
    connection.close().await?;
    Ok(pending)
}

/// Opens a database that is up to date.
pub(crate) async fn open(url: &str) -> Result<Db> {
    let mut connection = connect(url).await?;
    let pending = pending(&mut connection).await?;
    connection.close().await?;
    if pending > 0 {
        bail!("the database lacks {pending} migrations: run `wealth-management migrate`");
    }
    let options = DbOptions::new().application_name("wealth-management");
    Db::connect_with(url, options).await.context("cannot connect to the database")
}

/// Returns how many migrations a database does not have yet.
async fn pending(connection: &mut MySqlConnection) -> Result<usize> {
    let table = "SELECT COUNT(*) FROM information_schema.tables \
                 WHERE table_schema = DATABASE() AND table_name = '_sqlx_migrations'";
    let has_some: i64 = sqlx::query_scalar(table).fetch_one(&mut *connection).await?;
    let applied: Vec<i64> = match has_some {
        0 => Vec::new(),
        _ => {
            let done = "SELECT version FROM _sqlx_migrations WHERE success";
            sqlx::query_scalar(done).fetch_all(connection).await?
        }
    };
    let all = MIGRATIONS.iter().filter(|migration| migration.migration_type.is_up_migration());
    Ok(all.filter(|migration| !applied.contains(&migration.version)).count())
}

async fn connect(url: &str) -> Result<MySqlConnection> {
    let connected = tokio::time::timeout(CONNECT, MySqlConnection::connect(url)).await;
    // The error does not contain the URL, which has a password.
    connected.context("the database does not respond")?.context("cannot connect to the database")
}
