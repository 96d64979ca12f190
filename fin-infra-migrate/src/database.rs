//! Statements that migrations run through a `Db`.

use std::time::Duration;

use fin_infra_core::internal::{AnyLease, Lease, NoAnswer, connection_failure, limited, within};
use fin_infra_core::{Backend, Db, Result};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::inspect;
use super::model::Schema;

/// Reads the wanted tables that exist.
pub(crate) async fn inspect(db: &Db, wanted: &Schema) -> Result<Schema> {
    match db.lease().await? {
        #[cfg(feature = "sqlite")]
        Some(AnyLease::Sqlite(mut lease)) => {
            let limit = limit(&lease, wanted);
            let found = within(limit, NoAnswer::Harmless, inspect::sqlite(lease.connection(), wanted)).await;
            inspected(found, lease)
        }
        #[cfg(feature = "postgres")]
        Some(AnyLease::Postgres(mut lease)) => {
            let limit = limit(&lease, wanted);
            let found =
                within(limit, NoAnswer::Harmless, inspect::postgres(lease.connection(), wanted)).await;
            inspected(found, lease)
        }
        #[cfg(feature = "mysql")]
        Some(AnyLease::MySql(mut lease)) => {
            let limit = limit(&lease, wanted);
            let found = within(limit, NoAnswer::Harmless, inspect::mysql(lease.connection(), wanted)).await;
            inspected(found, lease)
        }
        None => Ok(Schema::default()),
    }
}

/// Runs a rendered statement.
pub(crate) async fn execute_ddl(db: &Db, sql: String) -> Result<()> {
    match db.lease().await? {
        #[cfg(feature = "sqlite")]
        Some(AnyLease::Sqlite(lease)) => execute_on(lease, sql).await,
        #[cfg(feature = "postgres")]
        Some(AnyLease::Postgres(lease)) => execute_on(lease, sql).await,
        #[cfg(feature = "mysql")]
        Some(AnyLease::MySql(lease)) => execute_on(lease, sql).await,
        None => Ok(()),
    }
}

/// The time limit: each table takes a few short statements.
fn limit<DB: Backend>(lease: &Lease<DB>, wanted: &Schema) -> Duration {
    let tables = u32::try_from(wanted.tables.len()).unwrap_or(u32::MAX);
    lease.response().saturating_mul(tables.max(1))
}

fn inspected<DB: Backend>(
    found: std::result::Result<Schema, sqlx::Error>,
    lease: Lease<DB>,
) -> Result<Schema> {
    let found = found.map_err(connection_failure::<DB>);
    lease.give_back(&found);
    found
}

async fn execute_on<DB: Backend>(mut lease: Lease<DB>, sql: String) -> Result<()> {
    let sql = AssertSqlSafe(sql).into_sql_str();
    let response = lease.response();
    let result = limited(response, DB::execute(lease.connection(), sql, DB::Arguments::default())).await;
    let result = result.map(drop).map_err(connection_failure::<DB>);
    lease.give_back(&result);
    result
}
