//! Checks of row-level security.

use std::fmt;

use fin_infra_core::internal::{
    AnyLease, Lease, RlsGap, RowSecurity, answer_about, ask_about, connection_failure, finish, limited,
    transaction,
};
use fin_infra_core::{Backend, Db, Result};

/// A table that row-level security does not protect, with the reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unprotected {
    /// The table's name.
    pub table: &'static str,
    /// The reasons; never empty.
    pub gaps: Vec<RlsGap>,
    /// Messages about views through which the role bypasses the policies, with what to do.
    pub views: Vec<String>,
}

/// The reasons why row-level security does not protect a table, with no gaps if it does; `None` if the database has no
/// row-level security.
pub(crate) async fn row_security_gaps(db: &Db, table: &'static str) -> Result<Option<Unprotected>> {
    match db.lease().await? {
        #[cfg(feature = "sqlite")]
        Some(AnyLease::Sqlite(lease)) => gaps_in(lease, table).await,
        #[cfg(feature = "postgres")]
        Some(AnyLease::Postgres(lease)) => gaps_in(lease, table).await,
        #[cfg(feature = "mysql")]
        Some(AnyLease::MySql(lease)) => gaps_in(lease, table).await,
        None => Ok(None),
    }
}

async fn gaps_in<DB: Backend>(mut lease: Lease<DB>, table: &'static str) -> Result<Option<Unprotected>> {
    let Some(security) = DB::ROW_SECURITY else {
        lease.give_back(&Ok(()));
        return Ok(None);
    };
    let response = lease.response();
    let gaps = limited(response, gaps::<DB>(security, lease.connection(), table)).await;
    lease.give_back(&gaps);
    gaps.map(Some)
}

/// It uses one transaction, since a proxy may use another server connection for each.
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

impl fmt::Display for Unprotected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gaps = self.gaps.iter().filter(|gap| **gap != RlsGap::View).map(ToString::to_string);
        let gaps: Vec<_> = gaps.chain(self.views.iter().cloned()).collect();
        write!(f, "{}: {}", self.table, gaps.join("; "))
    }
}
