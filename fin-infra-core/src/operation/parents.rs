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

use super::count::count;
use super::diagnose::row_exists;
use super::read::{IDS_PER_STATEMENT, fetch_one};
use super::reads;
use crate::access::Access;
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::predicate::Assignments;
use crate::query::Rows;
use crate::resource::{SqlTable, Updatable};
use crate::sql::statement::Statement;
use crate::table::LiveReference;
use crate::tenant::Scope;
use crate::value::Scalar;
use crate::violation::dangling_key;
use crate::violation::taken_id;

/// Returns an error if any row refers to a row that is deleted or does not exist. The rows themselves count as live.
pub(crate) async fn check_parents<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    rows: &[R::Read],
) -> Result<()> {
    for reference in R::TABLE.live_references() {
        let wanted: Vec<_> = referring::<R, DB>(reference, rows).into_values().collect();
        for rows in wanted.chunks(IDS_PER_STATEMENT) {
            let mut statement = live_rows::<R, DB>(reference, scope)?;
            statement.bind::<R>(|args| {
                rows.iter().try_fold(args, |args, row| args.value(reference.key.column, row))
            })?;
            check_count::<R, DB>(connection, reference, statement, rows.len()).await?;
        }
    }
    Ok(())
}

/// Returns the references of a row to rows that are deleted or do not exist.
pub(crate) async fn without_parent<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    row: &R::Read,
) -> Result<Vec<LiveReference>> {
    let mut missing = Vec::new();
    for reference in R::TABLE.live_references().filter(|reference| refers::<R, DB>(*reference, row)) {
        let mut statement = live_rows::<R, DB>(reference, scope)?;
        statement.bind::<R>(|args| args.value(reference.key.column, row))?;
        if !are_live::<R, DB>(connection, statement, 1).await? {
            missing.push(reference);
        }
    }
    Ok(missing)
}

/// Returns the references that an update sets to rows that are deleted or do not exist.
pub(crate) async fn without_new_parent<R: SqlTable<DB> + Updatable, DB: Backend>(
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    changes: &mut R::Update,
) -> Result<Vec<LiveReference>> {
    let mut missing = Vec::new();
    for reference in R::TABLE.live_references() {
        let mut statement = live_rows::<R, DB>(reference, scope)?;
        let arguments = std::mem::take(&mut statement.arguments);
        let mut value = Assignments::<DB>::of_one(reference.key.column, arguments);
        R::assign::<DB>(R::COLUMNS, changes, &mut value)?;
        statement.arguments = value.arguments;
        if !value.list.is_empty() && !are_live::<R, DB>(connection, statement, 1).await? {
            missing.push(reference);
        }
    }
    Ok(missing)
}

/// Returns an error if a change alters one of these references, which lead to rows that are not live.
pub(crate) fn check_kept<R: SqlTable<DB>, DB: Backend>(
    missing: &[LiveReference],
    before: &R::Read,
    after: &R::Read,
) -> Result<()> {
    let value = |row, reference: &LiveReference| R::scalar::<DB>(R::COLUMNS, reference.key.column, row);
    let new = missing.iter().find(|reference| value(before, reference) != value(after, reference));
    new.map_or(Ok(()), |reference| Err(dangling_key(R::TABLE, reference.key)))
}

/// Reads one live row, and locks it until the transaction ends. `conditions` adds the conditions by which it is found.
pub(crate) async fn lock_one<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    conditions: impl FnOnce(&mut Statement<DB>) -> Result<()>,
) -> Result<Option<R::Read>> {
    let mut statement = Statement::new();
    statement.scoped(reads::<R, DB>(scope)?.select.of(Rows::Live), scope)?;
    conditions(&mut statement)?;
    statement.push(DB::FOR_UPDATE);
    fetch_one::<R, DB>(connection, statement.finish()).await
}

/// Adds to an insert of one row the condition that its parents are live, unless it has none.
pub(crate) fn require_parents<R: SqlTable<DB>, DB: Backend>(
    statement: &mut Statement<DB>,
    scope: &Scope<R>,
    row: &R::Read,
) -> Result<()> {
    for reference in R::TABLE.live_references().filter(|reference| refers::<R, DB>(*reference, row)) {
        statement.push(" AND EXISTS (SELECT 1");
        live_row::<R, DB>(statement, reference, scope)?;
        statement.push(" = ").placeholder().push(")");
        statement.bind::<R>(|args| args.value(reference.key.column, row))?;
    }
    Ok(())
}

/// Returns `true` if a row has parents that must be live.
pub(crate) fn has_parents<R: SqlTable<DB>, DB: Backend>(row: &R::Read) -> bool {
    R::TABLE.live_references().any(|reference| refers::<R, DB>(reference, row))
}

/// Returns the error for a row that was not inserted because of [`require_parents`]. A caller that repeats a call must
/// learn that the row exists, whatever has happened to its parents since.
pub(crate) async fn missing_parent<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    row: &R::Read,
) -> Error {
    match row_exists::<R, DB>(connection, R::TABLE, R::TABLE.id, row).await {
        Ok(true) => return taken_id(R::TABLE),
        Ok(false) => {}
        Err(error) => return error,
    }
    match check_parents::<R, DB>(connection, scope, std::slice::from_ref(row)).await {
        Err(error) => error,
        Ok(()) => {
            Error::unavailable("a row that it refers to was deleted and restored at the same time; try again")
        }
    }
}

/// Returns `true` if a row refers to another one.
fn refers<R: SqlTable<DB>, DB: Backend>(reference: LiveReference, row: &R::Read) -> bool {
    !referring::<R, DB>(reference, std::slice::from_ref(row)).is_empty()
}

/// Returns the values of a reference, each with a row that has it, without nulls and references among the rows
/// themselves.
fn referring<R: SqlTable<DB>, DB: Backend>(
    reference: LiveReference,
    rows: &[R::Read],
) -> BTreeMap<Scalar, &R::Read> {
    let scalar = |ordinal, row| R::scalar::<DB>(R::COLUMNS, ordinal, row);
    let mut values: BTreeMap<_, _> =
        rows.iter().map(|row| (scalar(reference.key.column, row), row)).collect();
    values.remove(&Scalar::Null);
    if reference.parent.name == R::TABLE.name {
        for row in rows {
            values.remove(&scalar(R::TABLE.id, row));
        }
    }
    values
}

/// Starts a statement that counts the live rows of a reference. Their ids follow.
fn live_rows<R: SqlTable<DB>, DB: Backend>(
    reference: LiveReference,
    scope: &Scope<R>,
) -> Result<Statement<DB>> {
    let mut statement = Statement::new();
    statement.push("SELECT COUNT(*)");
    live_row::<R, DB>(&mut statement, reference, scope)?;
    statement.push(" IN (");
    Ok(statement)
}

/// Writes the table of a reference and its predicates, up to the comparison of the id.
fn live_row<R: SqlTable<DB>, DB: Backend>(
    statement: &mut Statement<DB>,
    LiveReference { parent, .. }: LiveReference,
    scope: &Scope<R>,
) -> Result<()> {
    statement.rows_of_table::<R>(parent, Rows::Live, |args| args.scope(scope))?;
    statement.name(parent.columns[parent.id].name);
    Ok(())
}

async fn check_count<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    reference: LiveReference,
    statement: Statement<DB>,
    wanted: usize,
) -> Result<()> {
    match are_live::<R, DB>(connection, statement, wanted).await? {
        true => Ok(()),
        false => Err(dangling_key(R::TABLE, reference.key)),
    }
}

/// Returns `true` if all `wanted` rows, whose ids are the last arguments, are live.
async fn are_live<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    mut statement: Statement<DB>,
    wanted: usize,
) -> Result<bool> {
    statement.placeholders(wanted).push(")");
    Ok(count::<R, DB>(connection, statement).await? == wanted as u64)
}
