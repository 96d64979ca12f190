//! The database of a URL, with a built-in connection pool.

mod age;
mod any_lease;
mod bound_tenant;
mod close;
mod connections;
mod doubts;
mod each_database;
mod link;
mod manager;
mod memory;
mod status;
mod transaction;

use futures_util::future::BoxFuture;
use sqlx::Pool;

pub use self::any_lease::AnyLease;
pub(crate) use self::connections::Connections;
pub use self::connections::Lease;
use self::each_database::each_database;
use self::memory::MemoryDb;
pub use self::status::DbStatus;
pub use self::transaction::{DbTransaction, NestingStore, OpenTransaction, Savepoint, Within};
use super::call::{DbOperation, ErasedOperationIn, ScopedOperation};
use super::sql::run_on_lease;
use super::{Memory, Store};
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::operation::Operation;
use crate::options::{Begin, DbOptions};
use crate::resource::DbResource;
use crate::tenant::Scope;
use crate::timeout::limited;

/// A database, or memory, that is chosen at run time.
///
/// It has its own connection pool. A connection is reused only if its last call ended cleanly: if the future of a call
/// was dropped halfway, or if the connection broke, it is closed, and the database rolls back. Therefore no round trip
/// is needed before and after each use to check a connection, which would cost more than most statements.
///
/// Old and idle connections are closed, and no call waits forever: [`DbOptions`] has the limits.
/// [`status`](Self::status) counts the connections, and [`close`](Self::close) closes them.
///
/// Clones are cheap and share the connections. Every call uses one connection while it runs, and a [`DbTransaction`]
/// one until it ends. There are at most ten connections by default ([`DbOptions`] changes that), and **only one for a
/// SQLite database in memory**: while a transaction is open there, a call on the `Db` waits for it.
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
/// A program that already has a sqlx pool creates a `Db` with `Db::from(pool)`. The pool's own limits then apply to its
/// connections, and a call waits 30 seconds for the response to each statement. With a `&Pool` as the store, it waits
/// as long as sqlx does, which is forever.
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
    /// Connects to the database of a URL: `sqlite::memory:`, `sqlite://file.db?mode=rwc`, `postgres://…`, `mysql://…`
    /// or `mariadb://…`. It opens one connection, so that a wrong URL is reported at once.
    ///
    /// A SQLite file that does not exist is created if the URL ends in `?mode=rwc`. Foreign keys are enabled, a writer
    /// waits for another one as long as a call waits for a connection, and the journal mode is set to a write-ahead
    /// log, which persists in the file. With `?mode=ro` or `?immutable=1`, the file is not changed. A URL of a
    /// temporary database, of which each connection would have its own (`sqlite:`, `sqlite://?mode=rwc`,
    /// `cache=private` in memory), is rejected.
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
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a URL that cannot be parsed or whose database is not
    /// enabled as a feature, [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) for a database that does not
    /// respond, and [`ErrorKind::Database`](crate::ErrorKind::Database) if it reports that there is no such database,
    /// user or file.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::connect_with(url, DbOptions::new()).await
    }

    /// Like [`connect`](Self::connect), but with options.
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

    /// Creates a store in memory, without a database: a [`Memory`] as a `Db`.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// let (db, other) = (Db::memory(), Db::memory()); // they share no rows
    /// # drop((db, other));
    /// ```
    #[must_use]
    pub fn memory() -> Self {
        Self::from(Memory::new())
    }

    /// Begins a transaction. Its changes take effect when it is committed, or not at all.
    ///
    /// It uses the database's default isolation level. On SQLite, it is a write transaction, so it waits for any other
    /// writer.
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
    /// writer does not end in time, or if the database does not respond.
    pub async fn begin(&self) -> Result<DbTransaction> {
        self.begin_with(Begin::default(), None).await
    }

    /// Checks that the database responds. Memory always does.
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
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) if it does not, or if no connection becomes free in
    /// time.
    pub async fn ping(&self) -> Result<()> {
        each_database!(
            &self.0,
            connections => connections.ping().await,
            Memory(memory) => memory.open().map(drop),
        )
    }
}

fn empty_url() -> Error {
    let reason = "is empty: pass one such as `postgres://user:password@host/database`; if it comes from an environment \
                  variable, set that variable";
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
            /// Uses a pool that the program already has. The pool's own limits apply to its connections.
            fn from(pool: Pool<sqlx::$DB>) -> Self {
                Self(Kind::$DB(Connections::Pool(pool)))
            }
        }
    )*};
}

from_pools!("sqlite" Sqlite, "postgres" Postgres, "mysql" MySql);

impl<R: DbResource> Store<R> for &Db {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, mut operation: O) -> Result<O::Output> {
        self.call(&mut ScopedOperation { scope, operation: &mut operation }).await?;
        operation.output()
    }
}

impl Db {
    /// Boxed for the compiler: it proves that a future is `Send` by its parts, again for each resource and each method.
    fn call<'a>(&'a self, call: &'a mut dyn DbOperation) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            each_database!(
                &self.0,
                connections => call_on(connections, call).await,
                Memory(memory) => memory.open()?.run(call),
            )
        })
    }
}

/// Runs an operation on a leased connection.
async fn call_on<DB: Backend>(
    connections: &Connections<DB>,
    call: &mut dyn ErasedOperationIn<DB>,
) -> Result<()> {
    let lease = connections.lease().await.map_err(|error| error.of(call.table().name))?;
    limited(lease.waits.response, run_on_lease(lease, call)).await
}
