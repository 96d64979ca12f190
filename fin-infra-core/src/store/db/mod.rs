//! The database that a URL names, with its own connections.

mod age;
mod any_lease;
mod bound_tenant;
mod close;
mod connections;
mod doubts;
mod each_database;
mod ended;
mod link;
mod manager;
mod memory;
mod state;
mod status;
mod transaction;

use sqlx::Pool;

pub use self::any_lease::AnyLease;
pub(crate) use self::connections::Connections;
pub use self::connections::Lease;
use self::each_database::each_database;
use self::memory::{MemoryDb, supported_in_memory};
pub use self::status::DbStatus;
pub use self::transaction::DbTransaction;
use super::{Memory, Store};
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::operation::Operation;
use crate::options::DbOptions;
use crate::resource::{DbResource, SqlTable};
use crate::tenant::Scope;
use crate::timeout::limited;

/// A database, or memory, chosen when the program runs.
///
/// It owns its connections. A connection is used again only if what it did ended cleanly: one whose future was dropped
/// half way or that broke is closed, and the database forgets what it was doing. That is why a connection needs no
/// question to the server before and after each use, which would cost more than most statements.
///
/// Connections end when they are old, or when nobody uses them, and nothing waits for ever: [`DbOptions`] has the limits.
/// [`status`](Self::status) counts the connections, and [`close`](Self::close) ends them.
///
/// Clones share the connections, and cost nothing. Every call takes one connection for as long as it runs, and a
/// [`DbTransaction`] one until it ends. There are at most ten, unless [`DbOptions`] says otherwise, and **one for a
/// database in SQLite's memory**: while a transaction is open there, a call on the `Db` waits for it.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// pub struct Goal {
///     pub name: String,
/// }
///
/// # async fn example() -> Result<(), Error> {
/// let db = Db::connect("sqlite://goals.db?mode=rwc").await?;
/// Goal::repository().create(&db, GoalCreate { name: "Boat".to_owned() }).await?;
/// # Ok(())
/// # }
/// ```
///
/// A program that has a pool of sqlx's already makes a `Db` of it with `Db::from(pool)`. The pool's own limits hold for its
/// connections then, and a call waits 30 seconds for the answer to each statement; on the pool itself, a `&Pool` as the
/// store, it waits as long as sqlx does, which is for ever.
#[derive(Clone)]
pub struct Db(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    #[cfg(feature = "sqlite")]
    Sqlite(Connections<sqlx::Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(Connections<sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    MySql(Connections<sqlx::MySql>),
    Memory(MemoryDb),
}

impl Db {
    /// Connects to the database that a URL names: `sqlite::memory:`, `sqlite://file.db?mode=rwc`, `postgres://…`,
    /// `mysql://…` or `mariadb://…`. It opens one connection, so that a wrong URL shows at once.
    ///
    /// A SQLite file that is not there is made where the URL ends in `?mode=rwc`. Foreign keys are on, a writer waits for
    /// another one as long as a call does for a connection, and the journal is a write-ahead log, which the file keeps. With
    /// `?mode=ro` or `?immutable=1` the file stays as it is. A URL that names a temporary database, of which each connection
    /// has its own (`sqlite:`, `sqlite://?mode=rwc`, `cache=private` in memory), is refused.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let db = Db::connect(&std::env::var("DATABASE_URL")?).await?;
    /// # drop(db);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a URL that cannot be read or of a database that this
    /// program was not built for, [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) for one that does not answer,
    /// and [`ErrorKind::Database`](crate::ErrorKind::Database) for one that answers that it has no such database, user or
    /// file.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::connect_with(url, DbOptions::new()).await
    }

    /// The same, with options.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # async fn example() -> Result<(), Error> {
    /// use std::time::Duration;
    ///
    /// use fin_infra::DbOptions;
    ///
    /// let options = DbOptions::new().max_connections(4).wait(Duration::from_secs(2));
    /// let db = Db::connect_with("postgres://app@localhost/budgets", options).await?;
    /// # drop(db);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect).
    pub async fn connect_with(url: &str, options: DbOptions) -> Result<Self> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            #[cfg(feature = "sqlite")]
            "sqlite" => {
                Connections::open(url, options).await.map(|connections| Self(Kind::Sqlite(connections)))
            }
            #[cfg(feature = "postgres")]
            "postgres" | "postgresql" => {
                Connections::open(url, options).await.map(|connections| Self(Kind::Postgres(connections)))
            }
            #[cfg(feature = "mysql")]
            "mysql" | "mariadb" => {
                Connections::open(url, options).await.map(|connections| Self(Kind::MySql(connections)))
            }
            _ if url.trim().is_empty() => Err(empty_url()),
            _ => Err(unknown_scheme(scheme)),
        }
    }

    /// A store in memory, without a database: a [`Memory`] where a `Db` is wanted.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// let (db, other) = (Db::memory(), Db::memory()); // each with rows of its own
    /// # drop((db, other));
    /// ```
    #[must_use]
    pub fn memory() -> Self {
        Self::from(Memory::new())
    }

    /// Begins a transaction: what is done with it happens when it is committed, or not at all.
    ///
    /// It has the database's own level of isolation. On SQLite it is one that may write, so it waits until no other does.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # pub struct Goal { pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let mut tx = db.begin().await?;
    /// for name in ["Bicycle", "Boat"] {
    ///     goals.create(&mut tx, GoalCreate { name: name.to_owned() }).await?;
    /// }
    /// tx.commit().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) if no connection becomes free in time, if SQLite's
    /// writer does not end in time, or if the database does not answer.
    pub async fn begin(&self) -> Result<DbTransaction> {
        each_database!(
            &self.0,
            connections => DbTransaction::begin(connections).await,
            Memory(memory) => Ok(DbTransaction::in_memory(memory.open()?.begin())),
        )
    }

    /// Asks the database whether it answers. Memory always does.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # async fn example(db: &Db) -> Result<(), Error> {
    /// db.ping().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) if it does not, or if no connection becomes free in time.
    pub async fn ping(&self) -> Result<()> {
        each_database!(
            &self.0,
            connections => connections.ping().await,
            Memory(memory) => memory.open().map(drop),
        )
    }
}

fn empty_url() -> Error {
    let reason = "is empty: pass one such as `postgres://user:password@host/database`; if it is read from an environment \
                  variable, that is set to nothing";
    Error::invalid("url", reason)
}

fn unknown_scheme(scheme: &str) -> Error {
    let known: &[&str] = &[
        #[cfg(feature = "sqlite")]
        "sqlite",
        #[cfg(feature = "postgres")]
        "postgres",
        #[cfg(feature = "mysql")]
        "mysql",
    ];
    let feature = match scheme {
        "sqlite" => "sqlite",
        "postgres" | "postgresql" => "postgres",
        "mysql" | "mariadb" => "mysql",
        _ => {
            let reason = format!("begins with none of the databases of this program: {}", known.join(", "));
            return Error::invalid("url", reason);
        }
    };
    Error::invalid("url", format!("this program was built without the feature `{feature}` of fin-infra"))
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = each_database!(&self.0, _connections => DB::TITLE, Memory(_) => "memory");
        f.debug_tuple("Db").field(&kind).finish()
    }
}

macro_rules! from_pools {
    ($($feature:literal $DB:ident),*) => {$(
        #[cfg(feature = $feature)]
        impl From<Pool<sqlx::$DB>> for Db {
            /// Takes a pool that the program already has, with the pool's own rules for its connections.
            fn from(pool: Pool<sqlx::$DB>) -> Self {
                Self(Kind::$DB(Connections::Pool(pool)))
            }
        }
    )*};
}

from_pools!("sqlite" Sqlite, "postgres" Postgres, "mysql" MySql);

impl<R: DbResource> Store<R> for &Db {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, operation: O) -> Result<O::Output> {
        each_database!(
            &self.0,
            connections => run(connections, scope, operation).await,
            Memory(memory) => {
                supported_in_memory::<R>()?;
                memory.open()?.run_here(scope, operation)
            },
        )
    }
}

/// Runs an operation on a connection of its own.
async fn run<R, DB, O>(connections: &Connections<DB>, scope: &Scope<R>, operation: O) -> Result<O::Output>
where
    R: SqlTable<DB>,
    DB: Backend,
    O: Operation<R>,
{
    let lease = connections.lease().await.map_err(|error| error.of(R::TABLE.name))?;
    limited(lease.waits.response, super::sql::run_on_loan(lease, scope, operation)).await
}
