//! The number of rows of a table, for a plan.

use fin_infra_core::internal::with_commas;
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::connection::{AnyConnection, with};
use super::dialect::{Database, Dialect as _};
use super::failure::Failure;

/// The largest number of rows to count; beyond it, the database's estimate is good enough.
const LIMIT: u64 = 1_000_000;

impl AnyConnection {
    /// The number of rows for display: `1,234`, `about 5,000,000`. `None` if the table does not exist or cannot be read.
    pub(crate) async fn rows(&mut self, table: &str) -> Option<String> {
        let database = self.database();
        let hides_rows = self
            .in_transaction(async |connection| connection.is_protected(table).await)
            .await
            .unwrap_or_default();
        if !hides_rows {
            let sql = format!(
                "SELECT count(*) FROM (SELECT 1 AS one FROM {} LIMIT {LIMIT}) counted",
                database.quoted(table)
            );
            let counted = self.number(sql).await?;
            if counted < LIMIT {
                return Some(with_commas(counted));
            }
        }
        let literal = database.text_literal(table);
        let guess = match database {
            Database::Postgres => format!(
                "SELECT greatest(c.reltuples::bigint, s.n_live_tup, 0) FROM pg_class c LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid \
                 WHERE c.oid = to_regclass(quote_ident({literal}))"
            ),
            Database::MySql => format!(
                "SELECT CAST(table_rows AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = {literal}"
            ),
            Database::Sqlite => format!("SELECT count(*) FROM {}", database.quoted(table)),
        };
        self.number(guess).await.map(|rows| format!("about {}", with_commas(rows)))
    }

    async fn number(&mut self, sql: String) -> Option<u64> {
        let sql = AssertSqlSafe(sql).into_sql_str();
        let asked = self.in_transaction(async |connection| {
            let number: Result<Option<i64>, _> =
                with!(connection, connection => sqlx::query_scalar(sql).fetch_optional(connection).await);
            number.map_err(|error| Failure::database("rows cannot be counted", error))
        });
        asked.await.ok().flatten().and_then(|number| u64::try_from(number).ok())
    }
}
