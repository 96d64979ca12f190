//! Selecting the rows that match a scope, a filter and a search.

use super::reads;
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::memory::Row;
use crate::predicate::Conditions;
use crate::query::{Rows, Selected};
use crate::row::Columns;
use crate::sql::Statement;
use crate::statements::{Reads, Selection};
use crate::tenant::ErasedScope;

/// Writes a query for the rows that match the scope, filter and search.
pub(super) fn select<DB: Backend>(
    statement: &mut Statement<DB>,
    scope: ErasedScope<'_, DB>,
    selected: Selected<'_, DB>,
    selection: &Selection,
) -> Result<()> {
    statement.scoped(selection.of(selected.rows), scope)?;
    filter(statement, scope, selected)
}

/// Begins a query for rows of a scope, with all of their columns or with some. Conditions may follow.
pub(super) fn select_columns<DB: Backend>(
    statement: &mut Statement<DB>,
    scope: ErasedScope<'_, DB>,
    reads: &Reads,
    rows: Rows,
    columns: Option<&Columns>,
) -> Result<()> {
    match columns {
        None => statement.scoped(reads.select.of(rows), scope),
        Some(columns) => statement.select(scope.stored.table, columns).scoped(reads.rows.of(rows), scope),
    }
}

/// Returns all columns of a row in memory, or some.
pub(super) fn of_columns(row: Row, columns: Option<&Columns>) -> Row {
    match columns {
        None => row,
        Some(columns) => columns.of_row(&row).into(),
    }
}

/// Writes the conditions of a filter and of a search.
pub(super) fn filter<DB: Backend>(
    statement: &mut Statement<DB>,
    scope: ErasedScope<'_, DB>,
    selected: Selected<'_, DB>,
) -> Result<()> {
    let table = scope.stored.table;
    let mut conditions = Conditions::<DB>::after(std::mem::take(&mut statement.arguments));
    selected.filter.conditions(&mut conditions)?;
    statement.arguments = conditions.arguments;
    statement.clauses(table, &conditions.clauses);
    selected.folded_searches()?.try_for_each(|text| statement.search(table, &text))
}

/// Begins a statement that counts rows of a scope. A further condition may follow.
pub(super) fn counting<DB: Backend>(scope: ErasedScope<'_, DB>, rows: Rows) -> Result<Statement<DB>> {
    let mut statement = Statement::new();
    statement.push("SELECT COUNT(*)").scoped(reads(scope)?.rows.of(rows), scope)?;
    Ok(statement)
}

/// Runs a statement that counts.
pub(super) async fn count<DB: Backend>(
    connection: &mut DB::Connection,
    statement: Statement<DB>,
    scope: ErasedScope<'_, DB>,
) -> Result<u64> {
    let (sql, arguments) = statement.finish();
    let row = DB::fetch_optional(connection, sql, arguments).await.map_err(|error| scope.failure(error))?;
    let count = row.map_or(Ok(0), |row| DB::integer(&row, 0)).map_err(|error| scope.failure(error))?;
    u64::try_from(count).map_err(|_| Error::database("the database returned a negative count"))
}
