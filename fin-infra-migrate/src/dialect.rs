//! What the databases spell differently in DDL.

pub(crate) use fin_infra_core::internal::LIVE_COLUMN as LIVE;
pub(crate) use fin_infra_core::schema::Database;
use fin_infra_core::schema::{Dialects, Limits, Literal};
use sea_query::{MysqlQueryBuilder, PostgresQueryBuilder, SchemaStatementBuilder, SqliteQueryBuilder};

use super::model::{Column, Index, Table};

/// How a database spells DDL.
pub(crate) trait Dialect {
    /// Renders a statement.
    fn to_sql(self, statement: &impl SchemaStatementBuilder) -> String;

    /// Quotes a name.
    fn quoted(self, name: &str) -> String;

    /// Quotes names and joins them with commas.
    fn quoted_list(self, names: &[String]) -> String;

    /// Renders a value.
    fn literal(self, literal: Literal, limits: Limits) -> String;

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

    fn quoted(self, name: &str) -> String {
        let mut quoted = String::with_capacity(name.len() + 2);
        self.quote(name, &mut quoted);
        quoted
    }

    fn quoted_list(self, names: &[String]) -> String {
        names.iter().map(|name| self.quoted(name)).collect::<Vec<_>>().join(", ")
    }

    fn literal(self, literal: Literal, limits: Limits) -> String {
        match literal {
            Literal::Bool(value) => if value { "TRUE" } else { "FALSE" }.to_owned(),
            Literal::Integer(value) => value.to_string(),
            Literal::Decimal(digits) => self.decimal_literal(digits, limits.scale),
            Literal::Text(text) => self.text_literal(text),
        }
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
