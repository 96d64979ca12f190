//! What the databases spell differently in DDL.

use fin_infra_core::schema::{Database, Dialects, Limits, Literal};
use sea_query::{MysqlQueryBuilder, PostgresQueryBuilder, SchemaStatementBuilder, SqliteQueryBuilder};

use super::model::{Column, Index, Table};

/// MySQL has no partial index. Its indexes of live rows hold this column instead, which is 1 or null; unique values
/// with a null in them never collide.
pub(crate) const LIVE: &str = "fin_live";

/// A database, as one who writes DDL for it sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
    MySql,
}

impl Dialect {
    pub(crate) fn of(database: Database) -> Self {
        match database {
            Database::Sqlite => Self::Sqlite,
            Database::Postgres => Self::Postgres,
            Database::MySql => Self::MySql,
        }
    }

    /// The statement after which others that hold a lock are waited for only so long. A statement that waits for a lock on a
    /// table has everybody wait who comes after it. SQLite has a limit of the connection's for that.
    pub(crate) fn lock_limit(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SET LOCAL lock_timeout = '5s'"),
            Self::MySql => Some("SET SESSION lock_wait_timeout = 5"),
        }
    }

    /// A statement as text.
    pub(crate) fn text(self, statement: &impl SchemaStatementBuilder) -> String {
        match self {
            Self::Sqlite => statement.to_string(SqliteQueryBuilder),
            Self::Postgres => statement.to_string(PostgresQueryBuilder),
            Self::MySql => statement.to_string(MysqlQueryBuilder),
        }
    }

    /// A name, quoted.
    pub(crate) fn name(self, name: &str) -> String {
        match self {
            Self::Sqlite | Self::MySql => format!("`{name}`"),
            Self::Postgres => format!("\"{name}\""),
        }
    }

    pub(crate) fn names(self, names: &[String]) -> String {
        names.iter().map(|name| self.name(name)).collect::<Vec<_>>().join(", ")
    }

    /// A value, as SQL.
    pub(crate) fn literal(self, literal: Literal, limits: Limits) -> String {
        match literal {
            Literal::Bool(value) => if value { "TRUE" } else { "FALSE" }.to_owned(),
            Literal::Integer(value) => value.to_string(),
            // A whole number of the smallest unit.
            Literal::Decimal(digits) if self == Self::Sqlite => scaled(digits, limits.scale),
            Literal::Decimal(digits) => digits.to_owned(),
            Literal::Text(text) => self.text_literal(text),
        }
    }

    pub(crate) fn text_literal(self, text: &str) -> String {
        let text = text.replace('\'', "''");
        // MySQL reads a backslash in a text as an escape.
        let text = if self == Self::MySql { text.replace('\\', "\\\\") } else { text };
        format!("'{text}'")
    }

    /// Whether an index can hold some of the rows.
    pub(crate) fn has_partial_indexes(self) -> bool {
        self != Self::MySql
    }

    /// The column that says that a row is live, in a database without partial indexes.
    pub(crate) fn live_column(self, deleted_at: &str) -> Option<Column> {
        (self == Self::MySql).then(|| Column {
            name: LIVE.to_owned(),
            sql_type: "TINYINT".to_owned(),
            nullable: true,
            default: None,
            generated: Some(format!("IF(`{deleted_at}` IS NULL, 1, NULL)")),
            folded_from: None,
        })
    }

    /// MySQL makes an index for a foreign key that no other one serves, and forgets to take it away with the key. Said
    /// outright, it is an index like any other.
    pub(crate) fn add_key_indexes(self, table: &mut Table) {
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

    /// This database's of three texts.
    pub(crate) fn of_three(self, texts: Dialects) -> &'static str {
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
