//! The lock behind a proxy, such as PgBouncer, that uses another server connection for each transaction.
//!
//! Behind a proxy, a connection has no state between transactions, and a session lock would outlive the tool. Instead, a
//! transaction on a second connection holds the lock until the tool ends. It reads nothing, so `CREATE INDEX
//! CONCURRENTLY` does not wait for it.

use std::str::FromStr as _;

use fin_infra_core::internal::{NoAnswer, within};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, SqlSafeStr as _};

use super::super::connection::answered;
use super::super::failure::Failure;
use super::lock::postgres::id;

/// A setting that a direct connection keeps, and that a proxy rejects or drops.
const MARK: &str = "fin_infra.is_direct";

/// The time limit for connecting.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(30);

/// `protocol_violation`, with which PgBouncer rejects settings.
const REFUSED: &str = "08P01";

/// The connection that holds the lock.
#[derive(Debug)]
pub(super) struct Guard(PgConnection);

impl Guard {
    /// A connection to hold the lock; `None` if the URL leads directly to the server.
    pub(super) async fn behind_a_proxy(url: &str) -> Result<Option<Self>, Failure> {
        let options = PgConnectOptions::from_str(url).map_err(unreachable)?;
        let options = options.disable_statement_logging();
        match reach(&options.clone().options([(MARK, "on")])).await {
            Ok(mut connection) => {
                if !answered(is_marked(&mut connection)).await? {
                    return Ok(Some(Self(connection)));
                }
                // It is not needed any more.
                let _ = connection.close().await;
                Ok(None)
            }
            Err(error)
                if error
                    .as_database_error()
                    .is_some_and(|error| error.code().as_deref() == Some(REFUSED)) =>
            {
                reach(&options).await.map(Self).map(Some).map_err(unreachable)
            }
            // For example, a server without free connections.
            Err(_) => Ok(None),
        }
    }

    /// Takes the lock if it is free.
    pub(super) async fn take(&mut self) -> Result<bool, Failure> {
        answered(try_lock(&mut self.0)).await
    }

    pub(super) fn connection(&mut self) -> &mut PgConnection {
        &mut self.0
    }
}

async fn try_lock(connection: &mut PgConnection) -> Result<bool, Failure> {
    // Each statement has its own snapshot, and none is kept.
    run(connection, "BEGIN ISOLATION LEVEL READ COMMITTED").await?;
    // Otherwise a server that ends idle transactions would release the lock.
    run(connection, "SET LOCAL idle_in_transaction_session_timeout = 0").await?;
    let id = id(connection).await.map_err(unreachable)?;
    let taken = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1)").bind(id);
    let is_taken: bool = taken.fetch_one(&mut *connection).await.map_err(unreachable)?;
    if !is_taken {
        run(connection, "ROLLBACK").await?;
    }
    Ok(is_taken)
}

const UNREACHABLE: &str = "the database cannot be asked for the lock that keeps two migrations apart";

async fn reach(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    within(LONGEST, NoAnswer::Harmless, options.connect()).await
}

fn unreachable(error: sqlx::Error) -> Failure {
    Failure::database(UNREACHABLE, error)
}

async fn run(connection: &mut PgConnection, sql: &'static str) -> Result<(), Failure> {
    sqlx::raw_sql(sql.into_sql_str()).execute(connection).await.map(drop).map_err(unreachable)
}

/// One message, since a proxy may send two to different connections.
async fn is_marked(connection: &mut PgConnection) -> Result<bool, Failure> {
    let mark = "SELECT current_setting('fin_infra.is_direct', true) IS NOT DISTINCT FROM 'on'";
    let row = sqlx::raw_sql(mark.into_sql_str()).fetch_one(connection).await.map_err(unreachable)?;
    sqlx::Row::try_get(&row, 0).map_err(unreachable)
}
