//! Operations on tables with row-level security: in a transaction in which the tenant is set.
//!
//! The tenant is set until the transaction ends and no longer, so that a connection never keeps a tenant between two
//! calls: not if a call was dropped halfway, and not if a proxy assigns a connection to each transaction.

use crate::backend::{Backend, RowSecurity};
use crate::error::Result;
use crate::operation::Plan;
use crate::sql::row_security::{check_inactive, setting};
use crate::sql::{Statement, transaction_unless_inside};
use crate::tenant::ErasedScope;

/// Runs a plan so that the policies permit it: in a transaction with its tenant or, for all tenants, as a role that
/// bypasses the policies.
pub(super) async fn run<DB: Backend>(
    security: &'static RowSecurity,
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    plan: &mut Plan<'_, DB>,
) -> Result<()> {
    let Some(tenant) = scope.tenant else {
        check_inactive(security, connection, scope).await?;
        return plan.run(connection, scope).await;
    };
    let set = setting(security, scope, tenant)?;
    let mut within = transaction_unless_inside::<DB>(connection).await?;
    let result = run_with_tenant_setting(within.connection(), set, scope, plan).await;
    within.finish(result).await
}

async fn run_with_tenant_setting<DB: Backend>(
    connection: &mut DB::Connection,
    set: Statement<DB>,
    scope: ErasedScope<'_, DB>,
    plan: &mut Plan<'_, DB>,
) -> Result<()> {
    let (sql, arguments) = set.finish();
    DB::fetch_optional(connection, sql, arguments).await.map_err(|error| scope.failure(error))?;
    plan.run(connection, scope).await
}
