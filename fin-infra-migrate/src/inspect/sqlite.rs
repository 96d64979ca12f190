//! SQLite's catalogue.

use std::collections::BTreeMap;

use sqlx::{Row, SqliteConnection};

use super::super::model::{Column, ForeignKey, Index, Schema, Table};
use super::definition::{Clause, clauses};
use super::{
    PENDING, UNNAMED_KEY, UNNAMED_OWN_KEY, UNNAMED_RULE, UNNAMED_UNIQUE, add_pending, normalize, rows_of,
};

/// Reads the wanted tables that exist.
pub(crate) async fn inspect(
    connection: &mut SqliteConnection,
    wanted: &Schema,
) -> Result<Schema, sqlx::Error> {
    let mut found = Schema::default();
    for name in wanted.tables.keys() {
        let sql: Option<String> =
            sqlx::query_scalar("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?")
                .bind(name)
                .fetch_optional(&mut *connection)
                .await?;
        if let Some(sql) = sql {
            found.tables.insert(name.clone(), table(connection, name, &sql, wanted).await?);
        }
    }
    let remembers = sqlx::query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_fin_refold'");
    if remembers.fetch_optional(&mut *connection).await?.is_some() {
        add_pending(&mut found, sqlx::query_as(PENDING).fetch_all(&mut *connection).await?);
    }
    normalize(&mut found, wanted, |sql_type| sql_type.to_uppercase().replace(' ', ""));
    Ok(found)
}

async fn table(
    connection: &mut SqliteConnection,
    name: &str,
    sql: &str,
    wanted: &Schema,
) -> Result<Table, sqlx::Error> {
    let (columns, primary_key) = columns(connection, name).await?;
    let clauses = clauses(sql);
    Ok(Table {
        columns,
        primary_key,
        indexes: indexes(connection, name).await?,
        foreign_keys: foreign_keys(connection, name, &clauses, wanted).await?,
        checks: checks(&clauses),
        ..Table::default()
    })
}

async fn columns(
    connection: &mut SqliteConnection,
    table: &str,
) -> Result<(Vec<Column>, Vec<String>), sqlx::Error> {
    let rows =
        sqlx::query("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_xinfo(?) ORDER BY cid")
            .bind(table)
            .fetch_all(connection)
            .await?;
    let mut columns = Vec::new();
    let mut key: Vec<(i64, String)> = Vec::new();
    for row in rows {
        let (name, position): (String, i64) = (row.try_get(0)?, row.try_get(4)?);
        if position > 0 {
            key.push((position, name.clone()));
        }
        let not_null: i64 = row.try_get(2)?;
        columns.push(Column {
            name,
            sql_type: row.try_get(1)?,
            nullable: not_null == 0,
            default: row.try_get(3)?,
            generated: None,
            folded_from: None,
        });
    }
    key.sort();
    let key: Vec<String> = key.into_iter().map(|(_, name)| name).collect();
    // The number of the row, which is never null.
    let is_row_number = |column: &Column| column.sql_type.eq_ignore_ascii_case("INTEGER");
    for column in columns.iter_mut().filter(|column| key == [column.name.clone()] && is_row_number(column)) {
        column.nullable = false;
    }
    Ok((columns, key))
}

async fn indexes(
    connection: &mut SqliteConnection,
    table: &str,
) -> Result<BTreeMap<String, Index>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT l.name, l.\"unique\", s.sql FROM pragma_index_list(?) l JOIN sqlite_schema s ON s.type = 'index' AND s.name = l.name \
         WHERE l.origin <> 'pk'",
    )
    .bind(table)
    .fetch_all(&mut *connection)
    .await?;
    let mut indexes = BTreeMap::new();
    for row in rows {
        let (name, unique): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
        let sql: Option<String> = row.try_get(2)?;
        let columns: Vec<Option<String>> = sqlx::query_scalar(
            "SELECT name || iif(\"desc\", ' DESC', '') FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno",
        )
        .bind(&name)
        .fetch_all(&mut *connection)
        .await?;
        let predicate = sql.as_deref().and_then(|sql| sql.rsplit_once(" WHERE "));
        let predicate = predicate.map(|(_, predicate)| predicate.trim());
        let (live, deleted) = rows_of(predicate, |column| column.trim_matches(['"', '`', '(']));
        let columns: Vec<String> = columns.into_iter().map(Option::unwrap_or_default).collect();
        let name = if sql.is_some() { name } else { format!("{UNNAMED_UNIQUE}{})", columns.join(", ")) };
        indexes.insert(name, Index { columns, unique: unique != 0, live, deleted, made_by: None });
    }
    Ok(indexes)
}

/// The pragma has no names of foreign keys: the name is that of an equal wanted one, or comes from the table's text.
async fn foreign_keys(
    connection: &mut SqliteConnection,
    table: &str,
    clauses: &[Clause],
    wanted: &Schema,
) -> Result<BTreeMap<String, ForeignKey>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?) \
         WHERE on_delete IN ('NO ACTION', 'RESTRICT') AND on_update IN ('NO ACTION', 'RESTRICT') ORDER BY id, seq",
    )
    .bind(table)
    .fetch_all(connection)
    .await?;
    let mut keys: BTreeMap<usize, ForeignKey> = BTreeMap::new();
    for row in rows {
        let (id, parent): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        let key = keys.entry(usize::try_from(id).unwrap_or_default()).or_insert_with(|| ForeignKey {
            columns: Vec::new(),
            parent,
            parent_columns: Vec::new(),
        });
        key.columns.push(row.try_get(2)?);
        key.parent_columns.push(row.try_get::<Option<String>, _>(3)?.unwrap_or_default());
    }
    // The pragma lists them in reverse order of the text.
    let texts: Vec<&Clause> = clauses.iter().rev().filter(|clause| clause.is_reference()).collect();
    let named = keys.into_iter().map(|(id, key)| {
        let is_known = wanted.tables.contains_key(&key.parent);
        let same = wanted.tables[table].foreign_keys.iter().find(|(_, other)| **other == key);
        let name = same.map(|(name, _)| name.clone());
        (name.unwrap_or_else(|| title(id, &key, texts.get(id).copied(), is_known)), key)
    });
    Ok(named.collect())
}

/// The name of a reference without a struct. One without a name is unmanaged, unless it refers to a managed table and is
/// written as the tool writes it.
fn title(id: usize, key: &ForeignKey, text: Option<&Clause>, is_known: bool) -> String {
    let quoted = |names: &[String]| format!("\"{}\"", names.join("\", \""));
    let by_tool = format!(
        "FOREIGN KEY ({}) REFERENCES \"{}\" ({})",
        quoted(&key.columns),
        key.parent,
        quoted(&key.parent_columns)
    );
    match text {
        Some(Clause { name: Some(name), .. }) => name.clone(),
        Some(clause) if clause.text != by_tool || !is_known => {
            format!("{UNNAMED_OWN_KEY}{} to {}", key.columns.join(", "), key.parent)
        }
        _ => format!("{UNNAMED_KEY}{id}"),
    }
}

/// The rules, from the text of the table.
fn checks(clauses: &[Clause]) -> BTreeMap<String, String> {
    let mut unnamed = 0;
    let named = clauses.iter().filter_map(|clause| {
        let rule = clause.rule.clone()?;
        let name = clause.name.clone().unwrap_or_else(|| {
            unnamed += 1;
            format!("{UNNAMED_RULE}{unnamed}")
        });
        Some((name, rule))
    });
    named.collect()
}
