//! Missing rights of the tool's role.

#[cfg(any(feature = "postgres", feature = "mysql"))]
use sqlx::SqlSafeStr as _;

use super::super::connection::AnyConnection;
use super::super::failure::Failure;

impl AnyConnection {
    /// Adds the tool's role if it lacks a right. It queries the database, so no failed transaction may be open.
    pub(crate) async fn with_role(&mut self, failure: Failure) -> Failure {
        match self.role(&failure).await {
            Some(advice) => failure.with_advice(advice),
            None => failure,
        }
    }

    async fn role(&mut self, failure: &Failure) -> Option<String> {
        let error = failure.database_error()?;
        let _ = error; // SQLite has no roles
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => None,
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                const INSUFFICIENT_PRIVILEGE: &str = "42501";
                if error.code()? != INSUFFICIENT_PRIVILEGE {
                    return None;
                }
                let sql = "SELECT format('The tool is connected as the role `%s`: run it as the owner of the tables, \
                           with CREATE on the schema `%s`', current_user, current_schema())";
                let row = sqlx::raw_sql(sql.into_sql_str()).fetch_one(connection).await.ok()?;
                sqlx::Row::try_get(&row, 0).ok()
            }
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => {
                // Access to a database, a table, a column, a routine, or anything else is denied.
                const DENIED: [u16; 5] = [1044, 1142, 1143, 1370, 1227];
                let error = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()?;
                if !DENIED.contains(&error.number()) {
                    return None;
                }
                let sql = "SELECT CAST(CONCAT('The tool is connected as the user `', CURRENT_USER(), '`: run it as one who may create and \
                           change the tables') AS CHAR)";
                let row = sqlx::raw_sql(sql.into_sql_str()).fetch_one(connection).await.ok()?;
                sqlx::Row::try_get(&row, 0).ok()
            }
        }
    }
}
