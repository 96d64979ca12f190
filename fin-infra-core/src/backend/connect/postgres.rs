//! PostgreSQL.

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Postgres, SqlStr};

use super::Connects;
use crate::error::Result;
use crate::options::DbOptions;
use crate::timeout::answered;

impl Connects for Postgres {
    async fn run_raw(connection: &mut Self::Connection, sql: SqlStr) -> Result<(), sqlx::Error> {
        answered(sqlx::raw_sql(sql).execute(connection)).await.map(drop)
    }

    fn tuned(options: PgConnectOptions, _url: &str, settings: &DbOptions) -> Result<PgConnectOptions> {
        let mut options = options.disable_statement_logging();
        if let Some(name) = &settings.application_name {
            options = options.application_name(name);
        }
        if let Some(limit) = settings.statement_timeout {
            // As a startup parameter, not as a separate statement: with a proxy that assigns a connection to each
            // transaction, the statement would affect another client's connection.
            options = options.options([("statement_timeout", limit.as_millis())]);
        }
        Ok(settings.postgres_options.apply(options))
    }
}
