//! Operations on tables with row-level security: in a transaction in which the tenant is set.
//!
//! The tenant is set until the transaction ends and no longer, so that a connection never keeps a tenant between two
//! calls: not if a call was dropped halfway, and not if a proxy assigns a connection to each transaction.

use crate::backend::{Backend, RowSecurity};
use crate::error::Result;
use crate::operation::Operation;
use crate::resource::SqlTable;
use crate::sql::row_security::{check_inactive, setting};
use crate::sql::{Statement, failure, transaction_unless_inside};
use crate::tenant::Scope;

/// Runs an operation so that the policies permit it: in a transaction with its tenant or, for all tenants, as a role
/// that bypasses the policies.
pub(super) async fn run<R: SqlTable<DB>, DB: Backend, O: Operation<R>>(
    security: &'static RowSecurity,
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    operation: &mut O,
) -> Result<O::Output> {
    let Scope::Tenant(tenant) = scope else {
        check_inactive::<R, DB>(security, connection).await?;
        return operation.sql::<DB>(connection, scope).await;
    };
    let set = setting::<R, DB>(security, tenant)?;
    let mut within = transaction_unless_inside::<DB>(connection).await?;
    let result = run_with_tenant_setting::<R, DB, O>(within.connection(), set, scope, operation).await;
    within.finish(result).await
}

async fn run_with_tenant_setting<R: SqlTable<DB>, DB: Backend, O: Operation<R>>(
    connection: &mut DB::Connection,
    set: Statement<DB>,
    scope: &Scope<R>,
    operation: &mut O,
) -> Result<O::Output> {
    let (sql, arguments) = set.finish();
    DB::fetch_optional(connection, sql, arguments).await.map_err(failure::<R, DB>)?;
    operation.sql::<DB>(connection, scope).await
}
