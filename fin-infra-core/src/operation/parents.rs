//! Checks that the rows that a row refers to are live.
//!
//! An insert of one row checks this in the statement itself; bulk inserts, upserts and updates of a reference check it
//! first, in a separate statement. No lock is needed: a parent that is deleted between the two could as well have been
//! deleted after both, and a deleted parent may have live children. A restore does not check the parents, since two
//! deleted rows that refer to each other could otherwise never be restored.
//!
//! A row whose parent is deleted may be assigned the same parent again, because clients send back what they read.
//! Whether the parent is the same is checked only if it is not live; the row is locked until it is changed.

use std::collections::BTreeMap;

use super::diagnose::row_exists;
use super::read::{IDS_PER_STATEMENT, fetch_boxed};
use super::reads;
use super::select::count;
use super::update::AnyChanges;
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::predicate::Assignments;
use crate::query::{LockWait, Rows};
use crate::sql::{Args, Statement};
use crate::stored::{AnyRow, StoredTable};
use crate::table::LiveReference;
use crate::tenant::ErasedScope;
use crate::value::Scalar;
use crate::violation::dangling_key;
use crate::violation::taken_id;

/// Returns an error if any row refers to a row that is deleted or does not exist. The rows themselves count as live.
pub(super) async fn check_parents<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    rows: &[&dyn AnyRow],
) -> Result<()> {
    for reference in scope.stored.table.live_references() {
        let expected: Vec<_> = referring(scope.stored, reference, rows).into_values().collect();
        for rows in expected.chunks(IDS_PER_STATEMENT) {
            let mut statement = live_rows(reference, scope)?;
            statement.bind(scope, |args| {
                rows.iter().try_fold(args, |args, row| args.value(reference.key.column, *row))
            })?;
            check_count(connection, scope, reference, statement, rows.len()).await?;
        }
    }
    Ok(())
}

/// Returns the references of a row whose parents are not live.
pub(super) async fn missing_parents<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    row: &dyn AnyRow,
) -> Result<Vec<LiveReference>> {
    let mut missing = Vec::new();
    for reference in
        scope.stored.table.live_references().filter(|reference| refers(scope.stored, *reference, row))
    {
        let mut statement = live_rows(reference, scope)?;
        statement.bind(scope, |args| args.value(reference.key.column, row))?;
        if !are_live(connection, scope, statement, 1).await? {
            missing.push(reference);
        }
    }
    Ok(missing)
}

/// Returns the references that an update sets to parents that are not live.
pub(super) async fn missing_new_parents<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    changes: &mut dyn AnyChanges<DB>,
) -> Result<Vec<LiveReference>> {
    let mut missing = Vec::new();
    for reference in scope.stored.table.live_references() {
        let mut statement = live_rows(reference, scope)?;
        let arguments = std::mem::take(&mut statement.arguments);
        let mut value = Assignments::<DB>::of_one(reference.key.column, arguments);
        changes.assign(&mut value)?;
        statement.arguments = value.arguments;
        if !value.list.is_empty() && !are_live(connection, scope, statement, 1).await? {
            missing.push(reference);
        }
    }
    Ok(missing)
}

/// Returns an error if a change alters one of these references, whose parents are not live.
pub(super) fn check_unchanged<DB: Backend>(
    stored: &StoredTable<DB>,
    missing: &[LiveReference],
    before: &dyn AnyRow,
    after: &dyn AnyRow,
) -> Result<()> {
    let value = |row, reference: &LiveReference| stored.scalar(reference.key.column, row);
    let new = missing.iter().find(|reference| value(before, reference) != value(after, reference));
    new.map_or(Ok(()), |reference| Err(dangling_key(stored.table, reference.key)))
}

/// Reads one live row, and locks it until the transaction ends. `conditions` adds the conditions by which it is found.
pub(super) async fn lock_one<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    conditions: impl FnOnce(&mut Statement<DB>) -> Result<()>,
) -> Result<Option<Box<dyn AnyRow>>> {
    let mut statement = Statement::new();
    statement.scoped(reads(scope)?.select.of(Rows::Live), scope)?;
    conditions(&mut statement)?;
    statement.for_update(LockWait::Wait);
    fetch_boxed(connection, statement.finish(), scope).await
}

/// Adds to an insert of one row the condition that its parents are live, unless it has none.
pub(super) fn require_parents<DB: Backend>(
    statement: &mut Statement<DB>,
    scope: ErasedScope<'_, DB>,
    row: &dyn AnyRow,
) -> Result<()> {
    for reference in
        scope.stored.table.live_references().filter(|reference| refers(scope.stored, *reference, row))
    {
        statement.push(" AND EXISTS (SELECT 1");
        live_row(statement, reference, scope)?;
        statement.push(" = ").placeholder().push(")");
        statement.bind(scope, |args| args.value(reference.key.column, row))?;
    }
    Ok(())
}

/// Returns `true` if a row has parents that must be live.
pub(super) fn has_parents<DB: Backend>(stored: &StoredTable<DB>, row: &dyn AnyRow) -> bool {
    stored.table.live_references().any(|reference| refers(stored, reference, row))
}

/// Returns the error for a row that was not inserted because of [`require_parents`]. A caller that repeats a call must
/// learn that the row exists, whatever has happened to its parents since.
pub(super) async fn missing_parent<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    row: &dyn AnyRow,
) -> Error {
    match row_exists(connection, scope, scope.stored.table, scope.stored.table.id, row).await {
        Ok(true) => return taken_id(scope.stored.table),
        Ok(false) => {}
        Err(error) => return error,
    }
    match check_parents(connection, scope, &[row]).await {
        Err(error) => error,
        Ok(()) => {
            Error::unavailable("a row that it refers to was deleted and restored at the same time; try again")
        }
    }
}

/// Returns `true` if a row refers to another one.
fn refers<DB: Backend>(stored: &StoredTable<DB>, reference: LiveReference, row: &dyn AnyRow) -> bool {
    !referring(stored, reference, &[row]).is_empty()
}

/// Maps each value of a reference to one of the rows that have it. Nulls and references among the rows themselves are left
/// out.
fn referring<'row, DB: Backend>(
    stored: &StoredTable<DB>,
    reference: LiveReference,
    rows: &[&'row dyn AnyRow],
) -> BTreeMap<Scalar, &'row dyn AnyRow> {
    let mut values: BTreeMap<_, _> =
        rows.iter().map(|row| (stored.scalar(reference.key.column, *row), *row)).collect();
    values.remove(&Scalar::Null);
    if reference.parent.name == stored.table.name {
        for row in rows {
            values.remove(&stored.scalar(stored.table.id, *row));
        }
    }
    values
}

/// Starts a statement that counts the live rows of a reference. Their ids follow.
fn live_rows<DB: Backend>(reference: LiveReference, scope: ErasedScope<'_, DB>) -> Result<Statement<DB>> {
    let mut statement = Statement::new();
    statement.push("SELECT COUNT(*)");
    live_row(&mut statement, reference, scope)?;
    statement.push(" IN (");
    Ok(statement)
}

/// Writes the table of a reference and its predicates, up to the comparison of the id.
fn live_row<DB: Backend>(
    statement: &mut Statement<DB>,
    LiveReference { parent, .. }: LiveReference,
    scope: ErasedScope<'_, DB>,
) -> Result<()> {
    statement.rows_of_table(scope, parent, Rows::Live, Args::tenant)?;
    statement.name(parent.columns[parent.id].name);
    Ok(())
}

async fn check_count<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    reference: LiveReference,
    statement: Statement<DB>,
    expected: usize,
) -> Result<()> {
    match are_live(connection, scope, statement, expected).await? {
        true => Ok(()),
        false => Err(dangling_key(scope.stored.table, reference.key)),
    }
}

/// Returns `true` if all `expected` rows, whose ids are the last arguments, are live.
async fn are_live<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    mut statement: Statement<DB>,
    expected: usize,
) -> Result<bool> {
    statement.placeholders(expected).push(")");
    Ok(count(connection, statement, scope).await? == expected as u64)
}
