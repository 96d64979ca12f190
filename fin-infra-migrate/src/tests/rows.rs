//! Rows in the tables of a random schema.

use std::collections::BTreeMap;

use super::super::dialect::{Database, Dialect as _};
use super::super::model::{Schema, Table};
use super::kinds::{Kind, TEXT_TENANT};

/// How many rows each table has.
pub(super) const ROWS: u32 = 3;

/// The statements that fill the tables, parents first. Row one of each table refers to row one of its parent.
pub(super) fn inserts(schema: &Schema, database: Database) -> Vec<String> {
    let tables = schema.parents_first();
    tables
        .into_iter()
        .flat_map(|name| (1..=ROWS).map(move |number| insert(name, &schema.tables[name], database, number)))
        .collect()
}

fn insert(name: &str, table: &Table, database: Database, number: u32) -> String {
    let columns: Vec<_> = table.columns.iter().filter(|column| column.generated.is_none()).collect();
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let values: Vec<String> = columns
        .iter()
        .map(|column| match column.name.as_str() {
            "tenant_id" | TEXT_TENANT => (Kind::of(&column.name).value)(database, 7),
            "deleted_at" => "NULL".to_owned(),
            _ => (Kind::of(&column.name).value)(database, number),
        })
        .collect();
    format!(
        "INSERT INTO {} ({}) VALUES ({})",
        database.quoted(name),
        database.quoted_list(&names),
        values.join(", ")
    )
}

/// Queries for the number of rows with their original values, by table and column: `ROWS` each. Columns whose type
/// differs are skipped.
pub(super) fn checks(
    before: &Schema,
    after: &Schema,
    renames: &BTreeMap<(String, String), String>,
    database: Database,
) -> Vec<String> {
    let mut queries = Vec::new();
    for (name, table) in &after.tables {
        let Some(old) = before.tables.get(name) else { continue };
        for column in &table.columns {
            let old_name = renames.get(&(name.clone(), column.name.clone())).unwrap_or(&column.name);
            let is_kept = old.column(old_name).is_some_and(|old| old.sql_type == column.sql_type);
            // JSON is not compared, and other columns have no values.
            if !is_kept || !column.name.starts_with('c') || column.name.starts_with("c6") {
                continue;
            }
            let column_name = database.quoted(&column.name);
            let values: Vec<String> =
                (1..=ROWS).map(|number| (Kind::of(&column.name).value)(database, number)).collect();
            queries.push(format!(
                "SELECT count(*) FROM {} WHERE {column_name} IN ({})",
                database.quoted(name),
                values.join(", ")
            ));
        }
        queries.push(format!("SELECT count(*) FROM {}", database.quoted(name)));
    }
    queries
}
