//! Explains errors of SQLite: what a file's guards found, and the conflicting rows. It runs before the rollback, after
//! which they could not be found.

use sqlx::error::DatabaseError;
use sqlx::migrate::Migration;
use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqliteConnection};

use super::super::dialect::{Database, Dialect as _};
use super::super::failure::Failure;
use super::super::render::{DELETES, FITS, PARENTS, UNMANAGED, guard_of};
use super::statements::statements;
use super::unmanaged::{is_rebuilt, unknown_parts};

/// SQLite's code for a reference to a missing row.
const FOREIGN_KEY: &str = "787";

/// SQLite's code for a violated unique index.
const UNIQUE: &str = "2067";

/// The number of rows to name.
const ROWS: usize = 3;

/// Explains an error, if the tool knows more than the database reports.
pub(super) async fn explain(
    connection: &mut SqliteConnection,
    file: &Migration,
    error: &sqlx::Error,
) -> Result<Option<Failure>, sqlx::Error> {
    let is_down = file.migration_type.is_down_migration();
    let file = file.sql.as_str();
    let Some(error) = error.as_database_error() else { return Ok(None) };
    let message = error.message();
    Ok(match error.code().as_deref() {
        _ if message.contains(UNMANAGED) => Some(unknown_parts(connection, file, is_down).await?),
        _ if message.contains(DELETES) => Some(deleting(connection, file).await?),
        _ if message.contains(FITS) => Some(unfit(file)),
        _ if message.contains(PARENTS) => Some(no_parents(file)),
        Some(FOREIGN_KEY) => orphans(connection).await?,
        _ => None,
    })
}

/// Two rows that violate a unique index of the file, each as a condition that finds it.
pub(super) async fn equal_rows(
    connection: &mut SqliteConnection,
    file: &str,
    error: &sqlx::Error,
) -> Result<Option<String>, sqlx::Error> {
    let code = error.as_database_error().and_then(DatabaseError::code);
    if code.as_deref() != Some(UNIQUE) {
        return Ok(None);
    }
    for statement in statements(file, Database::Sqlite) {
        let Some((table, columns, condition)) = unique_index(statement.sql) else { continue };
        // Nulls are not equal.
        let is_set =
            format!("{} IS NOT NULL", columns.split(", ").collect::<Vec<_>>().join(" IS NOT NULL AND "));
        let sql = format!(
            "SELECT min(rowid), max(rowid) FROM {table} WHERE ({condition}) AND {is_set} GROUP BY {columns} HAVING count(*) > 1 LIMIT 1"
        );
        let found = sqlx::query_as::<_, (i64, i64)>(AssertSqlSafe(sql).into_sql_str());
        // A table that does not exist yet has no rows.
        let Ok(Some((one, other))) = found.fetch_optional(&mut *connection).await else { continue };
        let name = table.trim_matches(['"', '`']);
        let (one, other) = (row(connection, name, one).await?, row(connection, name, other).await?);
        return Ok(Some(format!("Two rows of {table} have equal values in {columns}: {one}, and {other}")));
    }
    Ok(None)
}

/// The table, the columns and the condition of a unique index, in the form that the tool writes.
fn unique_index(sql: &str) -> Option<(&str, &str, &str)> {
    let (_, rest) = sql.strip_prefix("CREATE UNIQUE INDEX ")?.split_once(" ON ")?;
    let (table, rest) = rest.split_once(" (")?;
    let (columns, rest) = rest.split_once(')')?;
    Some((table, columns, rest.trim().strip_prefix("WHERE ").unwrap_or("TRUE")))
}

/// A row as a condition that finds it.
async fn row(connection: &mut SqliteConnection, table: &str, rowid: i64) -> Result<String, sqlx::Error> {
    let key: Vec<String> =
        sqlx::query_scalar("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk")
            .bind(table)
            .fetch_all(&mut *connection)
            .await?;
    let names: Vec<String> = key.iter().map(|name| Database::Sqlite.quoted(name)).collect();
    let values: Vec<String> =
        key.iter().zip(&names).map(|(name, quoted)| format!("'{name} = ' || quote({quoted})")).collect();
    if values.is_empty() {
        return Ok(format!("rowid = {rowid}"));
    }
    let sql = format!(
        "SELECT {} FROM {} WHERE rowid = {rowid}",
        values.join(" || ' AND ' || "),
        Database::Sqlite.quoted(table)
    );
    sqlx::query_scalar(AssertSqlSafe(sql).into_sql_str()).fetch_one(connection).await
}

/// Rows that refer to missing rows.
async fn orphans(connection: &mut SqliteConnection) -> Result<Option<Failure>, sqlx::Error> {
    let sql = format!("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT {ROWS}");
    let found: Vec<(String, Option<i64>, String)> =
        sqlx::query_as(AssertSqlSafe(sql).into_sql_str()).fetch_all(&mut *connection).await?;
    let mut said = Vec::new();
    for (table, rowid, parent) in found {
        let key = match rowid {
            Some(rowid) => format!(" with {}", row(connection, &table, rowid).await?),
            None => String::new(),
        };
        said.push(format!("that of `{table}`{key} to one of `{parent}`"));
    }
    Ok((!said.is_empty()).then(|| {
        Failure::new(format!(
            "rows refer to missing rows: {}. `PRAGMA foreign_key_check` lists all of them: change or remove them, \
             and run this again",
            said.join(", ")
        ))
    }))
}

async fn deleting(connection: &mut SqliteConnection, file: &str) -> Result<Failure, sqlx::Error> {
    let found: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT DISTINCT child.name, reference.\"table\", reference.on_delete FROM sqlite_schema AS child, \
         pragma_foreign_key_list(child.name) AS reference \
         WHERE child.type = 'table' AND reference.on_delete NOT IN ('NO ACTION', 'RESTRICT') ORDER BY 1",
    )
    .fetch_all(connection)
    .await?;
    let found = found.into_iter().filter(|(_, table, _)| is_rebuilt(file, table));
    let said: Vec<String> = found
        .map(|(child, table, action)| format!("`{child}` refers to `{table}` with ON DELETE {action}"))
        .collect();
    Ok(Failure::new(format!(
        "the file rebuilds a table, and dropping the old one would delete or change rows of another table \
         (`{DELETES}`): {}. Rebuild that table without ON DELETE, run this again, and then restore it",
        said.join(", ")
    )))
}

/// The query that finds the values that do not fit.
fn unfit(file: &str) -> Failure {
    let found = guard_of(file, FITS).filter(|count| count.len() > 1);
    let found = found.map(|count| count.replacen("SELECT count(*)", "SELECT *", 1)).collect::<Vec<_>>();
    Failure::new(format!(
        "the file rebuilds a table, and rows have values that do not fit the new type of a column (`{FITS}`). This \
         query finds them: {}. Change them, and run this again",
        found.join("; ")
    ))
}

fn no_parents(file: &str) -> Failure {
    let lists =
        guard_of(file, PARENTS).filter_map(|count| Some(count.rsplit_once(" IN (")?.1.trim_end_matches(')')));
    Failure::new(format!(
        "the file rebuilds a table with an unmanaged reference, and the referenced table is missing: {}. Create that \
         table, and run this again, or remove the reference and the statement of `{PARENTS}` from the file",
        lists.collect::<Vec<_>>().join(", ")
    ))
}
