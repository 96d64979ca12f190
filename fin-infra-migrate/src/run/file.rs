//! Applying and undoing one file, and its row in sqlx's table.

use std::time::{Duration, Instant};

#[cfg(any(feature = "sqlite", feature = "mysql"))]
use futures_util::{StreamExt as _, stream::BoxStream};
use sqlx::migrate::Migration;
use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr, SqlStr};

use super::super::connection::{AnyConnection, TABLE, placeholder, with};
use super::super::dialect::Database;
use super::super::failure::Failure;
use super::super::folder::Revision;
use super::super::retry::lock_timeout;
use super::may_stop;
#[cfg(any(feature = "sqlite", feature = "mysql"))]
use super::statements::Statement;
use super::statements::statements;
#[cfg(feature = "sqlite")]
use super::{explain, unmanaged};

/// Whether a file is applied or undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Up,
    Down,
}

impl Way {
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Up => "upgrade",
            Self::Down => "downgrade",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

impl AnyConnection {
    /// Runs an up or down file.
    ///
    /// With transactional DDL, it runs completely or not at all. Otherwise its row is marked as in progress before it
    /// starts. MySQL still gets a transaction, which rolls back changes of rows.
    pub(super) async fn run(
        &mut self,
        revision: &Revision,
        file: &Migration,
        way: Way,
    ) -> Result<(), Failure> {
        let Err(error) = self.run_file(&revision.up, file, way).await else { return Ok(()) };
        if let Error::Stopped(failure) = error {
            return Err(failure);
        }
        let stopped = format!("the {} stopped at {}.{}.sql", way.noun(), revision.stem, way.ending());
        let explained = self.explained(file, &error).await;
        let rows = self.equal_rows(file, &error).await;
        // If there is no transaction, or no connection, there is nothing to roll back.
        let _ = self.execute("ROLLBACK".into_sql_str()).await;
        Err(match error {
            Error::Stopped(failure) => failure,
            Error::Explained(failure) => failure.with_context(&stopped),
            Error::Database { error, at } => match explained {
                Some(failure) => failure.with_context(&stopped),
                None => {
                    let is_busy = self.is_busy(&error);
                    let at = at.map(|at| format!(", {at}")).unwrap_or_default();
                    let failure = Failure::database(format!("{stopped}{at}"), error).busy(is_busy);
                    let failure = rows.into_iter().fold(failure, Failure::with_advice);
                    self.with_role(failure).await
                }
            },
        })
    }

    async fn run_file(&mut self, up: &Migration, file: &Migration, way: Way) -> Result<(), Error> {
        let start = Instant::now();
        let is_whole = self.has_transactional_ddl() && !file.no_tx;
        let has_transaction = is_whole || !self.has_transactional_ddl();
        may_stop()?;
        if has_transaction {
            self.execute("BEGIN".into_sql_str()).await?;
            self.limit_lock_waits().await?;
        }
        match way {
            _ if is_whole => {}
            Way::Up if has_transaction => self.insert(up, false, None).await?,
            Way::Up => {
                self.in_transaction(async |connection| {
                    connection.insert(up, false, None).await.map_err(not_noted)
                })
                .await
                .map_err(Error::Explained)?;
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

    /// Limits how long the statements of this transaction wait for locks: other statements queue behind a waiting one.
    async fn limit_lock_waits(&mut self) -> Result<(), sqlx::Error> {
        let Some(limit) = lock_timeout(self.database()) else { return Ok(()) };
        self.execute(limit.into_sql_str()).await
    }

    /// Runs the statements of a file: on PostgreSQL one at a time.
    async fn execute_file(&mut self, file: &Migration) -> Result<(), Error> {
        let text = file.sql.as_str();
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => {
                let parts = unmanaged::set_aside(connection, text).await?;
                let done = count(connection.execute_many(file.sql.clone())).await;
                done.map_err(|(error, done)| Error::after(error, text, done, Database::Sqlite))?;
                unmanaged::bring_back(connection, parts).await.map_err(Error::Explained)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                for statement in statements(text, Database::Postgres) {
                    let sent = AssertSqlSafe(statement.sql.to_owned()).into_sql_str();
                    let done = connection.execute(sent).await;
                    done.map_err(|error| Error::Database { error, at: Some(statement.excerpt()) })?;
                }
                Ok(())
            }
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => {
                let done = count(connection.execute_many(file.sql.clone())).await;
                done.map_err(|(error, done)| Error::after(error, text, done, Database::MySql))
            }
        }
    }

    /// Explains an error, if the tool knows more than the database reports.
    #[cfg_attr(
        not(feature = "sqlite"),
        allow(clippy::unused_async, reason = "only SQLite is asked something")
    )]
    async fn explained(&mut self, file: &Migration, error: &Error) -> Option<Failure> {
        match (self, error) {
            #[cfg(feature = "sqlite")]
            (Self::Sqlite(connection), Error::Database { error, .. }) => {
                explain::explain(connection, file, error).await.ok().flatten()
            }
            _ => {
                let _ = file;
                None
            }
        }
    }

    /// The rows that violate a unique index, if the database does not name them.
    #[cfg_attr(
        not(feature = "sqlite"),
        allow(clippy::unused_async, reason = "only SQLite is asked something")
    )]
    async fn equal_rows(&mut self, file: &Migration, error: &Error) -> Option<String> {
        match (self, error) {
            #[cfg(feature = "sqlite")]
            (Self::Sqlite(connection), Error::Database { error, .. }) => {
                explain::equal_rows(connection, file.sql.as_str(), error).await.ok().flatten()
            }
            _ => {
                let _ = file;
                None
            }
        }
    }

    /// Whether a transaction rolls DDL back. MySQL commits before and after each statement of DDL.
    fn has_transactional_ddl(&self) -> bool {
        self.database() != Database::MySql
    }

    /// Runs SQL of one or more statements.
    pub(crate) async fn execute(&mut self, sql: SqlStr) -> Result<(), sqlx::Error> {
        with!(self, connection => connection.execute(sql).await.map(drop))
    }

    /// Inserts the row of a file, which is applied or in progress.
    pub(super) async fn insert(
        &mut self,
        up: &Migration,
        success: bool,
        elapsed: Option<Duration>,
    ) -> Result<(), sqlx::Error> {
        let [description, checksum] = [1, 2].map(|number| placeholder(self.database(), number));
        let sql = AssertSqlSafe(format!(
            "INSERT INTO {TABLE} (version, description, success, checksum, execution_time) VALUES ({}, {description}, {success}, {checksum}, {})",
            up.version,
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
    Failure::database("it cannot be recorded that a file is under way", error)
}

fn nanoseconds(elapsed: Duration) -> i64 {
    i64::try_from(elapsed.as_nanos()).unwrap_or(i64::MAX)
}

/// Runs statements that were sent together. An error includes the number of statements before it.
#[cfg(any(feature = "sqlite", feature = "mysql"))]
async fn count<T>(mut answers: BoxStream<'_, Result<T, sqlx::Error>>) -> Result<(), (sqlx::Error, usize)> {
    let mut done = 0;
    while let Some(answer) = answers.next().await {
        answer.map_err(|error| (error, done))?;
        done += 1;
    }
    Ok(())
}

/// Why a file failed.
enum Error {
    Database {
        error: sqlx::Error,
        /// The failed statement, if known.
        at: Option<String>,
    },
    /// Explained already.
    Explained(Failure),
    /// Stopped by a test.
    Stopped(Failure),
}

impl Error {
    /// The error of the statement after `done` others.
    #[cfg(any(feature = "sqlite", feature = "mysql"))]
    fn after(error: sqlx::Error, file: &str, done: usize, database: Database) -> Self {
        let statements = statements(file, database);
        let is_known = !statements.iter().take(done).any(Statement::has_many_answers);
        let at = statements.get(done).filter(|_| is_known).map(Statement::excerpt);
        Self::Database { error, at }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database { error, at: None }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Stopped(failure)
    }
}
