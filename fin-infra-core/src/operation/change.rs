//! Running a statement that changes one row.

use super::read::{fetch_changed, find, find_by_id};
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::sql::{Bound, Statement, transaction_unless_inside};
use crate::stored::{AnyRow, AnyValue, RowSink, StoredTable};
use crate::table::Table;
use crate::tenant::ErasedScope;

/// Runs a statement that changes one row, and reads the changed row. If the database cannot return it, this reads the row
/// again. Returns whether there was a row.
pub(super) async fn change_one<DB: Backend>(
    connection: &mut DB::Connection,
    statement: Bound<DB>,
    scope: ErasedScope<'_, DB>,
    id: &AnyValue,
    found: &mut dyn RowSink<DB>,
) -> Result<bool> {
    if DB::RETURNING {
        return fetch_changed(connection, statement, scope, found).await;
    }
    let mut transaction = transaction_unless_inside::<DB>(connection).await?;
    let is_found = change_and_find(transaction.connection(), statement, scope, id, found).await;
    transaction.finish(is_found).await
}

async fn change_and_find<DB: Backend>(
    connection: &mut DB::Connection,
    (sql, arguments): Bound<DB>,
    scope: ErasedScope<'_, DB>,
    id: &AnyValue,
    found: &mut dyn RowSink<DB>,
) -> Result<bool> {
    match DB::execute(connection, sql, arguments).await.map_err(|error| scope.failure(error))? {
        0 => Ok(false),
        _ => find(connection, scope, id, found).await,
    }
}

/// Writes the managed columns that every change of a row sets.
pub(super) fn touch<DB: Backend>(statement: &mut Statement<DB>, table: &Table) {
    if let Some(ordinal) = table.updated_at {
        statement.push(", ").name(table.columns[ordinal].name).push(" = ").placeholder();
    }
    if let Some(ordinal) = table.version {
        let name = table.columns[ordinal].name;
        statement.push(", ").name(name).push(" = ").name(name).push(" + 1");
    }
}

/// Returns the error for a statement that changed nothing: there is no such row, or its version differs.
pub(super) async fn missing<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    id: &AnyValue,
    version: Option<i64>,
) -> Error {
    let found = match version {
        Some(_) => exists(connection, scope, id).await,
        None => Ok(false),
    };
    let error = match found {
        Ok(true) => Error::stale_version(),
        Ok(false) => Error::not_found(),
        Err(error) => return error,
    };
    error.of(scope.stored.table.name)
}

/// Returns whether there is a live row.
async fn exists<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    id: &AnyValue,
) -> Result<bool> {
    let (sql, arguments) = find_by_id(scope, id)?;
    let row = DB::fetch_optional(connection, sql, arguments).await;
    Ok(row.map_err(|error| scope.failure(error))?.is_some())
}

/// Returns an error if the version of a row is not the expected one.
pub(super) fn check_version<DB: Backend>(
    stored: &StoredTable<DB>,
    expected: Option<i64>,
    row: &dyn AnyRow,
) -> Result<()> {
    match expected.is_none() || expected == stored.version(row) {
        true => Ok(()),
        false => Err(Error::stale_version()),
    }
}
