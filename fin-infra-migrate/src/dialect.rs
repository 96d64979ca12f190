//! What the databases spell differently in DDL.

pub(crate) use fin_infra_core::schema::Database;
use fin_infra_core::schema::{Dialects, Limits, Literal};
use sea_query::{MysqlQueryBuilder, PostgresQueryBuilder, SchemaStatementBuilder, SqliteQueryBuilder};

use super::model::{Column, Index, Table};

/// MySQL has no partial indexes. Its indexes of live rows contain this column instead, which is 1 or null; unique values
/// with a null in them never collide.
pub(crate) const LIVE: &str = "fin_live";

/// How a database spells DDL.
pub(crate) trait Dialect {
    /// Renders a statement.
    fn to_sql(self, statement: &impl SchemaStatementBuilder) -> String;

    /// Quotes a name.
    fn quote(self, name: &str) -> String;

    /// Quotes names and joins them with commas.
    fn quote_all(self, names: &[String]) -> String;

    /// Renders a value.
    fn literal(self, literal: Literal, limits: Limits) -> String;

    /// Renders a text as a literal.
    fn text_literal(self, text: &str) -> String;

    /// Whether an index can be limited to some of the rows.
    fn has_partial_indexes(self) -> bool;

    /// The column that marks a live row, in a database without partial indexes.
    fn live_column(self, deleted_at: &str) -> Option<Column>;

    /// Declares the indexes that MySQL creates implicitly for foreign keys, and does not drop with them. Declared, they are
    /// indexes like any other.
    fn add_key_indexes(self, table: &mut Table);

    /// The text for this database.
    fn choose(self, texts: Dialects) -> &'static str;
}

impl Dialect for Database {
    fn to_sql(self, statement: &impl SchemaStatementBuilder) -> String {
        match self {
            Self::Sqlite => statement.to_string(SqliteQueryBuilder),
            Self::Postgres => statement.to_string(PostgresQueryBuilder),
            Self::MySql => statement.to_string(MysqlQueryBuilder),
        }
    }

    fn quote(self, name: &str) -> String {
        match self {
            Self::Sqlite | Self::MySql => format!("`{name}`"),
            Self::Postgres => format!("\"{name}\""),
        }
    }

    fn quote_all(self, names: &[String]) -> String {
        names.iter().map(|name| self.quote(name)).collect::<Vec<_>>().join(", ")
    }

    fn literal(self, literal: Literal, limits: Limits) -> String {
        match literal {
            Literal::Bool(value) => if value { "TRUE" } else { "FALSE" }.to_owned(),
            Literal::Integer(value) => value.to_string(),
            // A whole number of the smallest unit.
            Literal::Decimal(digits) if self == Self::Sqlite => scaled(digits, limits.scale),
            Literal::Decimal(digits) => digits.to_owned(),
            Literal::Text(text) => self.text_literal(text),
        }
    }

    fn text_literal(self, text: &str) -> String {
        let text = text.replace('\'', "''");
        // MySQL reads a backslash in a text as an escape.
        let text = if self == Self::MySql { text.replace('\\', "\\\\") } else { text };
        format!("'{text}'")
    }

    fn has_partial_indexes(self) -> bool {
        self != Self::MySql
    }

    fn live_column(self, deleted_at: &str) -> Option<Column> {
        (self == Self::MySql).then(|| Column {
            name: LIVE.to_owned(),
            sql_type: "TINYINT".to_owned(),
            nullable: true,
            default: None,
            generated: Some(format!("IF(`{deleted_at}` IS NULL, 1, NULL)")),
            folded_from: None,
        })
    }

    fn add_key_indexes(self, table: &mut Table) {
        if self != Self::MySql {
            return;
        }
        for (name, key) in &table.foreign_keys {
            let serves = |columns: &[String]| columns.starts_with(&key.columns);
            if !serves(&table.primary_key) && !table.indexes.values().any(|index| serves(&index.columns)) {
                let index = Index {
                    columns: key.columns.clone(),
                    unique: false,
                    live: None,
                    deleted: None,
                    made_by: None,
                };
                table.indexes.insert(name.clone(), index);
            }
        }
    }

    fn choose(self, texts: Dialects) -> &'static str {
        match self {
            Self::Sqlite => texts.sqlite,
            Self::Postgres => texts.postgres,
            Self::MySql => texts.mysql,
        }
    }
}

/// A decimal number as a whole number of its smallest unit. It has no more decimals than the column.
fn scaled(digits: &str, scale: u8) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let units = format!("{whole}{fraction:0<width$}", width = usize::from(scale));
    units.parse::<i64>().map_or_else(|_| "0".to_owned(), |units| units.to_string())
}
