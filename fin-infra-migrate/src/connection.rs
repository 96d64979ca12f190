//! The tool's connection to the database of a URL.

use std::str::FromStr;
use std::time::Duration;

use fin_infra_core::internal::{NoAnswer, Options, within};
use fin_infra_core::{Backend, DbOptions};
use sqlx::error::BoxDynError;
use sqlx::migrate::{AppliedMigration, Migrate, MigrateError};
use sqlx::{AssertSqlSafe, Connection, SqlSafeStr};

use super::dialect::Database;
use super::failure::Failure;
use super::inspect;
use super::model::Schema;

/// sqlx's table, which this tool shares.
pub(crate) const TABLE: &str = "_sqlx_migrations";

/// The time limit for connecting. Later statements have none.
const LONGEST: Duration = Duration::from_secs(30);

/// Waits for one of the first answers, which a proxy delays until a connection of its pool is free.
pub(crate) async fn answered<T>(question: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::time::timeout(LONGEST, question).await.unwrap_or_else(|_| {
        Err(Failure::new(format!(
            "the database did not answer within {} seconds. If a proxy such as PgBouncer is in between, all connections of its pool \
             are in use, perhaps by another migration, which needs two. Nothing was changed. Run this again later, connect to the \
             server itself, or enlarge the pool",
            LONGEST.as_secs(),
        )))
    })
}

/// A connection.
pub(crate) enum AnyConnection {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqliteConnection),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgConnection),
    #[cfg(feature = "mysql")]
    MySql(sqlx::MySqlConnection),
}

/// Runs the same code for each kind of connection.
macro_rules! with {
    ($any:expr, $connection:ident => $body:expr) => {
        match $any {
            #[cfg(feature = "sqlite")]
            $crate::connection::AnyConnection::Sqlite($connection) => $body,
            #[cfg(feature = "postgres")]
            $crate::connection::AnyConnection::Postgres($connection) => $body,
            #[cfg(feature = "mysql")]
            $crate::connection::AnyConnection::MySql($connection) => $body,
        }
    };
}
pub(crate) use with;

/// Which database a URL names.
pub(crate) fn database_of(url: &str) -> Result<Database, Failure> {
    let database = match url.split(':').next().unwrap_or_default() {
        "sqlite" => Database::Sqlite,
        "postgres" | "postgresql" => Database::Postgres,
        "mysql" | "mariadb" => Database::MySql,
        _ if url.trim().is_empty() => {
            return Err(Failure::new(
                "the URL of the database is empty: give one to `--database-url`, or set DATABASE_URL. A variable that is set to \
                 nothing counts, and hides the one in a file `.env`: unset it, or write the URL into it",
            ));
        }
        _ => {
            return Err(Failure::new(
                "the database's URL begins with none of `sqlite:`, `postgres:`, `mysql:` and `mariadb:`",
            ));
        }
    };
    check_is_built(database).map(|()| database)
}

/// Refuses a database that this program was not built for: its structs have no types there.
pub(crate) fn check_is_built(database: Database) -> Result<(), Failure> {
    let is_built = match database {
        Database::Sqlite => cfg!(feature = "sqlite"),
        Database::Postgres => cfg!(feature = "postgres"),
        Database::MySql => cfg!(feature = "mysql"),
    };
    if is_built { Ok(()) } else { Err(not_built(database)) }
}

fn not_built(database: Database) -> Failure {
    Failure::new(format!(
        "this program was built without the feature `{}` of fin-infra, so it does not support that database",
        name(database)
    ))
}

/// A database as the command line, the folders and the features name it.
pub(crate) fn name(database: Database) -> &'static str {
    match database {
        Database::Sqlite => "sqlite",
        Database::Postgres => "postgres",
        Database::MySql => "mysql",
    }
}

/// The placeholder of a statement's argument, counted from 1.
pub(crate) fn placeholder(database: Database, number: usize) -> String {
    let mut sql = String::new();
    database.placeholder(number, &mut sql);
    sql
}

impl AnyConnection {
    /// Connects for reading. A SQLite file stays unchanged to the byte, and a missing one is not created, whatever the
    /// URL states.
    pub(crate) async fn read_only(url: &str) -> Result<Self, Failure> {
        match database_of(url)? {
            #[cfg(feature = "sqlite")]
            Database::Sqlite => {
                let options = fin_infra_core::internal::read_only(options::<sqlx::Sqlite>(url)?, url)?;
                reach::<sqlx::Sqlite>(&options).await.map(Self::Sqlite)
            }
            _ => Self::connect(url).await,
        }
    }

    /// Connects for writing. A missing SQLite file is created if the URL states so.
    pub(crate) async fn connect(url: &str) -> Result<Self, Failure> {
        let mut connection = match database_of(url)? {
            #[cfg(feature = "sqlite")]
            Database::Sqlite => connect::<sqlx::Sqlite>(url).await.map(Self::Sqlite),
            #[cfg(feature = "postgres")]
            Database::Postgres => connect::<sqlx::Postgres>(url).await.map(Self::Postgres),
            #[cfg(feature = "mysql")]
            Database::MySql => connect::<sqlx::MySql>(url).await.map(Self::MySql),
            #[allow(unreachable_patterns)]
            database => Err(not_built(database)),
        }?;
        answered(connection.check_destination()).await?;
        Ok(connection)
    }

    /// Runs `work` in a transaction on PostgreSQL: a proxy may use another server connection for each transaction, and a
    /// statement has to be prepared where it runs.
    ///
    /// It must not be called within a transaction.
    pub(crate) async fn in_transaction<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let done = self.run_in_transaction(work).await;
        match done {
            Err(failure) => Err(self.with_role(failure).await),
            done => done,
        }
    }

    async fn run_in_transaction<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if self.database() != Database::Postgres {
            return work(self).await;
        }
        let unknown = |error| Failure::database("a transaction cannot begin or end", error);
        self.execute("BEGIN".into_sql_str()).await.map_err(unknown)?;
        let done = work(self).await;
        let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = self.execute(end.into_sql_str()).await.map_err(unknown);
        done.and_then(|done| ended.map(|()| done))
    }

    pub(crate) fn database(&self) -> Database {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Database::Sqlite,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Database::Postgres,
            #[cfg(feature = "mysql")]
            Self::MySql(_) => Database::MySql,
        }
    }

    /// The applied migrations. Nothing is written: without sqlx's table, there are none.
    pub(crate) async fn applied(&mut self) -> Result<Vec<AppliedMigration>, Failure> {
        self.in_transaction(async |connection| {
            if !connection.has_table(TABLE).await? {
                return Ok(Vec::new());
            }
            let applied = with!(connection, connection => connection.list_applied_migrations(TABLE).await);
            applied.map_err(|error| Failure::database("the applied migrations cannot be read", cause(error)))
        })
        .await
    }

    /// The migration that failed halfway, if any: on MySQL, which commits each statement separately.
    pub(crate) async fn failed(&mut self) -> Result<Option<i64>, Failure> {
        self.in_transaction(async |connection| {
            if !connection.has_table(TABLE).await? {
                return Ok(None);
            }
            let failed = with!(connection, connection => connection.dirty_version(TABLE).await);
            failed.map_err(|error| Failure::database("the applied migrations cannot be read", cause(error)))
        })
        .await
    }

    /// Whether a query returns a row. A query that fails, for example because its table is missing, returns none.
    pub(crate) async fn finds(&mut self, sql: String) -> bool {
        let sql = AssertSqlSafe(sql).into_sql_str();
        let found = self.in_transaction(async |connection| {
            let found = with!(connection, connection => sqlx::query(sql).fetch_optional(connection).await.map(|row| row.is_some()));
            found.map_err(|error| Failure::database("rows cannot be read", error))
        });
        found.await.unwrap_or(false)
    }

    /// Creates sqlx's table if it does not exist.
    pub(crate) async fn ensure_table(&mut self) -> Result<(), Failure> {
        self.in_transaction(async |connection| {
            // A role without the right to create it does not need it.
            if connection.has_table(TABLE).await? {
                return Ok(());
            }
            let done = with!(connection, connection => connection.ensure_migrations_table(TABLE).await);
            let failed = "the table of applied migrations cannot be created";
            done.map_err(|error| Failure::database(failed, cause(error)))
        })
        .await
    }

    /// Reads the tables of these names that exist.
    pub(crate) async fn schema(&mut self, wanted: &Schema) -> Result<Schema, Failure> {
        let found = match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => inspect::sqlite(connection, wanted).await,
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => inspect::postgres(connection, wanted).await,
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => inspect::mysql(connection, wanted).await,
        };
        match found {
            Ok(found) => Ok(found),
            Err(error) => {
                Err(self.with_role(Failure::database("the database's tables cannot be read", error)).await)
            }
        }
    }
}

/// The database's error, without sqlx's context.
fn cause(error: MigrateError) -> BoxDynError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        error => error.into(),
    }
}

async fn connect<DB: Backend>(url: &str) -> Result<DB::Connection, Failure> {
    let options = DB::tuned(options::<DB>(url)?, url, &DbOptions::new())?;
    reach::<DB>(&options).await
}

fn options<DB: Backend>(url: &str) -> Result<Options<DB>, Failure> {
    Options::<DB>::from_str(url)
        .map_err(|error| Failure::database("the database's URL cannot be read", error))
}

async fn reach<DB: Backend>(options: &Options<DB>) -> Result<DB::Connection, Failure> {
    let connection = DB::Connection::connect_with(options);
    within(LONGEST, NoAnswer::Harmless, connection).await.map_err(|error| {
        let advice = error.as_database_error().and_then(|error| DB::advice(error));
        Failure::database(advice.unwrap_or("the database cannot be reached"), error)
    })
}
