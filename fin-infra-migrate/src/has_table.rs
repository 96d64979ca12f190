//! Whether a table exists.

#[cfg(feature = "mysql")]
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::connection::AnyConnection;
use super::failure::Failure;

impl AnyConnection {
    pub(crate) async fn has_table(&mut self, name: &str) -> Result<bool, Failure> {
        let found = match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?";
                sqlx::query_scalar::<_, i64>(sql).bind(name).fetch_one(connection).await
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                // In the schema where it would be created: other schemas of the search path may have their own
                // migrations.
                let sql = "SELECT count(*) FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1))";
                sqlx::query_scalar::<_, i64>(sql).bind(name).fetch_one(connection).await
            }
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => {
                let sql = "SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?";
                match sqlx::query_scalar::<_, i64>(sql).bind(name).fetch_one(&mut *connection).await {
                    Ok(0) => is_hidden(connection, name).await.map(i64::from),
                    listed => listed,
                }
            }
        };
        found
            .map(|count| count > 0)
            .map_err(|error| Failure::database("the database's tables cannot be listed", error))
    }
}

/// Whether an unlisted table exists: MySQL does not list tables that the user has no rights on, and reports the missing
/// right when one is read.
#[cfg(feature = "mysql")]
async fn is_hidden(connection: &mut sqlx::MySqlConnection, name: &str) -> Result<bool, sqlx::Error> {
    /// `ER_NO_SUCH_TABLE`
    const NO_SUCH_TABLE: u16 = 1146;
    let sql = AssertSqlSafe(format!("SELECT 1 FROM `{name}` LIMIT 0")).into_sql_str();
    match sqlx::query(sql).fetch_optional(connection).await {
        Ok(_) => Ok(true),
        Err(sqlx::Error::Database(error))
            if error
                .try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()
                .is_some_and(|error| error.number() == NO_SUCH_TABLE) =>
        {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
