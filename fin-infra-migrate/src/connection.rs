//! A connection to whichever database a URL names, for the tool.

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

/// sqlx's own table, which its tools share with this one.
pub(crate) const TABLE: &str = "_sqlx_migrations";

/// How long a server may take to let the tool in. What the tool asks it then takes as long as it takes.
const LONGEST: Duration = Duration::from_secs(30);

/// Waits for one of the first answers, which a proxy gives once a connection of its pool is free.
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

/// Does the same with whichever connection it is.
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
        "this program was built without the feature `{}` of fin-infra, so it knows nothing of that database",
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
    if database == Database::Postgres { format!("${number}") } else { "?".to_owned() }
}

impl AnyConnection {
    /// Connects to look, and to change nothing: a SQLite file stays as it is to the byte, and one that is not there is not
    /// made, whatever the URL says.
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

    /// Connects, to change something. A SQLite file that is not there is made where the URL says so.
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

    /// Does something in a transaction of its own on PostgreSQL. A proxy may give each transaction another connection, and a
    /// statement is prepared on the one that it runs on.
    ///
    /// It is for what is in no transaction yet.
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
        let unknown = |error| Failure::database("the database does not do what it is asked", error);
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

    /// The migrations that were applied. Nothing is written: without sqlx's table there are none.
    pub(crate) async fn applied(&mut self) -> Result<Vec<AppliedMigration>, Failure> {
        self.in_transaction(async |connection| {
            if !connection.has_table(TABLE).await? {
                return Ok(Vec::new());
            }
            let applied = with!(connection, connection => connection.list_applied_migrations(TABLE).await);
            applied.map_err(|error| Failure::database("what was applied cannot be read", cause(error)))
        })
        .await
    }

    /// The migration that failed half way, if one did: on MySQL, which commits each statement by itself.
    pub(crate) async fn failed(&mut self) -> Result<Option<i64>, Failure> {
        self.in_transaction(async |connection| {
            if !connection.has_table(TABLE).await? {
                return Ok(None);
            }
            let failed = with!(connection, connection => connection.dirty_version(TABLE).await);
            failed.map_err(|error| Failure::database("what was applied cannot be read", cause(error)))
        })
        .await
    }

    /// Whether a query has a row. One that cannot be asked, of a table that is not there now, has none.
    pub(crate) async fn finds(&mut self, sql: String) -> bool {
        let sql = AssertSqlSafe(sql).into_sql_str();
        let found = self.in_transaction(async |connection| {
            let found = with!(connection, connection => sqlx::query(sql).fetch_optional(connection).await.map(|row| row.is_some()));
            found.map_err(|error| Failure::database("rows cannot be read", error))
        });
        found.await.unwrap_or(false)
    }

    /// Makes sqlx's table where it is not there.
    pub(crate) async fn ensure_table(&mut self) -> Result<(), Failure> {
        self.in_transaction(async |connection| {
            // A role that may not make it has no need to.
            if connection.has_table(TABLE).await? {
                return Ok(());
            }
            let done = with!(connection, connection => connection.ensure_migrations_table(TABLE).await);
            let failed = "the table of the applied migrations cannot be made";
            done.map_err(|error| Failure::database(failed, cause(error)))
        })
        .await
    }

    /// The tables that are there, of these names.
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

/// What the database said, without what sqlx was about.
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
