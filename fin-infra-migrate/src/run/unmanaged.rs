//! What a person added to a table that SQLite makes anew.
//!
//! Indexes and triggers go with the old table; the tool makes them again on the new one. What stands in the table's own text
//! it cannot carry over, and names: the file's guard refuses to drop the table.

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqliteConnection};

use super::super::failure::Failure;
use super::super::inspect::definition::{Clause, clauses};
use super::super::render::{UNMANAGED, WAITING, squeezed};

/// An index or a trigger that a person made.
pub(super) struct Part {
    kind: String,
    name: String,
    sql: String,
}

/// Takes away the indexes and triggers that a file does not know, of the tables that it makes anew.
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

/// Makes again what was taken away.
pub(super) async fn bring_back(connection: &mut SqliteConnection, parts: Vec<Part>) -> Result<(), Failure> {
    for Part { kind, name, sql } in parts {
        sqlx::raw_sql(AssertSqlSafe(sql).into_sql_str()).execute(&mut *connection).await.map_err(|error| {
            Failure::database(
                format!(
                    "the {kind} `{name}`, which was added by hand, does not fit its table as it would be then: drop it in the file, \
                     with DROP {kind} `{name}` before all else, and make another one behind it"
                ),
                error,
            )
        })?;
    }
    Ok(())
}

/// What the guard of a file found that no migration of the tool made.
pub(super) async fn unknown_parts(
    connection: &mut SqliteConnection,
    file: &str,
    is_down: bool,
) -> Result<Failure, sqlx::Error> {
    let tables: Vec<(String, String)> =
        sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .fetch_all(&mut *connection)
            .await?;
    let squeezed_file = squeezed(file);
    let (mut found, mut is_kept) = (Vec::new(), !is_down);
    for (table, sql) in tables.iter().filter(|(table, _)| is_rebuilt(file, table)) {
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
        let said: Vec<String> =
            columns.iter().map(|name| format!("column `{name}`")).chain(unknown).collect();
        if !said.is_empty() {
            found.push(format!("of `{table}` {}", said.join(", ")));
        }
    }
    let found = if found.is_empty() { "the text of a table".to_owned() } else { found.join("; ") };
    let again = "remove the files of this revision and write it again with `--from-database`, or ";
    Ok(Failure::new(format!(
        "the file makes a table anew, and what was added to it by hand would be lost: {found}. To keep it, {}write it into the file's \
         CREATE TABLE; then, or to let go of it, take the statement of `{UNMANAGED}` out of the file",
        if is_kept { again } else { "" }
    )))
}

/// Whether a file makes a table anew.
pub(super) fn is_rebuilt(file: &str, table: &str) -> bool {
    file.contains(&format!("`{WAITING}_{table}`"))
}

/// Whether a file says a name, as a name or as a text.
fn names(file: &str, name: &str) -> bool {
    ['`', '\'', '"'].iter().any(|quote| file.contains(&format!("{quote}{name}{quote}")))
}
