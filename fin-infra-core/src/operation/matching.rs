//! The rows of a change by condition.

use super::select::filter;
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::limits;
use crate::query::{LockWait, Rows, Selected};
use crate::sql::{Args, Statement};
use crate::tenant::ErasedScope;

/// Completes a change of the live rows of a scope: the conditions of a filter, and a limit.
pub(super) fn complete<DB: Backend>(
    statement: &mut Statement<DB>,
    scope: ErasedScope<'_, DB>,
    selected: Selected<'_, DB>,
    limit: Option<u32>,
) -> Result<()> {
    filter(statement, scope, selected)?;
    let Some(limit) = limit else { return Ok(()) };
    let id = scope.stored.table.columns[scope.stored.table.id].name;
    if DB::LIMITS_CHANGES {
        statement.push(" ORDER BY ").name(id).push(" LIMIT ").push_number(limit.into());
        return Ok(());
    }
    // The rows are locked before they are counted, so that a row that another transaction changes is not one of them. An
    // array is computed once; the rows of `IN` may be selected again for each row of the table.
    let (start, end) = if DB::FOR_UPDATE.is_empty() { (" IN (", ")") } else { (" = ANY(ARRAY(", "))") };
    statement.push(" AND ").name(id).push(start).push("SELECT ").name(id);
    statement.rows_of_table(scope, scope.stored.table, Rows::Live, Args::tenant)?.push("TRUE");
    filter(statement, scope, selected)?;
    statement.push(" ORDER BY ").name(id).push(" LIMIT ").push_number(limit.into());
    statement.for_update(LockWait::Wait).push(end);
    Ok(())
}

/// Returns an error for a limit of zero or above [`MAX_IDS`](limits::MAX_IDS).
pub(super) fn check_limit(limit: Option<u32>) -> Result<()> {
    match limit {
        Some(0) => Err(Error::invalid("limit", "must be at least 1")),
        Some(limit) => limits::check("limit", "rows", limit as usize, limits::MAX_IDS),
        None => Ok(()),
    }
}
