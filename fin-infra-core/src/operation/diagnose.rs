//! Finds the violated constraint, if the database does not report it.

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

/// Returns the error for rows that could not be stored, with the violated constraint.
///
/// It queries the database only after an error, and only a database that does not report the name.
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
            // The first error remains the best answer; the second one determines the state of the connection.
            Err(second) => return error.with_aftermath(second.aftermath()),
        }
    }
    error
}

/// A taken id takes precedence over other taken values, because it shows a caller that a call was repeated.
async fn taken<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    row: &R::Read,
) -> Result<Option<Error>> {
    let is_taken = row_exists::<R, DB>(connection, R::TABLE, R::TABLE.id, row).await?;
    Ok(is_taken.then(|| taken_id(R::TABLE)))
}

/// Returns the error for the first reference to a row that does not exist.
async fn dangling<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    row: &R::Read,
) -> Result<Option<Error>> {
    for key in R::TABLE.foreign_keys {
        let is_null = R::scalar(R::COLUMNS, key.column, row).is_null();
        if !is_null && !row_exists::<R, DB>(connection, (key.parent)(), key.column, row).await? {
            return Ok(Some(dangling_key(R::TABLE, key)));
        }
    }
    Ok(None)
}

/// Returns `true` if a table has a row, live or deleted, whose id is the value of a column of `row`.
pub(super) async fn row_exists<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    table: &'static Table,
    column: usize,
    row: &R::Read,
) -> Result<bool> {
    let mut statement = Statement::<DB>::new();
    statement.push("SELECT 1");
    statement.rows_of_table::<R>(table, Rows::All, |args| match R::TABLE.tenant {
        Some(tenant) => args.value(tenant, row),
        None => Ok(args),
    })?;
    statement.name(table.columns[table.id].name).push(" = ").placeholder();
    statement.bind::<R>(|args| args.value(column, row))?;
    let (sql, arguments) = statement.finish();
    let found = DB::fetch_optional(connection, sql, arguments).await.map_err(failure::<R, DB>)?;
    Ok(found.is_some())
}

/// Returns the error for rows that could not be removed because others refer to them, with the table of those.
///
/// It queries the database only if the error does not contain the name.
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

/// Like [`name_referrer`], but without querying the database.
pub(crate) fn named_referrer<R: Resource, DB: Backend>(error: Error) -> Error {
    if !error.is_foreign_key() {
        return error;
    }
    referenced(referring_table::<DB>(&error).as_deref()).of(R::TABLE.name).with_source(error)
}

/// Returns the table whose reference an error reports.
fn referring_table<DB: Backend>(error: &Error) -> Option<String> {
    let source = std::error::Error::source(error)?.downcast_ref::<sqlx::Error>()?;
    source.as_database_error().and_then(DB::referring_table)
}

/// Finds a table with rows that refer to one of the rows with these ids.
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
