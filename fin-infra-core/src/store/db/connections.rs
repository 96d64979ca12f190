//! A pool whose connections are either clean or closed.

use std::str::FromStr;
use std::time::{Duration, Instant};

use deadpool::managed::{self, Object, PoolError, QueueMode};
use sqlx::pool::PoolConnection;
use sqlx::{ConnectOptions, Connection, Pool};
use tokio::time::timeout;

use super::DbOptions;
use super::age::close_expired;
use super::close::closed;
use super::manager::{Manager, NoConnection, RESPONSE, Waits};
use crate::backend::{Backend, Options};
use crate::error::Aftermath;
use crate::error::{Error, Result};
use crate::sql::connection_failure;
use crate::timeout::{NoAnswer, within};

/// The source of connections.
pub(crate) enum Connections<DB: Backend> {
    /// The built-in pool.
    Own(managed::Pool<Manager<DB>>),
    /// A sqlx pool that the program owns.
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
    /// Opens the first connection, so that a wrong URL is reported at once.
    pub(super) async fn open(url: &str, options: DbOptions) -> Result<Self> {
        options.check()?;
        let parsed = Options::<DB>::from_str(url).map_err(|error| {
            Error::invalid("url", "is not a valid URL of this database").with_source(error)
        })?;
        let parsed = DB::tuned(parsed, url, &options)?;
        let in_memory = DB::lives_in_memory(url)?;
        let keeper = match in_memory {
            true => Some(parsed.connect().await.map_err(connection_failure::<DB>)?),
            false => None,
        };
        let pool = managed::Pool::builder(Manager::new(parsed, &options, keeper))
            .max_size(if in_memory { 1 } else { options.max_connections })
            // The most recently used connection has its statements prepared and its pages cached.
            .queue_mode(QueueMode::Lifo)
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| Error::database("the connections cannot be set up").with_source(error))?;
        close_expired(&pool);
        let connections = Self::Own(pool);
        let mut lease = connections.lease().await?;
        let checked = check_location::<DB>(lease.connection(), in_memory).await;
        lease.give_back(&checked);
        checked.map(|()| connections)
    }

    /// Pings the database.
    pub(crate) async fn ping(&self) -> Result<()> {
        let begun = Instant::now();
        let mut lease = self.lease().await?;
        let left = lease.waits.connection.saturating_sub(begun.elapsed());
        let answer = within(left, NoAnswer::Harmless, lease.connection().ping());
        let answer = Box::pin(answer).await.map_err(connection_failure::<DB>);
        lease.give_back(&answer);
        answer
    }

    /// Leases a connection.
    pub(crate) async fn lease(&self) -> Result<Lease<DB>> {
        match self {
            Self::Own(pool) => {
                let waits = pool.manager().waits;
                // One limit for everything: to wait, to ping existing connections, and to open a new one.
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
        (true, _) => "the database did not answer in time, so there is no connection to it",
        (false, 1) => {
            "no connection became free in time: there is only one, and a transaction or a stream holds it until it ends; \
             pass the transaction instead of the `Db` to calls within it, and end a stream before the next call"
        }
        (false, _) => "no connection became free in time",
    })
}

fn no_connection<DB: Backend>(error: PoolError<NoConnection>) -> Error {
    match error {
        PoolError::Backend(NoConnection::Refused(error)) => access_denied::<DB>(error),
        PoolError::Backend(NoConnection::Unprepared(error)) => unprepared::<DB>(error),
        PoolError::Closed => closed(),
        // deadpool has no timeouts and no hooks here.
        PoolError::Timeout(_) | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
            Error::unavailable("no connection is available")
        }
    }
}

/// A statement that each new connection runs failed.
fn unprepared<DB: Backend>(error: sqlx::Error) -> Error {
    const REASON: &str = "a statement that `DbOptions` adds to each new connection (`after_connect`, \
                          `statement_timeout`) failed; the database's own error is the source of this one";
    match connection_failure::<DB>(error) {
        error if error.is_unavailable() => error,
        error => Error::database(REASON).with_source(error),
    }
}

/// The reason for a database that does not exist, an unknown user, and a wrong password.
const ACCESS_DENIED: &str = "the database refused the connection; its own error is the source of this one";

/// The error for a connection that could not be opened.
fn access_denied<DB: Backend>(error: sqlx::Error) -> Error {
    let advice = match &error {
        sqlx::Error::Database(database) => DB::advice(&**database),
        _ => None,
    };
    match connection_failure::<DB>(error) {
        error if error.is_unavailable() => error,
        error => Error::database(advice.unwrap_or(ACCESS_DENIED)).with_source(error),
    }
}

/// Rejects options that point elsewhere than the URL: to a database in memory, of which each connection would have its
/// own, or to a file.
async fn check_location<DB: Backend>(connection: &mut DB::Connection, in_memory: bool) -> Result<()> {
    if DB::is_in_memory(connection).await.map_err(connection_failure::<DB>)? == in_memory {
        return Ok(());
    }
    let reason = "and the options name different databases; the database must be named by the URL";
    Err(Error::invalid("url", reason))
}

/// A leased connection. If it is not given back, it is closed.
pub struct Lease<DB: Backend> {
    /// `Some` until the lease is dropped.
    held: Option<Held<DB>>,
    state: State,
    /// The time limits for its use.
    pub(crate) waits: Waits,
}

/// What happens to a connection when its lease ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A statement is or may be in progress: the connection is closed.
    InUse,
    /// It is unusable, whatever happens next: it is closed.
    Lost,
    /// It is reused.
    Clean,
}

enum Held<DB: Backend> {
    Own(Object<Manager<DB>>),
    Pool(PoolConnection<DB>, Pool<DB>),
}

impl<DB: Backend> Lease<DB> {
    /// Leases a connection of a pool that the program owns. The pool's own limit applies to the wait.
    pub(crate) async fn of(pool: &Pool<DB>) -> Result<Self> {
        let connection = Box::pin(pool.acquire()).await.map_err(connection_failure::<DB>)?;
        let waits = Waits { connection: pool.options().get_acquire_timeout(), response: RESPONSE };
        Ok(Self { held: Some(Held::Pool(connection, pool.clone())), state: State::InUse, waits })
    }

    /// Returns the connection.
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "only `drop` takes it")]
    pub fn connection(&mut self) -> &mut DB::Connection {
        match self.held.as_mut().expect("a lease holds its connection") {
            Held::Own(link) => link.connection(),
            Held::Pool(connection, _) => connection,
        }
    }

    /// Returns how long to wait for the response to a statement.
    #[must_use]
    pub fn response(&self) -> Duration {
        self.waits.response
    }

    /// Ends the lease after a call. The connection is reused unless the result shows that it is unusable.
    pub fn give_back<T>(mut self, result: &Result<T>) {
        let aftermath = result.as_ref().err().map_or(Aftermath::Intact, Error::aftermath);
        self.doubt_others(aftermath);
        // Statements that may have been out of date have been dropped by now.
        let intact = aftermath <= Aftermath::MaybeStale && !self.is_lost();
        if intact && !self.connection().is_in_transaction() {
            self.state = State::Clean;
            self.mark_as_working();
        }
    }

    fn mark_as_working(&mut self) {
        let Some(Held::Own(link)) = &mut self.held else { return };
        (link.is_clean, link.worked_at) = (true, Instant::now());
        if let Some(pool) = Object::pool(link) {
            link.trust.is_alive_as_of(pool.manager().doubts.trust());
        }
    }

    /// Prepares the connection for its next use after an error, if possible: it drops statements that are out of date.
    /// If the error concerns other connections as well, they become doubtful.
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

    /// Returns `true` if the connection is unusable.
    pub(crate) fn is_lost(&self) -> bool {
        self.state == State::Lost
    }

    /// Makes the other connections doubtful, as far as an error concerns them.
    pub(crate) fn doubt_others(&mut self, aftermath: Aftermath) {
        match self.held.as_mut() {
            Some(Held::Own(link)) if aftermath > Aftermath::Intact => {
                if let Some(pool) = Object::pool(link) {
                    pool.manager().doubts.raise(aftermath, &mut link.trust);
                }
            }
            // sqlx's pool checks that a connection is alive before it hands it out, but knows nothing about its
            // statements.
            Some(Held::Pool(_, pool)) if aftermath == Aftermath::Stale => close_idle(pool),
            _ => {}
        }
    }
}

/// Closes the idle connections of a pool that the program owns.
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
