//! A pool of connections in which each is either clean or closed.

use std::str::FromStr;
use std::time::{Duration, Instant};

use deadpool::managed::{self, Object, PoolError, QueueMode};
use sqlx::pool::PoolConnection;
use sqlx::{ConnectOptions, Connection, Pool};
use tokio::time::timeout;

use super::DbOptions;
use super::age::keep_young;
use super::close::closed;
use super::manager::{Manager, NoConnection, RESPONSE, Waits};
use crate::backend::{Backend, Options};
use crate::error::Aftermath;
use crate::error::{Error, Result};
use crate::sql::connection_failure;
use crate::timeout::{NoAnswer, within};

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

impl<DB: Backend> Connections<DB> {
    /// Opens the first connection, so that a wrong URL shows at once.
    pub(super) async fn open(url: &str, options: DbOptions) -> Result<Self> {
        options.check()?;
        let parsed = Options::<DB>::from_str(url).map_err(|error| {
            Error::invalid("url", "is not one that the database can be found by").with_source(error)
        })?;
        let parsed = DB::tuned(parsed, url, &options)?;
        let in_memory = DB::lives_in_memory(url)?;
        let keeper = match in_memory {
            true => Some(parsed.connect().await.map_err(connection_failure::<DB>)?),
            false => None,
        };
        let pool = managed::Pool::builder(Manager::new(parsed, &options, keeper))
            .max_size(if in_memory { 1 } else { options.max_connections })
            // The connection used last has its statements prepared and its pages cached.
            .queue_mode(QueueMode::Lifo)
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| Error::database("the connections cannot be set up").with_source(error))?;
        keep_young(&pool);
        let connections = Self::Own(pool);
        let mut lease = connections.lease().await?;
        let checked = check_location::<DB>(lease.connection(), in_memory).await;
        lease.give_back(&checked);
        checked.map(|()| connections)
    }

    /// Asks the database whether it answers.
    pub(crate) async fn ping(&self) -> Result<()> {
        let begun = Instant::now();
        let mut lease = self.lease().await?;
        let left = lease.waits.connection.saturating_sub(begun.elapsed());
        let answer = within(left, NoAnswer::Harmless, lease.connection().ping());
        let answer = Box::pin(answer).await.map_err(connection_failure::<DB>);
        lease.give_back(&answer);
        answer
    }

    /// Takes a connection.
    pub(crate) async fn lease(&self) -> Result<Lease<DB>> {
        match self {
            Self::Own(pool) => {
                let waits = pool.manager().waits;
                // One limit for all of it: to wait, to ask those that are there, and to make another one.
                let connection = match timeout(waits.connection, pool.get()).await {
                    Ok(connection) => connection.map_err(no_connection::<DB>)?,
                    Err(_) => return Err(too_late(&pool.status())),
                };
                Ok(Lease { held: Some(Held::Own(connection)), state: State::InUse, waits })
            }
            Self::Pool(pool) => Lease::of(pool).await,
        }
    }
}

fn too_late(status: &deadpool::Status) -> Error {
    Error::unavailable(match (status.size < status.max_size, status.max_size) {
        (true, _) => "the database did not answer in time, so there is no connection",
        (false, 1) => {
            "no connection became free in time: there is one, and what began a transaction holds it until the transaction \
             ends; calls beside it take the transaction instead of the `Db`"
        }
        (false, _) => "no connection became free in time",
    })
}

fn no_connection<DB: Backend>(error: PoolError<NoConnection>) -> Error {
    match error {
        PoolError::Backend(NoConnection::Refused(error)) => no_entry::<DB>(error),
        PoolError::Backend(NoConnection::Unprepared(error)) => unprepared::<DB>(error),
        PoolError::Closed => closed(),
        // deadpool waits for nothing here, and calls nothing.
        PoolError::Timeout(_) | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
            Error::unavailable("there are no connections")
        }
    }
}

/// What each new connection runs failed.
fn unprepared<DB: Backend>(error: sqlx::Error) -> Error {
    const REASON: &str = "what `DbOptions` has each new connection run (`after_connect`, `statement_timeout`) failed; the \
                          database's own words are the source of this error";
    match connection_failure::<DB>(error) {
        error if error.is_unavailable() => error,
        error => Error::database(REASON).with_source(error),
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

/// Refuses options that lead to another place than the URL: to memory, which each connection would have for itself, or to a
/// file.
async fn check_location<DB: Backend>(connection: &mut DB::Connection, in_memory: bool) -> Result<()> {
    if DB::is_in_memory(connection).await.map_err(connection_failure::<DB>)? == in_memory {
        return Ok(());
    }
    let reason = "names one database and the options another: where its rows are, the URL has to say";
    Err(Error::invalid("url", reason))
}

/// A connection on loan. One that is not given back is closed.
pub struct Lease<DB: Backend> {
    /// There until the lease is dropped.
    held: Option<Held<DB>>,
    state: State,
    /// How long is waited for what is done with it.
    pub(crate) waits: Waits,
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
    /// A connection of a pool that the program has, whose own limit holds for the wait.
    pub(crate) async fn of(pool: &Pool<DB>) -> Result<Self> {
        let connection = Box::pin(pool.acquire()).await.map_err(connection_failure::<DB>)?;
        let waits = Waits { connection: pool.options().get_acquire_timeout(), response: RESPONSE };
        Ok(Self { held: Some(Held::Pool(connection, pool.clone())), state: State::InUse, waits })
    }

    /// The connection.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "only `drop` takes it")]
    pub fn connection(&mut self) -> &mut DB::Connection {
        match self.held.as_mut().expect("a lease holds its connection") {
            Held::Own(link) => link.connection(),
            Held::Pool(connection, _) => connection,
        }
    }

    /// How long to wait for the answer to a statement.
    #[must_use]
    pub fn response(&self) -> Duration {
        self.waits.response
    }

    /// Says that nothing is under way any more. The connection is used again unless the result says that it cannot be.
    pub fn give_back<T>(mut self, result: &Result<T>) {
        let aftermath = result.as_ref().err().map_or(Aftermath::Intact, Error::aftermath);
        self.doubt_others(aftermath);
        // What may have been out of date has been forgotten by now.
        let intact = aftermath <= Aftermath::MaybeStale && !self.is_lost();
        if intact && !self.connection().is_in_transaction() {
            self.state = State::Clean;
            self.note_that_it_works();
        }
    }

    fn note_that_it_works(&mut self) {
        let Some(Held::Own(link)) = &mut self.held else { return };
        (link.is_clean, link.worked_at) = (true, Instant::now());
        if let Some(pool) = Object::pool(link) {
            link.trust.is_alive_as_of(pool.manager().doubts.trust());
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
            Some(Held::Own(link)) if aftermath > Aftermath::Intact => {
                if let Some(pool) = Object::pool(link) {
                    pool.manager().doubts.raise(aftermath, &mut link.trust);
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
