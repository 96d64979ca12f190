//! A pool of connections in which each is either clean or closed.

use std::str::FromStr;
use std::sync::Arc;

use deadpool::managed::{self, Metrics, Object, PoolError, QueueMode, RecycleError, RecycleResult};
use sqlx::pool::PoolConnection;
use sqlx::{ConnectOptions, Connection, Database, Pool};

use super::{DbOptions, TRUSTED_FOR};
use crate::backend::Backend;
use crate::error::{Error, ErrorKind, Result};
use crate::store::refusal::connection_failure;

type Options<DB> = <<DB as Database>::Connection as Connection>::Options;

/// Where connections come from.
pub(crate) enum Connections<DB: Backend> {
    /// Own ones.
    Own(managed::Pool<Manager<DB>>),
    /// Those of a pool that the program has.
    Pool(Pool<DB>),
}

impl<DB: Backend> Clone for Connections<DB> {
    fn clone(&self) -> Self {
        match self {
            Self::Own(pool) => Self::Own(pool.clone()),
            Self::Pool(pool) => Self::Pool(pool.clone()),
        }
    }
}

/// Makes connections.
pub(crate) struct Manager<DB: Backend> {
    options: Options<DB>,
    /// Keeps a database that lives in memory only as long as one connection to it.
    _keeper: Option<Arc<std::sync::Mutex<DB::Connection>>>,
}

impl<DB: Backend> managed::Manager for Manager<DB> {
    type Type = DB::Connection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<DB::Connection, sqlx::Error> {
        // Boxed, since it is large and rare: every call's future would hold room for it.
        Box::pin(self.options.connect()).await
    }

    async fn recycle(
        &self,
        connection: &mut DB::Connection,
        metrics: &Metrics,
    ) -> RecycleResult<sqlx::Error> {
        if metrics.last_used() < TRUSTED_FOR {
            return Ok(());
        }
        Box::pin(connection.ping()).await.map_err(RecycleError::Backend)
    }
}

impl<DB: Backend> Connections<DB> {
    /// Opens the first connection, so that a wrong URL shows at once.
    pub(super) async fn open(url: &str, options: DbOptions) -> Result<Self> {
        let parsed = Options::<DB>::from_str(url).map_err(|error| {
            Error::invalid("url", "is not one that the database can be found by").with_source(error)
        })?;
        let parsed = DB::tuned(parsed, url);
        let in_memory = DB::lives_in_memory(url);
        let keeper = if in_memory {
            let keeper = parsed.connect().await.map_err(connection_failure::<DB>)?;
            Some(Arc::new(std::sync::Mutex::new(keeper)))
        } else {
            None
        };
        let pool = managed::Pool::builder(Manager { options: parsed, _keeper: keeper })
            .max_size(if in_memory { 1 } else { options.max_connections })
            // The connection used last has its statements prepared and its pages cached.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(options.wait))
            .create_timeout(Some(options.wait))
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| Error::database("the connections cannot be set up").with_source(error))?;
        let connections = Self::Own(pool);
        connections.lease().await?.give_back(&Ok(()));
        Ok(connections)
    }

    /// Asks the database whether it answers.
    pub(crate) async fn ping(&self) -> Result<()> {
        let mut lease = self.lease().await?;
        let answer = Box::pin(lease.connection().ping()).await.map_err(connection_failure::<DB>);
        lease.give_back(&answer);
        answer
    }

    /// Takes a connection.
    pub(crate) async fn lease(&self) -> Result<Lease<DB>> {
        match self {
            Self::Own(pool) => {
                let connection = pool.get().await.map_err(|error| no_connection(pool, error))?;
                Ok(Lease { held: Some(Held::Own(connection)), clean: false })
            }
            Self::Pool(pool) => Lease::of(pool).await,
        }
    }
}

fn no_connection<DB: Backend>(pool: &managed::Pool<Manager<DB>>, error: PoolError<sqlx::Error>) -> Error {
    match error {
        PoolError::Timeout(_) if pool.status().max_size == 1 => Error::unavailable(
            "no connection became free in time: there is one, and what began a transaction holds it until the transaction \
             ends; calls beside it take the transaction instead of the `Db`",
        ),
        PoolError::Timeout(_) => Error::unavailable("no connection became free in time"),
        PoolError::Backend(error) => no_entry::<DB>(error),
        error => Error::unavailable("there are no connections").with_source(error.to_string()),
    }
}

/// What holds of a database that is not there, a user it does not know, and a password that is not the user's.
const NO_ENTRY: &str =
    "the database does not let this program in; its own words are the source of this error";

/// Why a connection could not be made.
fn no_entry<DB: Backend>(error: sqlx::Error) -> Error {
    let advice = match &error {
        sqlx::Error::Database(database) => DB::advice(&**database),
        _ => None,
    };
    match connection_failure::<DB>(error) {
        error if error.is_unavailable() => error,
        error => Error::database(advice.unwrap_or(NO_ENTRY)).with_source(error),
    }
}

/// A connection on loan. One that is not given back is closed.
pub(crate) struct Lease<DB: Backend> {
    /// There until the lease is dropped.
    held: Option<Held<DB>>,
    clean: bool,
}

enum Held<DB: Backend> {
    Own(Object<Manager<DB>>),
    Pool(PoolConnection<DB>),
}

impl<DB: Backend> Lease<DB> {
    /// A connection of a pool that the program has.
    pub(crate) async fn of(pool: &Pool<DB>) -> Result<Self> {
        let connection = Box::pin(pool.acquire()).await.map_err(connection_failure::<DB>)?;
        Ok(Self { held: Some(Held::Pool(connection)), clean: false })
    }

    #[expect(clippy::expect_used, reason = "only `drop` takes it")]
    pub(crate) fn connection(&mut self) -> &mut DB::Connection {
        match self.held.as_mut().expect("a lease holds its connection") {
            Held::Own(connection) => connection,
            Held::Pool(connection) => connection,
        }
    }

    /// Says that nothing is under way any more. The connection is used again unless the result says that it broke.
    pub(crate) fn give_back<T>(mut self, result: &Result<T>) {
        let intact = result.as_ref().err().is_none_or(leaves_connection_intact);
        self.clean = intact && !self.connection().is_in_transaction();
    }
}

/// Whether a connection is in order although what it was to do failed: the database said so itself, or was not asked.
fn leaves_connection_intact(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Unavailable | ErrorKind::Database => error.is_from_database(),
        _ => true,
    }
}

impl<DB: Backend> Drop for Lease<DB> {
    fn drop(&mut self) {
        if self.clean {
            return;
        }
        match self.held.take() {
            Some(Held::Own(connection)) => drop(Object::take(connection)),
            Some(Held::Pool(mut connection)) => connection.close_on_drop(),
            None => {}
        }
    }
}
