//! Questions about the protection of tables.

use super::connections::Connections;
use super::{Db, Kind};
use crate::backend::RlsGap;
use crate::backend::{Backend, RowSecurity};
use crate::error::Result;
use crate::sql::connection_failure;
use crate::sql::row_security::ask_about;
use crate::sql::{finish, transaction};
use crate::timeout::limited;

impl Db {
    /// What keeps row-level security from protecting a table; none where the database has no such thing.
    pub(crate) async fn row_security_gaps(&self, table: &'static str) -> Result<Option<Vec<RlsGap>>> {
        match &self.0 {
            #[cfg(feature = "sqlite")]
            Kind::Sqlite(connections) => gaps_in(connections, table).await,
            #[cfg(feature = "postgres")]
            Kind::Postgres(connections) => gaps_in(connections, table).await,
            #[cfg(feature = "mysql")]
            Kind::MySql(connections) => gaps_in(connections, table).await,
            Kind::Memory(_) => Ok(None),
        }
    }
}

async fn gaps_in<DB: Backend>(
    connections: &Connections<DB>,
    table: &'static str,
) -> Result<Option<Vec<RlsGap>>> {
    let Some(security) = DB::ROW_SECURITY else { return Ok(None) };
    let mut lease = connections.lease().await?;
    let response = lease.waits.response;
    let gaps = limited(response, gaps::<DB>(security, lease.connection(), table)).await;
    lease.give_back(&gaps);
    gaps.map(Some)
}

/// It asks in one transaction, since a proxy may give each another connection.
async fn gaps<DB: Backend>(
    security: &'static RowSecurity,
    connection: &mut DB::Connection,
    table: &'static str,
) -> Result<Vec<RlsGap>> {
    let mut transaction = transaction::<DB>(connection).await?;
    let gaps = ask::<DB>(security, &mut transaction, table).await;
    finish(transaction, gaps.map_err(|error| connection_failure::<DB>(error).of(table))).await
}

async fn ask<DB: Backend>(
    security: &'static RowSecurity,
    connection: &mut DB::Connection,
    table: &'static str,
) -> Result<Vec<RlsGap>, sqlx::Error> {
    if ask_about::<DB>(connection, security.table_is_missing, table).await? {
        return Ok(vec![RlsGap::NoTable]);
    }
    let mut gaps = Vec::new();
    for &(gap, question) in security.gaps {
        if ask_about::<DB>(connection, question, table).await? {
            gaps.push(gap);
        }
    }
    Ok(gaps)
}
