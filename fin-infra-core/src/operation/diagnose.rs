//! Which constraint refused, where the database does not say it as the others do.

use super::count::count;
use super::reads;
use crate::access::Access;
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::query::Rows;
use crate::resource::{Resource, SqlTable};
use crate::sql::failure;
use crate::sql::statement::Statement;
use crate::table::Table;
use crate::tenant::Scope;
use crate::violation::dangling_key;
use crate::violation::referenced;
use crate::violation::taken_id;

/// The error of rows that were to be stored, with the constraint that it is about.
///
/// It asks the database only after an error, and only one that keeps the name to itself.
pub(crate) async fn violated_constraint<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    error: Error,
    rows: &[R::Read],
) -> Error {
    if DB::NAMES_CONSTRAINTS {
        return error;
    }
    for row in rows {
        let found = match error.constraint() {
            None if error.is_foreign_key() => dangling::<R, DB>(connection, row).await,
            Some(name) if error.is_conflict() && name != Table::PRIMARY_KEY => {
                taken::<R, DB>(connection, row).await
            }
            _ => return error,
        };
        match found {
            Ok(Some(found)) => return found.of(R::TABLE.name).with_source(error),
            Ok(None) => {}
            // What is known has to do, and the connection is as the second error says.
            Err(second) => return error.with_aftermath(second.aftermath()),
        }
    }
    error
}

/// The id is what a caller who does the same twice has to hear of, whatever else is taken then.
async fn taken<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    row: &R::Read,
) -> Result<Option<Error>> {
    let is_taken = is_there::<R, DB>(connection, R::TABLE, R::TABLE.id, row).await?;
    Ok(is_taken.then(|| taken_id(R::TABLE)))
}

/// The first reference to a row that is not there.
async fn dangling<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    row: &R::Read,
) -> Result<Option<Error>> {
    for key in R::TABLE.foreign_keys {
        let is_null = R::scalar(R::COLUMNS, key.column, row).is_null();
        if !is_null && !is_there::<R, DB>(connection, (key.parent)(), key.column, row).await? {
            return Ok(Some(dangling_key(R::TABLE, key)));
        }
    }
    Ok(None)
}

/// Whether a table has a row, live or deleted, whose id is what stands in a column of `row`.
pub(super) async fn is_there<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    table: &'static Table,
    column: usize,
    row: &R::Read,
) -> Result<bool> {
    let mut statement = Statement::<DB>::new();
    statement.push("SELECT 1");
    statement.from_table::<R>(table, Rows::All, |args| match R::TABLE.tenant {
        Some(tenant) => args.value(tenant, row),
        None => Ok(args),
    })?;
    statement.name(table.columns[table.id].name).push(" = ").placeholder();
    statement.bind::<R>(|args| args.value(column, row))?;
    let (sql, arguments) = statement.finish();
    let found = DB::fetch_optional(connection, sql, arguments).await.map_err(failure::<R, DB>)?;
    Ok(found.is_some())
}

/// The error of rows that were to be removed and that others refer to, with the table of those.
///
/// It asks the database only where that keeps the name to itself.
pub(crate) async fn name_referrer<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    error: Error,
    scope: &Scope<R>,
    ids: &[R::Id],
) -> Error {
    let named = referring_table::<DB>(&error);
    let table = match named {
        None if !DB::NAMES_CONSTRAINTS => referrer::<R, DB>(connection, scope, ids).await.unwrap_or_default(),
        named => named,
    };
    referenced(table.as_deref()).of(R::TABLE.name).with_source(error)
}

/// The same where only the error's own words are to be had.
pub(crate) fn named_referrer<R: Resource, DB: Backend>(error: Error) -> Error {
    if !error.is_foreign_key() {
        return error;
    }
    referenced(referring_table::<DB>(&error).as_deref()).of(R::TABLE.name).with_source(error)
}

/// The table that an error says refers to what was to be removed.
fn referring_table<DB: Backend>(error: &Error) -> Option<String> {
    let source = std::error::Error::source(error)?.downcast_ref::<sqlx::Error>()?;
    source.as_database_error().and_then(DB::referring_table)
}

/// A table with rows that refer to one of those of the ids.
async fn referrer<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    ids: &[R::Id],
) -> Result<Option<String>> {
    let referring = DB::referring(connection, R::TABLE.name).await.map_err(failure::<R, DB>)?;
    for table in referring {
        let mut statement = Statement::<DB>::new();
        statement.scoped(reads::<R, DB>(scope)?.count.of(Rows::All), scope)?;
        statement.push(" AND ").name(R::TABLE.columns[R::TABLE.id].name).push(" IN (");
        statement.placeholders(ids.len()).push(") AND ").push(&table.condition::<DB>(R::TABLE));
        statement.bind::<R>(|args| args.ids(ids))?;
        if count::<R, DB>(connection, statement).await? > 0 {
            return Ok(Some(table.table));
        }
    }
    Ok(None)
}
