//! Finds the violated constraint, if the database does not report it.

use super::select::{count, counting};
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::query::Rows;
use crate::sql::statement::Statement;
use crate::stored::{AnyRow, AnyValue};
use crate::table::Table;
use crate::tenant::ErasedScope;
use crate::violation::dangling_key;
use crate::violation::referenced;
use crate::violation::taken_id;

/// Returns the error for rows that could not be stored, with the violated constraint.
///
/// It queries the database only after an error, and only a database that does not report the name.
pub(super) async fn violated_constraint<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    error: Error,
    rows: &[&dyn AnyRow],
) -> Error {
    let names_constraint = error.is_foreign_key() || error.is_conflict();
    if DB::NAMES_CONSTRAINTS || !names_constraint {
        return error;
    }
    // Boxed, since it is rare: otherwise the future of every call would reserve space for it.
    Box::pin(find_constraint(connection, scope, error, rows)).await
}

async fn find_constraint<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    error: Error,
    rows: &[&dyn AnyRow],
) -> Error {
    for row in rows {
        let found = match error.constraint() {
            None if error.is_foreign_key() => dangling(connection, scope, *row).await,
            Some(name) if error.is_conflict() && name != Table::PRIMARY_KEY => {
                taken(connection, scope, *row).await
            }
            _ => return error,
        };
        match found {
            Ok(Some(found)) => return found.of(scope.stored.table.name).with_source(error),
            Ok(None) => {}
            // The first error remains the best answer; the second one determines the state of the connection.
            Err(second) => return error.with_aftermath(second.aftermath()),
        }
    }
    error
}

/// A taken id takes precedence over other taken values, because it shows a caller that a call was repeated.
async fn taken<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    row: &dyn AnyRow,
) -> Result<Option<Error>> {
    let table = scope.stored.table;
    let is_taken = row_exists(connection, scope, table, table.id, row).await?;
    Ok(is_taken.then(|| taken_id(table)))
}

/// Returns the error for the first reference to a row that does not exist.
async fn dangling<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    row: &dyn AnyRow,
) -> Result<Option<Error>> {
    for key in scope.stored.table.foreign_keys {
        let is_null = scope.stored.scalar(key.column, row).is_null();
        if !is_null && !row_exists(connection, scope, (key.parent)(), key.column, row).await? {
            return Ok(Some(dangling_key(scope.stored.table, key)));
        }
    }
    Ok(None)
}

/// Returns `true` if a table has a row, live or deleted, whose id is the value of a column of `row`.
pub(super) async fn row_exists<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    table: &'static Table,
    column: usize,
    row: &dyn AnyRow,
) -> Result<bool> {
    let mut statement = Statement::<DB>::new();
    statement.push("SELECT 1");
    statement.rows_of_table(scope, table, Rows::All, |args| args.tenant_of(row))?;
    statement.name(table.columns[table.id].name).push(" = ").placeholder();
    statement.bind(scope, |args| args.value(column, row))?;
    let (sql, arguments) = statement.finish();
    let found = DB::fetch_optional(connection, sql, arguments).await.map_err(|error| scope.failure(error))?;
    Ok(found.is_some())
}

/// Returns the error for rows that could not be removed because others refer to them, with the name of the referring table.
///
/// It queries the database only if the error does not contain the name.
pub(super) async fn name_referrer<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    error: Error,
    ids: &[&AnyValue],
) -> Error {
    let named = referring_table::<DB>(&error);
    let table = match named {
        None if !DB::NAMES_CONSTRAINTS => {
            // Boxed, since it is rare: otherwise the future of every call would reserve space for it.
            Box::pin(referrer(connection, scope, ids)).await.unwrap_or_default()
        }
        named => named,
    };
    referenced(table.as_deref()).of(scope.stored.table.name).with_source(error)
}

/// Like [`name_referrer`], but without querying the database.
pub(super) fn named_referrer<DB: Backend>(scope: ErasedScope<'_, DB>, error: Error) -> Error {
    if !error.is_foreign_key() {
        return error;
    }
    referenced(referring_table::<DB>(&error).as_deref()).of(scope.stored.table.name).with_source(error)
}

/// Returns the table whose reference an error reports.
fn referring_table<DB: Backend>(error: &Error) -> Option<String> {
    let source = std::error::Error::source(error)?.downcast_ref::<sqlx::Error>()?;
    source.as_database_error().and_then(DB::referring_table)
}

/// Finds a table with rows that refer to one of the rows with these ids.
async fn referrer<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    ids: &[&AnyValue],
) -> Result<Option<String>> {
    let referring =
        DB::referring(connection, scope.stored.table.name).await.map_err(|error| scope.failure(error))?;
    for table in referring {
        let mut statement = counting(scope, Rows::All)?;
        statement.push(" AND ").name(scope.stored.table.columns[scope.stored.table.id].name).push(" IN (");
        statement.placeholders(ids.len()).push(") AND ").push(&table.condition::<DB>(scope.stored.table));
        statement.bind(scope, |args| args.ids(ids))?;
        if count(connection, statement, scope).await? > 0 {
            return Ok(Some(table.table));
        }
    }
    Ok(None)
}
