//! How many rows a table has, for a person who reads a plan.

use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::connection::{Live, with};
use super::dialect::Dialect;

/// So many rows are counted; of more, the database's own guess is as good.
const LIMIT: u64 = 1_000_000;

impl Live {
    /// The number of rows, as a person reads it: `1,234`, `about 5,000,000`. Nothing of a table that is not there or cannot be
    /// read.
    pub(crate) async fn rows(&mut self, table: &str) -> Option<String> {
        let dialect = self.dialect();
        let hides_rows = self.is_protected(table).await.unwrap_or_default();
        if !hides_rows {
            let sql = format!(
                "SELECT count(*) FROM (SELECT 1 AS one FROM {} LIMIT {LIMIT}) counted",
                dialect.name(table)
            );
            let counted = self.number(sql).await?;
            if counted < LIMIT {
                return Some(grouped(counted));
            }
        }
        let literal = dialect.text_literal(table);
        let guess = match dialect {
            Dialect::Postgres => format!(
                "SELECT greatest(c.reltuples::bigint, s.n_live_tup, 0) FROM pg_class c LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid \
                 WHERE c.oid = to_regclass(quote_ident({literal}))"
            ),
            Dialect::MySql => format!(
                "SELECT CAST(table_rows AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = {literal}"
            ),
            Dialect::Sqlite => format!("SELECT count(*) FROM {}", dialect.name(table)),
        };
        self.number(guess).await.map(|rows| format!("about {}", grouped(rows)))
    }

    async fn number(&mut self, sql: String) -> Option<u64> {
        let sql = AssertSqlSafe(sql).into_sql_str();
        let number: Option<i64> =
            with!(self, connection => sqlx::query_scalar(sql).fetch_optional(connection).await.ok()?);
        number.and_then(|number| u64::try_from(number).ok())
    }
}

/// A number with commas.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let place = |(place, digit): (usize, char)| {
        let is_group = place > 0 && (digits.len() - place).is_multiple_of(3);
        is_group.then_some(',').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn long_numbers_have_commas() {
        assert_eq!(
            [0, 999, 1_000, 12_345, 1_234_567].map(grouped),
            ["0", "999", "1,000", "12,345", "1,234,567"]
        );
    }
}
