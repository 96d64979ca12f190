//! Folded copies of text that was there before them.
//!
//! No database folds case as Unicode says, so a migration can only fill a folded copy with what the database takes for lower
//! case. The tool has the real thing, and sets right what differs.

use sqlx::{AssertSqlSafe, Executor as _, Row as _, SqlSafeStr as _};

use super::connection::Live;
use super::dialect::Dialect;
use super::failure::Failure;
use super::model::Schema;
use crate::fold::fold;

/// A folded copy of a column.
struct Copy {
    table: String,
    source: String,
    folded: String,
    /// Whether policies would hide the rows.
    is_protected: bool,
}

/// Sets the folded copies right that differ from their text, and says how many texts that were.
pub(crate) async fn refold(live: &mut Live, schema: &Schema) -> Result<usize, Failure> {
    let mut changed = 0;
    for copy in copies(schema) {
        let sorry = |error: sqlx::Error| {
            Failure::database(
                format!(
                    "the folded copies in `{}.{}` are not right yet, and searches and `unique_ci` go by them: where two rows are the \
                     same but for their case, change one of them, and run `refold`",
                    copy.table, copy.folded
                ),
                error,
            )
        };
        changed += match live {
            #[cfg(feature = "sqlite")]
            Live::Sqlite(connection) => sqlite(connection, &copy).await,
            #[cfg(feature = "postgres")]
            Live::Postgres(connection) => postgres(connection, &copy).await,
            #[cfg(feature = "mysql")]
            Live::MySql(connection) => mysql(connection, &copy).await,
        }
        .map_err(sorry)?;
    }
    Ok(changed)
}

fn copies(schema: &Schema) -> impl Iterator<Item = Copy> {
    schema.tables.iter().flat_map(|(name, table)| {
        table.columns.iter().filter_map(|column| {
            Some(Copy {
                table: name.clone(),
                source: column.folded_from.clone()?,
                folded: column.name.clone(),
                is_protected: table.row_security.is_some(),
            })
        })
    })
}

impl Copy {
    /// Each text with its copy, once.
    fn select(&self, dialect: Dialect) -> String {
        let [table, source, folded] =
            [&self.table, &self.source, &self.folded].map(|name| dialect.name(name));
        format!("SELECT DISTINCT {source}, {folded} FROM {table} WHERE {source} IS NOT NULL")
    }

    fn update(&self, dialect: Dialect, [first, second]: [&str; 2]) -> String {
        let [table, source, folded] =
            [&self.table, &self.source, &self.folded].map(|name| dialect.name(name));
        format!("UPDATE {table} SET {folded} = {first} WHERE {source} = {second}")
    }
}

/// The same for each database, whose types differ.
macro_rules! refold {
    ($feature:literal $name:ident $DB:ident $dialect:ident $placeholders:expr) => {
        #[cfg(feature = $feature)]
        async fn $name(
            connection: &mut <sqlx::$DB as sqlx::Database>::Connection,
            copy: &Copy,
        ) -> Result<usize, sqlx::Error> {
            let dialect = Dialect::$dialect;
            let mut transaction = sqlx::Connection::begin(connection).await?;
            let force = |word: &str| {
                let sql = format!("ALTER TABLE {} {word}FORCE ROW LEVEL SECURITY", dialect.name(&copy.table));
                AssertSqlSafe(sql).into_sql_str()
            };
            if copy.is_protected {
                transaction.execute(sqlx::raw_sql(force("NO "))).await?;
            }
            let select = AssertSqlSafe(copy.select(dialect)).into_sql_str();
            let mut wrong = Vec::new();
            for row in transaction.fetch_all(sqlx::query(select)).await? {
                let (text, copied): (String, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
                let folded = fold(&text);
                if copied.as_ref() != Some(&folded) {
                    wrong.push((text, folded));
                }
            }
            let update = AssertSqlSafe(copy.update(dialect, $placeholders)).into_sql_str();
            for (text, folded) in &wrong {
                transaction.execute(sqlx::query(update.clone()).bind(folded).bind(text)).await?;
            }
            if copy.is_protected {
                transaction.execute(sqlx::raw_sql(force(""))).await?;
            }
            transaction.commit().await?;
            Ok(wrong.len())
        }
    };
}

refold!("sqlite" sqlite Sqlite Sqlite ["?", "?"]);
refold!("postgres" postgres Postgres Postgres ["$1", "$2"]);
refold!("mysql" mysql MySql MySql ["?", "?"]);
