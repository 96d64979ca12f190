//! MySQL and MariaDB.

use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, MySql, SqlStr};

use super::Connects;
use crate::error::Result;
use crate::options::DbOptions;
use crate::timeout::answered;

/// The most bytes of a column in an index of InnoDB.
const LONGEST_INDEXED: usize = 3_072;

/// The largest number that the variables for limits accept on all versions.
const UNLIMITED: u32 = u32::MAX;

impl Connects for MySql {
    async fn run_raw(connection: &mut Self::Connection, sql: SqlStr) -> Result<(), sqlx::Error> {
        answered(sqlx::raw_sql(sql).execute(connection)).await.map(drop)
    }

    fn tuned(options: MySqlConnectOptions, _url: &str, settings: &DbOptions) -> Result<MySqlConnectOptions> {
        Ok(settings.mysql_options.apply(options.disable_statement_logging()))
    }

    /// Sorts compare texts to the end of what an index holds. By default they stop after 1,024 bytes, so that a list that is
    /// sorted has another order than its cursors.
    ///
    /// `GROUP_CONCAT` and, on MariaDB, recursive queries return all of their result. By default they end it at a limit, without
    /// an error.
    ///
    /// The two servers have different names and units for the time limit; each reads the comment that is written for it.
    fn first_statement(settings: &DbOptions) -> Option<String> {
        let limit = settings.statement_timeout.map(|limit| {
            let (seconds, milliseconds) = (limit.as_secs_f64(), limit.as_millis());
            format!(
                "/*M! , max_statement_time = {seconds:.3} *//*!80000 , max_execution_time = {milliseconds} */"
            )
        });
        let limit = limit.unwrap_or_default();
        Some(format!(
            "SET SESSION max_sort_length = {LONGEST_INDEXED}, group_concat_max_len = {UNLIMITED} \
             /*M! , max_recursive_iterations = {UNLIMITED} */{limit}"
        ))
    }
}
