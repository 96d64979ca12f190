//! A pool of connections in which each is either clean or closed.

use std::str::FromStr;
use std::sync::Arc;

use deadpool::managed::{self, Metrics, Object, PoolError, QueueMode, RecycleError, RecycleResult};
use sqlx::pool::PoolConnection;
use sqlx::{ConnectOptions, Connection, Database, Pool};

use super::doubts::{Doubts, Trust};
use super::{DbOptions, TRUSTED_FOR};
use crate::backend::{Aftermath, Backend};
use crate::error::{Error, Result};
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
    doubts: Doubts,
    /// Keeps a database that lives in memory only as long as one connection to it.
    _keeper: Option<Arc<std::sync::Mutex<DB::Connection>>>,
}

/// A connection, and what is known of it.
pub(crate) struct Pooled<DB: Backend> {
    connection: DB::Connection,
    trust: Trust,
}

impl<DB: Backend> managed::Manager for Manager<DB> {
    type Type = Pooled<DB>;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Pooled<DB>, sqlx::Error> {
        // A doubt that comes up meanwhile may be about this one.
        let trust = self.doubts.trust();
        // Boxed, since it is large and rare: every call's future would hold room for it.
        let connection = Box::pin(self.options.connect()).await?;
        Ok(Pooled { connection, trust })
    }

    async fn recycle(&self, pooled: &mut Pooled<DB>, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        let due = self.doubts.due(pooled.trust);
        if due.replacement {
            return Err(RecycleError::message("another connection found that its server takes no writes"));
        }
        if due.question || metrics.last_used() >= TRUSTED_FOR {
            Box::pin(self.ask(pooled)).await.map_err(RecycleError::Backend)?;
        }
        if due.oblivion {
            pooled.trust.stale = self.doubts.trust().stale;
            Box::pin(DB::forget_statements(&mut pooled.connection)).await.map_err(RecycleError::Backend)?;
        }
        Ok(())
    }
}

impl<DB: Backend> Manager<DB> {
    /// Asks a connection whether it still answers. Where it does not, the others may not do so, either.
    async fn ask(&self, pooled: &mut Pooled<DB>) -> Result<(), sqlx::Error> {
        // What is doubted while it answers, the answer may not be about.
        let doubted = self.doubts.trust().ended;
        let answer = pooled.connection.ping().await;
        match &answer {
            Ok(()) => pooled.trust.ended = doubted,
            Err(_) => self.doubts.raise(Aftermath::Ended, &mut pooled.trust),
        }
        answer
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
        let pool =
            managed::Pool::builder(Manager { options: parsed, doubts: Doubts::default(), _keeper: keeper })
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
                Ok(Lease { held: Some(Held::Own(connection)), state: State::InUse })
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
    state: State,
}

/// What becomes of a connection when its lease ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Something is or may be under way on it: it is closed.
    InUse,
    /// It cannot be used any more, whatever comes: it is closed.
    Lost,
    /// It is used again.
    Clean,
}

enum Held<DB: Backend> {
    Own(Object<Manager<DB>>),
    Pool(PoolConnection<DB>, Pool<DB>),
}

impl<DB: Backend> Lease<DB> {
    /// A connection of a pool that the program has.
    pub(crate) async fn of(pool: &Pool<DB>) -> Result<Self> {
        let connection = Box::pin(pool.acquire()).await.map_err(connection_failure::<DB>)?;
        Ok(Self { held: Some(Held::Pool(connection, pool.clone())), state: State::InUse })
    }

    #[expect(clippy::expect_used, reason = "only `drop` takes it")]
    pub(crate) fn connection(&mut self) -> &mut DB::Connection {
        match self.held.as_mut().expect("a lease holds its connection") {
            Held::Own(pooled) => &mut pooled.connection,
            Held::Pool(connection, _) => connection,
        }
    }

    /// Says that nothing is under way any more. The connection is used again unless the result says that it cannot be.
    pub(crate) fn give_back<T>(mut self, result: &Result<T>) {
        let aftermath = result.as_ref().err().map_or(Aftermath::Intact, Error::aftermath);
        self.doubt_others(aftermath);
        // What may have been out of date has been forgotten by now.
        let intact = aftermath <= Aftermath::MaybeStale && !self.is_lost();
        if intact && !self.connection().is_in_transaction() {
            self.state = State::Clean;
        }
    }

    /// Does after an error what has to be done before the connection is used again, if it can be: it forgets what is out
    /// of date. The others are doubted where the error is about them as well.
    pub(crate) async fn learn(&mut self, aftermath: Aftermath) {
        self.doubt_others(aftermath);
        let is_usable = match aftermath {
            Aftermath::Intact => true,
            _ if aftermath.is_stale() => DB::forget_statements(self.connection()).await.is_ok(),
            _ => false,
        };
        if !is_usable {
            self.state = State::Lost;
        }
    }

    /// Whether the connection cannot be used any more.
    pub(crate) fn is_lost(&self) -> bool {
        self.state == State::Lost
    }

    /// Doubts the connections beside this one, as far as an error is about them.
    pub(crate) fn doubt_others(&mut self, aftermath: Aftermath) {
        match self.held.as_mut() {
            Some(Held::Own(pooled)) if aftermath > Aftermath::Intact => {
                if let Some(pool) = Object::pool(pooled) {
                    pool.manager().doubts.raise(aftermath, &mut pooled.trust);
                }
            }
            // The program's own pool asks each connection whether it has ended before it gives it away, but knows
            // nothing of statements.
            Some(Held::Pool(_, pool)) if aftermath == Aftermath::Stale => close_idle(pool),
            _ => {}
        }
    }
}

/// Closes the connections of a program's own pool that nobody uses.
fn close_idle<DB: Backend>(pool: &Pool<DB>) {
    for _ in 0..pool.num_idle() {
        let Some(mut connection) = pool.try_acquire() else { return };
        connection.close_on_drop();
    }
}

impl<DB: Backend> Drop for Lease<DB> {
    fn drop(&mut self) {
        if self.state == State::Clean {
            return;
        }
        match self.held.take() {
            Some(Held::Own(connection)) => drop(Object::take(connection)),
            Some(Held::Pool(mut connection, _)) => connection.close_on_drop(),
            None => {}
        }
    }
}
