//! Questions about the protection of tables.

use super::effective::Unprotected;
use crate::backend::RlsGap;
use crate::backend::{Backend, RowSecurity};
use crate::error::Result;
use crate::sql::row_security::{answer_about, ask_about};
use crate::sql::{connection_failure, finish, transaction};
use crate::store::{Connections, Db, Kind};
use crate::timeout::limited;

impl Db {
    /// What keeps row-level security from protecting a table, without gaps if nothing does; none where the database has no such
    /// thing.
    pub(crate) async fn row_security_gaps(&self, table: &'static str) -> Result<Option<Unprotected>> {
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
) -> Result<Option<Unprotected>> {
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
) -> Result<Unprotected> {
    let mut transaction = transaction::<DB>(connection).await?;
    let gaps = ask::<DB>(security, &mut transaction, table).await;
    finish(transaction, gaps.map_err(|error| connection_failure::<DB>(error).of(table))).await
}

async fn ask<DB: Backend>(
    security: &'static RowSecurity,
    connection: &mut DB::Connection,
    table: &'static str,
) -> Result<Unprotected, sqlx::Error> {
    if ask_about::<DB>(connection, security.table_is_missing, table).await? {
        return Ok(Unprotected { table, gaps: vec![RlsGap::NoTable], views: Vec::new() });
    }
    let mut gaps = Vec::new();
    for &(gap, question) in security.gaps {
        if ask_about::<DB>(connection, question, table).await? {
            gaps.push(gap);
        }
    }
    let row = answer_about::<DB>(connection, security.views, table).await?;
    let views =
        row.map(|row| DB::get_json::<Vec<String>>(&row, 0)).transpose().map_err(sqlx::Error::Decode)?;
    let views = views.flatten().unwrap_or_default();
    if !views.is_empty() {
        gaps.push(RlsGap::View);
    }
    Ok(Unprotected { table, gaps, views })
}
