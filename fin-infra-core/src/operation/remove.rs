//! Running a statement that removes rows.

use super::diagnose::name_referrer;
use crate::backend::Backend;
use crate::error::Result;
use crate::sql::Bound;
use crate::stored::AnyValue;
use crate::tenant::ErasedScope;

/// Runs a statement that removes the rows with these ids, and returns how many there were.
pub(super) async fn remove<DB: Backend>(
    connection: &mut DB::Connection,
    (sql, arguments): Bound<DB>,
    scope: ErasedScope<'_, DB>,
    ids: &[&AnyValue],
) -> Result<u64> {
    match DB::execute(connection, sql, arguments).await.map_err(|error| scope.failure(error)) {
        // Removing a row can only violate a reference to that row.
        Err(error) if error.is_foreign_key() => Err(name_referrer(connection, scope, error, ids).await),
        removed => removed,
    }
}
