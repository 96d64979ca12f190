//! One file, applied or undone, and the row of sqlx's table that says so.

use std::time::{Duration, Instant};

use sqlx::migrate::Migration;
use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr, SqlStr};

use super::super::connection::{Live, TABLE, with};
use super::super::failure::Failure;
#[cfg(feature = "sqlite")]
use super::by_hand;
use super::may_stop;
#[cfg(feature = "postgres")]
use super::statements::statements;

/// Whether a file is applied or undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Up,
    Down,
}

impl Way {
    fn noun(self) -> &'static str {
        match self {
            Self::Up => "upgrade",
            Self::Down => "downgrade",
        }
    }
}

impl Live {
    /// Runs a file: itself, or the one that undoes it.
    ///
    /// Where the database takes statements back with their transaction, it happens as a whole or not at all. Elsewhere its row
    /// says that it is under way before anything is done, and in a transaction even so: MySQL takes back what only concerns
    /// rows.
    pub(super) async fn run(&mut self, up: &Migration, file: &Migration, way: Way) -> Result<(), Failure> {
        match self.run_file(up, file, way).await {
            Ok(()) => Ok(()),
            Err(Error::Stopped(failure)) => Err(failure),
            Err(Error::Failure(failure)) => {
                let _ = self.execute("ROLLBACK".into_sql_str()).await;
                Err(failure)
            }
            Err(Error::Database { error, line }) => {
                // What the transaction holds is taken back; where there is none, or no connection, there is nothing to.
                let _ = self.execute("ROLLBACK".into_sql_str()).await;
                if let Some(failure) = self.explained(file, &error).await {
                    return Err(failure);
                }
                let is_busy = self.is_busy(&error);
                let line = line.map(|line| format!(", at the statement in line {line}")).unwrap_or_default();
                let said = format!("the {} stopped at {}{line}", way.noun(), up.version);
                Err(Failure::database(said, error).busy(is_busy))
            }
        }
    }

    async fn run_file(&mut self, up: &Migration, file: &Migration, way: Way) -> Result<(), Error> {
        let start = Instant::now();
        let is_whole = self.takes_back_ddl() && !file.no_tx;
        let has_transaction = is_whole || !self.takes_back_ddl();
        may_stop()?;
        if has_transaction {
            self.execute("BEGIN".into_sql_str()).await?;
            self.limit_lock_waits().await?;
        }
        match way {
            _ if is_whole => {}
            Way::Up if has_transaction => self.insert(up, false, None).await?,
            Way::Up => {
                self.together(async |live| live.insert(up, false, None).await.map_err(not_noted)).await?;
            }
            Way::Down => self.set_underway(up.version).await?,
        }
        may_stop()?;
        self.execute_file(file).await?;
        may_stop()?;
        match way {
            Way::Up if is_whole => self.insert(up, true, Some(start.elapsed())).await?,
            Way::Up => self.set_applied(up.version, start.elapsed()).await?,
            Way::Down => self.remove(up.version).await?,
        }
        may_stop()?;
        if has_transaction {
            self.execute("COMMIT".into_sql_str()).await?;
        }
        may_stop()?;
        Ok(())
    }

    /// Has the statements of this transaction give up where others hold a lock for too long: whoever comes behind a statement
    /// that waits, waits as well.
    async fn limit_lock_waits(&mut self) -> Result<(), sqlx::Error> {
        let Some(limit) = self.dialect().lock_limit() else { return Ok(()) };
        self.execute(limit.into_sql_str()).await
    }

    /// Runs the statements of a file: on PostgreSQL one at a time.
    async fn execute_file(&mut self, file: &Migration) -> Result<(), Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                let parts = by_hand::set_aside(connection, file.sql.as_str()).await?;
                connection.execute(file.sql.clone()).await?;
                by_hand::bring_back(connection, parts).await.map_err(Error::Failure)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                for statement in statements(file.sql.as_str()) {
                    let sent = AssertSqlSafe(statement.sql.to_owned()).into_sql_str();
                    let line = Some(statement.line);
                    connection.execute(sent).await.map_err(|error| Error::Database { error, line })?;
                }
                Ok(())
            }
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => Ok(connection.execute(file.sql.clone()).await.map(drop)?),
        }
    }

    /// What a database's refusal means, where the tool knows more than the database says.
    async fn explained(&mut self, file: &Migration, error: &sqlx::Error) -> Option<Failure> {
        let _ = (file, error); // only SQLite's are explained
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                by_hand::explain(connection, file.sql.as_str(), error).await.ok().flatten()
            }
            #[allow(unreachable_patterns)]
            _ => None,
        }
    }

    /// Whether a transaction takes back what was done to tables. MySQL commits before and after each such statement.
    fn takes_back_ddl(&self) -> bool {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => true,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => true,
            #[cfg(feature = "mysql")]
            Self::MySql(_) => false,
        }
    }

    /// Runs SQL that may be several statements.
    pub(crate) async fn execute(&mut self, sql: SqlStr) -> Result<(), sqlx::Error> {
        with!(self, connection => connection.execute(sql).await.map(drop))
    }

    /// Adds the row of a file, which says whether it is applied or still under way.
    pub(super) async fn insert(
        &mut self,
        up: &Migration,
        success: bool,
        elapsed: Option<Duration>,
    ) -> Result<(), sqlx::Error> {
        let places = match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => ["$1", "$2"],
            #[allow(unreachable_patterns)]
            _ => ["?", "?"],
        };
        let sql = AssertSqlSafe(format!(
            "INSERT INTO {TABLE} (version, description, success, checksum, execution_time) VALUES ({}, {}, {success}, {}, {})",
            up.version,
            places[0],
            places[1],
            elapsed.map_or(-1, nanoseconds)
        ));
        let (description, checksum) = (up.description.to_string(), up.checksum.to_vec());
        with!(self, connection => {
            let insert = sqlx::query(sql.into_sql_str()).bind(description).bind(checksum);
            insert.execute(connection).await.map(drop)
        })
    }

    pub(super) async fn set_applied(&mut self, version: i64, elapsed: Duration) -> Result<(), sqlx::Error> {
        let time = nanoseconds(elapsed);
        let set =
            format!("UPDATE {TABLE} SET success = TRUE, execution_time = {time} WHERE version = {version}");
        self.execute(AssertSqlSafe(set).into_sql_str()).await
    }

    async fn set_underway(&mut self, version: i64) -> Result<(), sqlx::Error> {
        let set = format!("UPDATE {TABLE} SET success = FALSE WHERE version = {version}");
        self.execute(AssertSqlSafe(set).into_sql_str()).await
    }

    pub(super) async fn remove(&mut self, version: i64) -> Result<(), sqlx::Error> {
        let delete = format!("DELETE FROM {TABLE} WHERE version = {version}");
        self.execute(AssertSqlSafe(delete).into_sql_str()).await
    }
}

fn not_noted(error: sqlx::Error) -> Failure {
    Failure::database("it cannot be written down that a file is under way", error)
}

fn nanoseconds(elapsed: Duration) -> i64 {
    i64::try_from(elapsed.as_nanos()).unwrap_or(i64::MAX)
}

/// Why a file was not run to its end.
enum Error {
    Database {
        error: sqlx::Error,
        /// The line of the statement that failed, where statements are sent one at a time.
        line: Option<usize>,
    },
    /// In words already.
    #[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "SQLite alone has such"))]
    Failure(Failure),
    /// By a test.
    Stopped(Failure),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database { error, line: None }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Stopped(failure)
    }
}
