//! Operations under the policies of a database: in a transaction with their tenant.
//!
//! It is set until the transaction ends and never longer, so that a connection holds no tenant between two calls: not
//! when a call was dropped half way, and not where a proxy gives each transaction another connection.

use crate::backend::{Backend, RowSecurity};
use crate::error::Result;
use crate::operation::Operation;
use crate::resource::SqlTable;
use crate::sql::row_security::{check_inactive, setting};
use crate::sql::{Statement, failure, transaction_unless_inside};
use crate::tenant::Scope;

/// Runs an operation where the policies let it: in a transaction with its tenant, or as a role that has none.
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
