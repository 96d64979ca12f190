//! The catalogue of MySQL and MariaDB.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, MySqlConnection, Row, SqlSafeStr as _};

use super::super::model::{Column, ForeignKey, Index, Schema, Table};
use super::expression::canonical;
use super::{PENDING, add_pending, normalize};

/// Reads the wanted tables that exist.
pub(crate) async fn inspect(
    connection: &mut MySqlConnection,
    wanted: &Schema,
) -> Result<Schema, sqlx::Error> {
    let mut found = Schema::default();
    for name in wanted.tables.keys() {
        let columns = columns(connection, name).await?;
        if columns.is_empty() {
            continue;
        }
        let foreign_keys = foreign_keys(connection, name).await?;
        let (primary_key, indexes) = indexes(connection, name).await?;
        let checks = checks(connection, name).await?;
        let table = Table { columns, primary_key, indexes, foreign_keys, checks, ..Table::default() };
        found.tables.insert(name.clone(), with_json(table));
    }
    let remembers = "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '_fin_refold'";
    if sqlx::query(remembers).fetch_optional(&mut *connection).await?.is_some() {
        add_pending(&mut found, sqlx::query_as(PENDING).fetch_all(&mut *connection).await?);
    }
    normalize(&mut found, wanted, canonical_type);
    normalize_unshown(&mut found, wanted);
    Ok(found)
}

/// Normalizes defaults and rules with characters beyond the basic plane. The server keeps them, but its catalogue, with
/// three bytes per character, shows question marks.
fn normalize_unshown(found: &mut Schema, wanted: &Schema) {
    let normalize = |shown: &mut String, wanted: &String| {
        let is_unshown = |letter: char| u32::from(letter) > 0xffff;
        let without = |sql: &str| canonical(sql).replace(|letter| letter == '?' || is_unshown(letter), "");
        if wanted.contains(is_unshown) && without(shown) == without(wanted) {
            shown.clone_from(wanted);
        }
    };
    for (name, table) in &mut found.tables {
        let Some(wanted) = wanted.tables.get(name) else { continue };
        for column in &mut table.columns {
            let wanted = wanted.column(&column.name).and_then(|column| column.default.as_ref());
            if let (Some(default), Some(wanted)) = (&mut column.default, wanted) {
                normalize(default, wanted);
            }
        }
        for (name, rule) in &mut table.checks {
            if let Some(wanted) = wanted.checks.get(name) {
                normalize(rule, wanted);
            }
        }
    }
}

/// MariaDB has no JSON type: it uses a long text with a rule, which keeps its name when the column is renamed.
fn with_json(mut table: Table) -> Table {
    let json = |rule: &str| Some(rule.strip_prefix("json_valid(`")?.strip_suffix("`)")?.to_owned());
    let columns: Vec<String> = table.checks.values().filter_map(|rule| json(rule)).collect();
    table.checks.retain(|_, rule| json(rule).is_none());
    for column in table.columns.iter_mut().filter(|column| columns.contains(&column.name)) {
        "json".clone_into(&mut column.sql_type);
    }
    table
}

async fn columns(connection: &mut MySqlConnection, table: &str) -> Result<Vec<Column>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT CAST(column_name AS CHAR), CAST(column_type AS CHAR), CAST(collation_name AS CHAR), is_nullable = 'YES', \
         CAST(column_default AS CHAR), CAST(generation_expression AS CHAR) FROM information_schema.columns \
         WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position",
    )
    .bind(table)
    .fetch_all(connection)
    .await?;
    let column = |row: &sqlx::mysql::MySqlRow| {
        let (sql_type, collation): (String, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
        let collation = collation.map(|collation| format!(" COLLATE {collation}")).unwrap_or_default();
        let default: Option<String> = row.try_get(4)?;
        let generated: Option<String> = row.try_get(5)?;
        let nullable: i64 = row.try_get(3)?;
        Ok(Column {
            name: row.try_get(0)?,
            sql_type: format!("{sql_type}{collation}"),
            nullable: nullable != 0,
            default: default
                .filter(|default| !default.eq_ignore_ascii_case("null"))
                .as_deref()
                .map(quotes_doubled),
            generated: generated.filter(|expression| !expression.is_empty()),
            folded_from: None,
        })
    };
    rows.iter().map(column).collect()
}

type Indexes = (Vec<String>, BTreeMap<String, Index>);

/// An index with a prefix of a column, or with descending order, differs from the wanted one.
async fn indexes(connection: &mut MySqlConnection, table: &str) -> Result<Indexes, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT CAST(index_name AS CHAR), CAST(CONCAT(column_name, IF(sub_part IS NULL, '', CONCAT('(', sub_part, ')')), \
         IF(collation = 'D', ' DESC', '')) AS CHAR), CAST(non_unique AS SIGNED) FROM information_schema.statistics \
         WHERE table_schema = DATABASE() AND table_name = ? ORDER BY index_name, seq_in_index",
    )
    .bind(table)
    .fetch_all(connection)
    .await?;
    let mut primary_key = Vec::new();
    let mut indexes: BTreeMap<String, Index> = BTreeMap::new();
    for row in rows {
        let (name, column): (String, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
        let column = column.unwrap_or_default();
        if name == "PRIMARY" {
            primary_key.push(column);
            continue;
        }
        let not_unique: i64 = row.try_get(2)?;
        let index = indexes.entry(name).or_insert_with(|| Index {
            columns: Vec::new(),
            unique: not_unique == 0,
            live: None,
            deleted: None,
            made_by: None,
        });
        index.columns.push(column);
    }
    Ok((primary_key, indexes))
}

/// Only foreign keys without actions: one with a cascade differs from the wanted one. A table of another database is
/// prefixed with the database's name.
async fn foreign_keys(
    connection: &mut MySqlConnection,
    table: &str,
) -> Result<BTreeMap<String, ForeignKey>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT CAST(k.constraint_name AS CHAR), CAST(k.column_name AS CHAR), CAST(IF(k.referenced_table_schema = \
         k.table_schema, k.referenced_table_name, CONCAT(k.referenced_table_schema, '.', k.referenced_table_name)) AS CHAR), \
         CAST(k.referenced_column_name AS CHAR) FROM information_schema.key_column_usage k \
         JOIN information_schema.referential_constraints r ON r.constraint_schema = k.constraint_schema \
         AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name \
         WHERE k.table_schema = DATABASE() AND k.table_name = ? AND k.referenced_table_name IS NOT NULL \
         AND r.delete_rule IN ('NO ACTION', 'RESTRICT') AND r.update_rule IN ('NO ACTION', 'RESTRICT') \
         ORDER BY k.constraint_name, k.ordinal_position",
    )
    .bind(table)
    .fetch_all(connection)
    .await?;
    let mut keys: BTreeMap<String, ForeignKey> = BTreeMap::new();
    for row in rows {
        let parent: String = row.try_get(2)?;
        let key = keys.entry(row.try_get(0)?).or_insert_with(|| ForeignKey {
            columns: Vec::new(),
            parent,
            parent_columns: Vec::new(),
        });
        key.columns.push(row.try_get(1)?);
        key.parent_columns.push(row.try_get(3)?);
    }
    Ok(keys)
}

/// The rules. On MySQL, whose names are unique in the database, their tables are in another view, which also states
/// whether a rule is enforced.
async fn checks(
    connection: &mut MySqlConnection,
    table: &str,
) -> Result<BTreeMap<String, String>, sqlx::Error> {
    let says = "SELECT 1 FROM information_schema.columns WHERE table_schema = 'information_schema' \
                AND table_name = 'TABLE_CONSTRAINTS' AND column_name = 'ENFORCED'";
    let says = sqlx::query(says).fetch_optional(&mut *connection).await?.is_some();
    let ending = if says { "IF(t.enforced = 'NO', ' NOT ENFORCED', '')" } else { "''" };
    let sql = format!(
        "SELECT CAST(c.constraint_name AS CHAR), CAST(CONCAT(c.check_clause, {ending}) AS CHAR) FROM information_schema.check_constraints c \
         JOIN information_schema.table_constraints t ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name \
         WHERE c.constraint_schema = DATABASE() AND t.table_name = ? AND t.constraint_type = 'CHECK'"
    );
    let rows = sqlx::query(AssertSqlSafe(sql).into_sql_str()).bind(table).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, quotes_doubled(&row.try_get::<String, _>(1)?)))).collect()
}

/// Undoes the server's escaping of quotes and line ends in texts.
fn quotes_doubled(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut letters = sql.chars();
    while let Some(letter) = letters.next() {
        if letter != BACKSLASH {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some(QUOTE) => out.extend([QUOTE, QUOTE]),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            other => out.extend(std::iter::once(BACKSLASH).chain(other)),
        }
    }
    out
}

const BACKSLASH: char = '\\';
const QUOTE: char = '\'';

/// A type in the server's form.
fn canonical_type(sql_type: &str) -> String {
    let lower = sql_type.to_lowercase();
    // The two collations that compare by code points; see the backend.
    let (head, collation) = match lower.find("character set").or_else(|| lower.find(" collate ")) {
        Some(position) => {
            let (head, rest) = lower.split_at(position);
            let binary = ["utf8mb4_nopad_bin", "utf8mb4_0900_bin"].iter().any(|name| rest.contains(name));
            (head.to_owned(), if binary { " binary".to_owned() } else { rest.to_owned() })
        }
        None => (lower, String::new()),
    };
    let head = head.trim().replace(", ", ",");
    if head == "json" {
        return head;
    }
    let (name, sizes) = match head.split_once('(') {
        Some((name, sizes)) => (name.to_owned(), sizes.to_owned()),
        None => head
            .split_once(' ')
            .map_or((head.clone(), String::new()), |(name, rest)| (name.to_owned(), format!(") {rest}"))),
    };
    // The display width of a number has no meaning.
    let head = match name.as_str() {
        "boolean" => "tinyint".to_owned(),
        "tinyint" | "smallint" | "int" | "bigint" => {
            format!("{name}{}", sizes.split_once(')').map_or("", |(_, rest)| rest))
        }
        _ => head,
    };
    format!("{head}{collation}")
}
