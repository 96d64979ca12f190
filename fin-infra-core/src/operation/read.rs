//! Reading rows.

use futures_util::TryStreamExt;
use sqlx::Connection as _;
use tokio::task::consume_budget;

use super::statements;
use crate::backend::Backend;
use crate::column::InMemory;
use crate::error::Result;
use crate::limits;
use crate::memory::Row;
use crate::sql::statement::Statement;
use crate::sql::{Args, Bound};
use crate::stored::{AnyRow, AnyValue, RowSink};
use crate::table::Table;
use crate::tenant::ErasedScope;
use crate::timeout::answered;

/// The maximum number of ids of one statement.
pub(super) const IDS_PER_STATEMENT: usize = 500;

/// Returns an error if there are more ids than one call accepts.
pub(crate) fn check_ids(table: &Table, ids: usize) -> Result<()> {
    limits::check(table.columns[table.id].field, "ids", ids, limits::MAX_IDS)
}

/// Finds a live row, and returns whether there is one.
pub(super) async fn find<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    id: &AnyValue,
    found: &mut dyn RowSink<DB>,
) -> Result<bool> {
    fetch_one(connection, find_by_id(scope, id)?, scope, found).await
}

/// The statement that finds a live row.
pub(super) fn find_by_id<DB: Backend>(scope: ErasedScope<'_, DB>, id: &AnyValue) -> Result<Bound<DB>> {
    Ok(Args::new(scope).tenant()?.id(id)?.of(statements(scope)?.find))
}

/// Reads at most one row, and returns whether there is one.
pub(super) async fn fetch_one<DB: Backend>(
    connection: &mut DB::Connection,
    (sql, arguments): Bound<DB>,
    scope: ErasedScope<'_, DB>,
    found: &mut dyn RowSink<DB>,
) -> Result<bool> {
    found.start(1);
    let row = DB::fetch_optional(connection, sql, arguments).await.map_err(|error| scope.failure(error))?;
    match row {
        Some(row) => found.push(&row).map(|()| true),
        None => Ok(false),
    }
}

/// Runs a statement that changes a row, and reads the row that it returns.
pub(super) async fn fetch_changed<DB: Backend>(
    connection: &mut DB::Connection,
    statement: Bound<DB>,
    scope: ErasedScope<'_, DB>,
    found: &mut dyn RowSink<DB>,
) -> Result<bool> {
    // Outside a transaction, the change is already permanent when its row is read.
    let is_permanent = !connection.is_in_transaction();
    let row = fetch_one(connection, statement, scope, found).await;
    row.map_err(|error| match is_permanent && error.is_unreadable() {
        true => error.of_a_changed_row(),
        false => error,
    })
}

/// Reads a row that only the operation uses. The row is boxed, so use this on rare paths only.
pub(super) async fn fetch_boxed<DB: Backend>(
    connection: &mut DB::Connection,
    (sql, arguments): Bound<DB>,
    scope: ErasedScope<'_, DB>,
) -> Result<Option<Box<dyn AnyRow>>> {
    let row = DB::fetch_optional(connection, sql, arguments).await.map_err(|error| scope.failure(error))?;
    row.as_ref().map(|row| (scope.stored.typed.decode)(row)).transpose()
}

/// Adds the rows that a statement returns to those that were found.
pub(super) async fn fetch_all<DB: Backend>(
    connection: &mut DB::Connection,
    statement: Statement<DB>,
    scope: ErasedScope<'_, DB>,
    found: &mut dyn RowSink<DB>,
) -> Result<()> {
    fetch(connection, statement, found).await.map_err(|error| scope.failure(error))?
}

/// Like [`fetch_all`]. A row that cannot be decoded is not an error of the database, so it is returned separately.
pub(super) async fn fetch<DB: Backend>(
    connection: &mut DB::Connection,
    statement: Statement<DB>,
    found: &mut dyn RowSink<DB>,
) -> std::result::Result<Result<()>, sqlx::Error> {
    let (sql, arguments) = statement.finish();
    let mut stream = DB::fetch(connection, sql, arguments);
    answered(async {
        while let Some(row) = stream.try_next().await? {
            if let Err(error) = found.push(&row) {
                return Ok(Err(error));
            }
            // Rows that come faster than they are read must not keep others from running, such as a timeout.
            consume_budget().await;
        }
        Ok(Ok(()))
    })
    .await
}

/// Passes on a row of the memory store, if there is one.
pub(super) fn found_in_memory(row: Option<Row>, found: &mut dyn RowSink<InMemory>) -> Result<()> {
    found.start(1);
    row.map_or(Ok(()), |row| found.push(&row))
}
