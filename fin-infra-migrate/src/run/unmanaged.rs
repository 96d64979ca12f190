//! Unmanaged parts of a table that SQLite rebuilds.
//!
//! Indexes and triggers are dropped with the old table; the tool creates them again on the new one. It cannot carry over
//! what is in the table's own text: a guard of the file rejects the rebuild, and the tool names it.

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqliteConnection};

use super::super::failure::Failure;
use super::super::inspect::definition::{Clause, clauses};
use super::super::render::{UNMANAGED, WAITING, guard_of, squeezed, without_guards};

/// An unmanaged index or trigger.
pub(super) struct Part {
    kind: String,
    name: String,
    sql: String,
}

/// Drops the unmanaged indexes and triggers of the tables that a file rebuilds.
pub(super) async fn set_aside(
    connection: &mut SqliteConnection,
    file: &str,
) -> Result<Vec<Part>, sqlx::Error> {
    if !file.contains(UNMANAGED) {
        return Ok(Vec::new());
    }
    let all: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid",
    )
    .fetch_all(&mut *connection)
    .await?;
    let unmanaged =
        all.into_iter().filter(|(_, name, table, _)| is_rebuilt(file, table) && !names(file, name));
    let parts: Vec<Part> = unmanaged.map(|(kind, name, _, sql)| Part { kind, name, sql }).collect();
    for Part { kind, name, .. } in &parts {
        let drop = format!("DROP {kind} \"{}\"", name.replace('"', "\"\""));
        sqlx::raw_sql(AssertSqlSafe(drop).into_sql_str()).execute(&mut *connection).await?;
    }
    Ok(parts)
}

/// Creates them again.
pub(super) async fn bring_back(connection: &mut SqliteConnection, parts: Vec<Part>) -> Result<(), Failure> {
    for Part { kind, name, sql } in parts {
        sqlx::raw_sql(AssertSqlSafe(sql).into_sql_str()).execute(&mut *connection).await.map_err(|error| {
            Failure::database(
                format!(
                    "the unmanaged {kind} `{name}` does not fit the changed table: drop it at the beginning of the \
                     file, with DROP {kind} `{name}`, and create another one at the end"
                ),
                error,
            )
        })?;
    }
    Ok(())
}

/// Describes the unmanaged parts that a file's guard found.
pub(super) async fn unknown_parts(
    connection: &mut SqliteConnection,
    file: &str,
    is_down: bool,
) -> Result<Failure, sqlx::Error> {
    let tables: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .fetch_all(&mut *connection)
            .await?;
    // A guard's own text has the words that it looks for.
    let squeezed_file = squeezed(&without_guards(file));
    let (mut found, mut is_kept) = (Vec::new(), !is_down);
    for (table, sql) in tables.iter().filter(|(table, _)| is_guarded(file, table)) {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_xinfo(?) ORDER BY cid")
            .bind(table)
            .fetch_all(&mut *connection)
            .await?;
        let columns: Vec<String> = columns.into_iter().filter(|name| !names(file, name)).collect();
        let of_known_columns = clauses(sql)
            .into_iter()
            .filter(|clause| clause.column.as_ref().is_none_or(|column| !columns.contains(column)));
        let unknown =
            of_known_columns.filter(|clause| !squeezed_file.contains(&squeezed(&clause.at_table())));
        let unknown: Vec<Clause> = unknown.collect();
        is_kept &= columns.is_empty() && unknown.iter().all(Clause::is_kept);
        let unknown = unknown.iter().map(Clause::describe);
        let options = table_options(sql);
        is_kept &= options.is_none();
        let said: Vec<String> =
            columns.iter().map(|name| format!("column `{name}`")).chain(unknown).chain(options).collect();
        if !said.is_empty() {
            found.push(format!("of `{table}` {}", said.join(", ")));
        }
    }
    let found = if found.is_empty() { "the text of a table".to_owned() } else { found.join("; ") };
    let again = "remove the files of this revision and write it again with `--from-database`, or ";
    Ok(Failure::new(format!(
        "the file rebuilds a table, and unmanaged parts of it would be lost: {found}. To keep them, {}add them to the \
         file's CREATE TABLE; then, or to drop them, remove the statement of `{UNMANAGED}` from the file",
        if is_kept { again } else { "" }
    )))
}

/// What follows the columns of a table.
fn table_options(sql: &str) -> Option<String> {
    let options = sql.rsplit_once(')').map_or("", |(_, options)| options).trim();
    (!options.is_empty()).then(|| format!("`{options}`"))
}

/// Whether a file still has the guard of a table.
fn is_guarded(file: &str, table: &str) -> bool {
    let table = format!("pragma_table_xinfo('{}')", table.replace('\'', "''"));
    guard_of(file, UNMANAGED).any(|count| count.to_lowercase().contains(&table.to_lowercase()))
}

/// Whether a file rebuilds a table.
pub(super) fn is_rebuilt(file: &str, table: &str) -> bool {
    file.contains(&format!("`{WAITING}_{table}`"))
}

/// Whether a file mentions a name, as a name or as a text.
fn names(file: &str, name: &str) -> bool {
    ['`', '\'', '"'].iter().any(|quote| file.contains(&format!("{quote}{name}{quote}")))
}
