//! What the migrations ask of a database.

use std::time::Duration;

use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::inspect;
use super::model::Schema;
use crate::backend::Backend;
use crate::error::Result;
use crate::migrate::definition::Database;
use crate::sql::connection_failure;
use crate::store::{Connections, Db, Kind, Lease};
use crate::timeout::{NoAnswer, limited, within};

impl Db {
    /// Which kind of database it is; none in memory.
    pub(crate) fn database(&self) -> Option<Database> {
        match &self.0 {
            #[cfg(feature = "sqlite")]
            Kind::Sqlite(_) => Some(Database::Sqlite),
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => Some(Database::Postgres),
            #[cfg(feature = "mysql")]
            Kind::MySql(_) => Some(Database::MySql),
            Kind::Memory(_) => None,
        }
    }

    /// The tables that are there, of those that are wanted.
    pub(crate) async fn inspect(&self, wanted: &Schema) -> Result<Schema> {
        match &self.0 {
            #[cfg(feature = "sqlite")]
            Kind::Sqlite(connections) => {
                let mut lease = connections.lease().await?;
                let limit = limit(&lease, wanted);
                inspected(
                    within(limit, NoAnswer::Harmless, inspect::sqlite(lease.connection(), wanted)).await,
                    lease,
                )
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres(connections) => {
                let mut lease = connections.lease().await?;
                let limit = limit(&lease, wanted);
                inspected(
                    within(limit, NoAnswer::Harmless, inspect::postgres(lease.connection(), wanted)).await,
                    lease,
                )
            }
            #[cfg(feature = "mysql")]
            Kind::MySql(connections) => {
                let mut lease = connections.lease().await?;
                let limit = limit(&lease, wanted);
                inspected(
                    within(limit, NoAnswer::Harmless, inspect::mysql(lease.connection(), wanted)).await,
                    lease,
                )
            }
            Kind::Memory(_) => Ok(Schema::default()),
        }
    }

    /// Runs a statement that the migrations rendered.
    pub(crate) async fn execute_ddl(&self, sql: String) -> Result<()> {
        match &self.0 {
            #[cfg(feature = "sqlite")]
            Kind::Sqlite(connections) => execute_ddl(connections, sql).await,
            #[cfg(feature = "postgres")]
            Kind::Postgres(connections) => execute_ddl(connections, sql).await,
            #[cfg(feature = "mysql")]
            Kind::MySql(connections) => execute_ddl(connections, sql).await,
            Kind::Memory(_) => Ok(()),
        }
    }
}

/// How long it may take: each table is a few short statements.
fn limit<DB: Backend>(lease: &Lease<DB>, wanted: &Schema) -> Duration {
    let tables = u32::try_from(wanted.tables.len()).unwrap_or(u32::MAX);
    lease.waits.response.saturating_mul(tables.max(1))
}

fn inspected<DB: Backend>(
    found: std::result::Result<Schema, sqlx::Error>,
    lease: Lease<DB>,
) -> Result<Schema> {
    let found = found.map_err(connection_failure::<DB>);
    lease.give_back(&found);
    found
}

async fn execute_ddl<DB: Backend>(connections: &Connections<DB>, sql: String) -> Result<()> {
    let mut lease = connections.lease().await?;
    let sql = AssertSqlSafe(sql).into_sql_str();
    let response = lease.waits.response;
    let result = limited(response, DB::execute(lease.connection(), sql, DB::Arguments::default())).await;
    let result = result.map(drop).map_err(connection_failure::<DB>);
    lease.give_back(&result);
    result
}
