//! Numbering the rows of a tenant.
//!
//! A counter holds the last number of each tenant. It changes in the transaction that inserts the rows, so a row that is
//! not inserted leaves no gap. It stays locked until that transaction ends, so no number is given twice.

use sqlx::SqlStr;

use super::diagnose::violated_constraint;
use super::parents::{missing_parent, require_parents};
use super::statements;
use crate::backend::Backend;
use crate::error::Result;
use crate::sql::{Args, Statement};
use crate::statements::Numbering;
use crate::stored::AnyRow;
use crate::table::Table;
use crate::tenant::ErasedScope;

/// Takes the next `count` numbers of the tenant of a row, and returns the last of them.
pub(super) async fn take<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    numbering: &'static Numbering,
    row: &dyn AnyRow,
    count: i64,
) -> Result<i64> {
    let last = add_to_counter(connection, scope, numbering, row, count).await?;
    if last != count {
        return Ok(last);
    }
    // The counter is new, but the rows may not be: the column may have been filled before it was numbered.
    let (sql, arguments) = Args::new(scope).tenant_of(row)?.of(numbering.highest);
    match number_of::<DB>(connection, sql, arguments).await.map_err(|error| scope.failure(error))? {
        None | Some(0) => Ok(last),
        Some(highest) => add_to_counter(connection, scope, numbering, row, highest).await,
    }
}

async fn add_to_counter<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    numbering: &'static Numbering,
    row: &dyn AnyRow,
    count: i64,
) -> Result<i64> {
    let (sql, arguments) = Args::new(scope).tenant_of(row)?.integer(count)?.of(numbering.take);
    DB::take_numbers(connection, sql, arguments).await.map_err(|error| scope.failure(error))
}

/// Runs a statement that returns at most one number.
async fn number_of<DB: Backend>(
    connection: &mut DB::Connection,
    sql: SqlStr,
    arguments: DB::Arguments,
) -> Result<Option<i64>, sqlx::Error> {
    let row = DB::fetch_optional(connection, sql, arguments).await?;
    row.as_ref().map(|row| DB::integer(row, 0)).transpose()
}

/// Sets the number of a row.
pub(super) fn set(table: &Table, row: &mut dyn AnyRow, number: i64) {
    let value = table.numbering.as_ref().and_then(|numbering| row.value_mut(numbering.column));
    if let Some(value) = value.and_then(|value| value.downcast_mut()) {
        *value = number;
    }
}

/// Numbers a row and inserts it in one statement.
pub(super) async fn insert<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    [begin, end]: [&'static str; 2],
    row: &mut dyn AnyRow,
) -> Result<()> {
    // The number of a new row is 1, which is how many numbers to take.
    set(scope.stored.table, row, 1);
    let arguments = Args::new(scope).rows(&[row], statements(scope)?.width)?.finish();
    let mut statement = Statement::<DB>::with(begin, arguments);
    require_parents(&mut statement, scope, row)?;
    statement.push(end);
    let (sql, arguments) = statement.finish();
    match number_of::<DB>(connection, sql, arguments).await {
        Ok(Some(number)) => {
            set(scope.stored.table, row, number);
            Ok(())
        }
        Ok(None) => Err(missing_parent(connection, scope, row).await),
        Err(error) => Err(violated_constraint(connection, scope, scope.failure(error), &[row]).await),
    }
}
