//! The tenant setting that row-level security policies read, and whether the policies apply to the connection's role.

use sqlx::SqlSafeStr;

use super::{Statement, connection_failure};
use crate::backend::{Backend, RowSecurity};
use crate::column::Medium;
use crate::error::{Error, Result};
use crate::stored::{AnyValue, StoredTable};
use crate::tenant::ErasedScope;
use crate::value::Scalar;

/// The statement that sets a tenant, in the form in which its column would store it.
pub(crate) fn setting<DB: Backend>(
    security: &'static RowSecurity,
    scope: ErasedScope<'_, DB>,
    tenant: &AnyValue,
) -> Result<Statement<DB>> {
    let mut arguments = DB::Arguments::default();
    (scope.stored.typed.add_normalized_tenant)(tenant, &mut arguments)?;
    let sql_type = scope.stored.table.tenant.map_or("".into(), |ordinal| scope.stored.sql_type(ordinal));
    Ok(setting_of_type(security, arguments, &sql_type))
}

/// A connection caches prepared statements by their text, and prepares each for the types of its first arguments. The
/// type is therefore part of the text, as a comment.
fn setting_of_type<DB: Backend>(
    security: &'static RowSecurity,
    arguments: DB::Arguments,
    sql_type: &str,
) -> Statement<DB> {
    let mut statement = Statement::with(security.set_tenant, arguments);
    statement.push(sql_type);
    statement
}

/// Sets a tenant, by its text, for the rest of the connection's current transaction.
pub(crate) async fn set_tenant<DB: Backend>(connection: &mut DB::Connection, tenant: &str) -> Result<()> {
    let Some(security) = DB::ROW_SECURITY else { return Ok(()) };
    let mut arguments = DB::Arguments::default();
    <DB as Backend>::add_text(Some(tenant.to_owned()), &mut arguments)
        .map_err(|error| Error::invalid("tenant", "cannot be encoded").with_source(error))?;
    let (sql, arguments) = setting_of_type::<DB>(security, arguments, "text").finish();
    let set = DB::fetch_optional(connection, sql, arguments).await;
    set.map(drop).map_err(connection_failure::<DB>)
}

/// Rejects an empty string as the tenant of a resource with `rls`, on every store: to the policies, it means no tenant.
pub(crate) fn check_tenant<M: Medium>(scope: ErasedScope<'_, M>) -> Result<()> {
    let table = scope.stored.table;
    match (table.tenant, scope.tenant) {
        (Some(ordinal), Some(tenant)) if table.rls && is_empty(scope.stored, ordinal, tenant) => {
            let reason = "must not be empty: to row-level security, an empty tenant means none";
            Err(Error::invalid(table.columns[ordinal].field, reason))
        }
        _ => Ok(()),
    }
}

fn is_empty<M: Medium>(stored: &StoredTable<M>, ordinal: usize, tenant: &AnyValue) -> bool {
    match stored.columns[ordinal].scalar(Some(tenant)) {
        Scalar::Text(text) => text.is_empty(),
        // The encoding of a type that wraps a string, preceded by its length if the database needs that.
        Scalar::Bytes(bytes) => bytes.is_empty() || bytes == [0] && is_text(&stored.sql_type(ordinal)),
        _ => false,
    }
}

fn is_text(sql_type: &str) -> bool {
    let sql_type = sql_type.to_ascii_uppercase();
    ["CHAR", "TEXT"].iter().any(|text| sql_type.contains(text))
}

/// Rejects reading the rows of all tenants if the policies hide them. Otherwise, nothing would be found, for no visible
/// reason.
pub(crate) async fn check_inactive<DB: Backend>(
    security: &'static RowSecurity,
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
) -> Result<()> {
    let found = ask_about::<DB>(connection, security.is_active, scope.stored.table.name).await;
    match found.map_err(|error| scope.failure(error))? {
        false => Ok(()),
        true => Err(Error::database(
            "row-level security hides the rows of all tenants from the role of this connection: for operators' jobs, \
             connect as a role with BYPASSRLS",
        )),
    }
}

/// Returns `true` if a query about a table returns a row.
pub async fn ask_about<DB: Backend>(
    connection: &mut DB::Connection,
    question: &'static str,
    table: &str,
) -> Result<bool, sqlx::Error> {
    Ok(answer_about::<DB>(connection, question, table).await?.is_some())
}

/// Returns the row of a query about a table.
pub async fn answer_about<DB: Backend>(
    connection: &mut DB::Connection,
    question: &'static str,
    table: &str,
) -> Result<Option<DB::Row>, sqlx::Error> {
    let mut name = String::new();
    DB::quote(table, &mut name);
    let mut arguments = DB::Arguments::default();
    <DB as Backend>::add_text(Some(name), &mut arguments).map_err(sqlx::Error::Encode)?;
    DB::fetch_optional(connection, question.into_sql_str(), arguments).await
}
