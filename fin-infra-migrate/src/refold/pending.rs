//! The record of incomplete copies, in a table of the database.

use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::super::connection::{AnyConnection, placeholder, with};
use super::super::dialect::Database;
use super::super::failure::Failure;
use super::super::inspect::not_made_yet;
use super::super::model::{Schema, Table};

/// The table of incomplete copies.
const TABLE: &str = "_fin_refold";

/// A row of the table: the copy's table, its column, its source, and the key to continue after.
type Row = (String, String, String, Option<String>);

/// The key to continue after, and whether to start over at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct After {
    pub(super) key: Option<Vec<String>>,
    pub(super) again: bool,
}

/// Its stored form.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Once(Vec<String>),
    Again { again: Vec<String> },
}

impl After {
    /// An unreadable key is ignored: the copy starts over.
    fn read(text: Option<&str>) -> Self {
        match text.and_then(|text| serde_json::from_str(text).ok()) {
            None => Self::default(),
            Some(Written::Once(key)) => Self { key: Some(key), again: false },
            Some(Written::Again { again }) => Self { key: Some(again), again: true },
        }
    }
}

/// A folded copy of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoldedCopy {
    pub(crate) table: String,
    pub(crate) source: String,
    pub(crate) folded: String,
}

/// The folded copies of tables.
pub(crate) fn copies(schema: &Schema) -> impl Iterator<Item = FoldedCopy> {
    schema.tables.iter().flat_map(|(name, table)| {
        table.columns.iter().filter_map(|column| {
            Some(FoldedCopy {
                table: name.clone(),
                source: column.folded_from.clone()?,
                folded: column.name.clone(),
            })
        })
    })
}

/// The folded copies that `after` adds to existing tables: a new table has no rows yet.
pub(crate) fn new_copies(before: &Schema, after: &Schema) -> Vec<FoldedCopy> {
    let is_new = |copy: &FoldedCopy| {
        before.tables.get(&copy.table).is_some_and(|table| table.column(&copy.folded).is_none())
    };
    copies(after).filter(is_new).collect()
}

impl AnyConnection {
    /// Records copies to complete from their first row.
    pub(crate) async fn remember(&mut self, copies: &[FoldedCopy]) -> Result<(), Failure> {
        if copies.is_empty() {
            return Ok(());
        }
        self.in_transaction(async |connection| connection.remember_all(copies).await).await
    }

    async fn remember_all(&mut self, copies: &[FoldedCopy]) -> Result<(), Failure> {
        let failed = |error| Failure::database("the folded copies to complete cannot be recorded", error);
        let charset = if self.database() == Database::MySql { " CHARACTER SET utf8mb4" } else { "" };
        let create = format!(
            "CREATE TABLE IF NOT EXISTS {TABLE} (table_name VARCHAR(64) NOT NULL, folded_name VARCHAR(64) NOT NULL, \
             source_name VARCHAR(64) NOT NULL, after_key TEXT, PRIMARY KEY (table_name, folded_name)){charset}"
        );
        self.execute(AssertSqlSafe(create).into_sql_str()).await.map_err(failed)?;
        for copy in copies {
            self.forget(copy).await.map_err(failed)?;
            let values = self.placeholders::<3>().join(", ");
            let insert =
                format!("INSERT INTO {TABLE} (table_name, folded_name, source_name) VALUES ({values})");
            let insert = AssertSqlSafe(insert).into_sql_str();
            let FoldedCopy { table, source, folded } = copy.clone();
            let done = with!(self, connection => {
                let insert = sqlx::query(insert).bind(table).bind(folded).bind(source);
                insert.execute(connection).await.map(drop)
            });
            done.map_err(failed)?;
        }
        Ok(())
    }

    /// The incomplete copies, with the key to continue after.
    pub(super) async fn pending_copies(&mut self) -> Result<Vec<(FoldedCopy, After)>, Failure> {
        self.in_transaction(async |connection| connection.read_pending().await).await
    }

    /// Messages about the incomplete copies of existing columns. None if the role may not read the table: such a role
    /// does not run migrations.
    pub(crate) async fn waiting_copies(&mut self) -> Vec<String> {
        let pending = self.pending_copies().await.unwrap_or_default();
        let tables = pending.iter().map(|(copy, _)| (copy.table.clone(), Table::default())).collect();
        let found = self.schema(&Schema { tables, ..Schema::default() }).await.unwrap_or_default();
        let is_there = |copy: &FoldedCopy| {
            found.tables.get(&copy.table).is_some_and(|table| table.column(&copy.folded).is_some())
        };
        let copies = pending.into_iter().map(|(copy, _)| copy).filter(is_there);
        copies.map(|copy| not_made_yet(&copy.table, &copy.source, &copy.folded)).collect()
    }

    async fn read_pending(&mut self) -> Result<Vec<(FoldedCopy, After)>, Failure> {
        if !self.has_table(TABLE).await? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT table_name, folded_name, source_name, after_key FROM {TABLE} ORDER BY table_name, folded_name"
        );
        let sql = AssertSqlSafe(sql).into_sql_str();
        let rows: Result<Vec<Row>, sqlx::Error> =
            with!(self, connection => sqlx::query_as(sql).fetch_all(connection).await);
        let rows =
            rows.map_err(|error| Failure::database("the folded copies to complete cannot be read", error))?;
        let read = |(table, folded, source, after): Row| {
            let after = After::read(after.as_deref());
            (FoldedCopy { table, source, folded }, after)
        };
        Ok(rows.into_iter().map(read).collect())
    }

    pub(super) async fn forget(&mut self, copy: &FoldedCopy) -> Result<(), sqlx::Error> {
        let [table, folded] = self.placeholders();
        let sql = format!("DELETE FROM {TABLE} WHERE table_name = {table} AND folded_name = {folded}");
        let sql = AssertSqlSafe(sql).into_sql_str();
        let FoldedCopy { table, folded, .. } = copy.clone();
        with!(self, connection => sqlx::query(sql).bind(table).bind(folded).execute(connection).await.map(drop))
    }

    /// Makes a copy start over.
    pub(super) async fn start_over(&mut self, copy: &FoldedCopy) -> Result<(), sqlx::Error> {
        self.remember_after(copy, None).await
    }

    /// Records the key of the last checked row.
    pub(super) async fn remember_key(
        &mut self,
        copy: &FoldedCopy,
        key: &[String],
        again: bool,
    ) -> Result<(), sqlx::Error> {
        let key = key.to_vec();
        let written = if again { Written::Again { again: key } } else { Written::Once(key) };
        self.remember_after(copy, serde_json::to_string(&written).ok()).await
    }

    async fn remember_after(&mut self, copy: &FoldedCopy, key: Option<String>) -> Result<(), sqlx::Error> {
        let [after, table, folded] = self.placeholders();
        let sql = format!(
            "UPDATE {TABLE} SET after_key = {after} WHERE table_name = {table} AND folded_name = {folded}"
        );
        let sql = AssertSqlSafe(sql).into_sql_str();
        let FoldedCopy { table, folded, .. } = copy.clone();
        with!(self, connection => {
            sqlx::query(sql).bind(key).bind(table).bind(folded).execute(connection).await.map(drop)
        })
    }

    fn placeholders<const N: usize>(&self) -> [String; N] {
        std::array::from_fn(|index| placeholder(self.database(), index + 1))
    }
}
