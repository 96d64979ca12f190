//! Opens the connections of a [`Db`](super::Db), and decides which of them are reused.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqlSafeStr, SqlStr};

use super::DbOptions;
use super::age::Ages;
use super::doubts::{Doubts, Reason};
use super::link::{Counter, Link};
use crate::backend::{Backend, Options};
use crate::error::Aftermath;

/// How long a connection may be idle before it is pinged.
const PING_AFTER_IDLE: Duration = Duration::from_secs(1);

/// How much longer than `wait` a transaction may take to begin: SQLite itself waits that long for another writer, and
/// its own error is more precise.
const MOMENT: Duration = Duration::from_secs(1);

/// How long a call waits for a response by default.
pub(super) const RESPONSE: Duration = Duration::from_secs(30);

/// The time limits of a connection.
#[derive(Clone, Copy)]
pub(crate) struct Waits {
    /// To acquire the connection.
    pub(super) connection: Duration,
    /// For the response to a statement.
    pub(crate) response: Duration,
}

impl Waits {
    pub(super) fn of<DB: Backend>(options: &DbOptions) -> Self {
        let (wait, statement) = (options.wait, options.statement_timeout);
        let response = match (options.response_timeout, statement) {
            (Some(response), Some(statement)) if DB::EMBEDDED => response.min(statement),
            (Some(response), _) => response,
            (None, Some(statement)) if DB::EMBEDDED => statement,
            (None, Some(statement)) => statement + wait,
            (None, None) => RESPONSE,
        };
        Self { connection: wait, response }
    }

    /// For the response to a statement that a healthy server answers at once: the beginning of a transaction, and its
    /// rollback.
    pub(super) fn little(self) -> Duration {
        self.connection + MOMENT
    }
}

/// The reason for which there is no connection.
pub(crate) enum NoConnection {
    /// The database is unreachable, or refused the connection.
    Refused(sqlx::Error),
    /// What each new connection runs failed.
    Unprepared(sqlx::Error),
}

/// Opens connections.
pub(crate) struct Manager<DB: Backend> {
    options: Options<DB>,
    /// The statements that each new connection runs.
    first: Vec<SqlStr>,
    pub(super) waits: Waits,
    pub(super) ages: Ages,
    pub(super) doubts: Doubts,
    pub(super) counter: Arc<Counter>,
    /// Keeps a database in memory alive, which exists only as long as a connection to it.
    keeper: Mutex<Option<DB::Connection>>,
}

impl<DB: Backend> Manager<DB> {
    pub(super) fn new(options: Options<DB>, settings: &DbOptions, keeper: Option<DB::Connection>) -> Self {
        let own = DB::first_statement(settings).map(|sql| AssertSqlSafe(sql).into_sql_str());
        let given = settings.after_connect.iter().map(|sql| sql.into_sql_str());
        Self {
            options,
            first: own.into_iter().chain(given).collect(),
            waits: Waits::of::<DB>(settings),
            ages: Ages { max_age: settings.max_age, max_idle: settings.max_idle },
            doubts: Doubts::default(),
            counter: Arc::default(),
            keeper: Mutex::new(keeper),
        }
    }

    /// Takes the connection that keeps a database in memory alive.
    pub(super) fn take_keeper(&self) -> Option<DB::Connection> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    async fn connect(&self) -> Result<Link<DB>, NoConnection> {
        // A doubt that is raised meanwhile may concern this connection.
        let trust = self.doubts.trust();
        let mut connection = self.options.connect().await.map_err(NoConnection::Refused)?;
        let is_given_up = Arc::new(AtomicBool::new(false));
        DB::end_with(&mut connection, is_given_up.clone()).await.map_err(NoConnection::Refused)?;
        for sql in &self.first {
            DB::run_raw(&mut connection, sql.clone()).await.map_err(NoConnection::Unprepared)?;
        }
        Ok(Link::new(connection, trust, self.ages.end(Instant::now()), is_given_up, &self.counter))
    }

    /// Pings a connection. If it does not respond, the others may not, either.
    async fn ping(&self, link: &mut Link<DB>) -> RecycleResult<NoConnection> {
        // Half of the time, so that some is left to open another connection.
        let limit = self.waits.connection / 2;
        // The response may predate doubts that are raised meanwhile.
        let doubted = self.doubts.trust();
        match tokio::time::timeout(limit, link.connection().ping()).await {
            Ok(Ok(())) => {
                link.trust.is_alive_as_of(doubted);
                Ok(())
            }
            Ok(Err(error)) => {
                self.doubts.raise(Aftermath::Ended, &mut link.trust);
                Err(RecycleError::Backend(NoConnection::Refused(error)))
            }
            Err(_) => {
                self.doubts.raise_silence(&mut link.trust);
                Err(RecycleError::message("the connection did not respond"))
            }
        }
    }

    /// Drops the prepared statements of a connection.
    async fn forget(&self, link: &mut Link<DB>) -> RecycleResult<NoConnection> {
        link.trust.stale = self.doubts.trust().stale;
        let forgotten = DB::forget_statements(link.connection()).await;
        forgotten.map_err(|error| RecycleError::Backend(NoConnection::Refused(error)))
    }
}

impl<DB: Backend> managed::Manager for Manager<DB> {
    type Type = Link<DB>;
    type Error = NoConnection;

    async fn create(&self) -> Result<Link<DB>, NoConnection> {
        // Boxed, since it is large and rare: otherwise the future of every call would reserve space for it.
        Box::pin(self.connect()).await
    }

    async fn recycle(&self, link: &mut Link<DB>, _: &Metrics) -> RecycleResult<NoConnection> {
        let now = Instant::now();
        if self.ages.is_expired(link, now) {
            return Err(RecycleError::message("the connection has expired"));
        }
        let due = self.doubts.due(link.trust);
        if due.replacement == Some(Reason::ReadOnly) {
            return Err(RecycleError::message("the server accepts no writes, as another connection found"));
        }
        // From here on, a connection that is rejected is closed without notifying the server.
        link.is_clean = false;
        if due.replacement.is_some() {
            return Err(RecycleError::message("another connection did not respond"));
        }
        if due.ping || now.saturating_duration_since(link.worked_at) >= PING_AFTER_IDLE {
            Box::pin(self.ping(link)).await?;
        }
        if due.forget {
            Box::pin(self.forget(link)).await?;
        }
        Ok(())
    }

    /// A connection that leaves the pool is closed, gracefully if no statement is in progress.
    fn detach(&self, link: &mut Link<DB>) {
        if link.is_clean {
            link.close_in_background(self.waits.connection);
        }
    }
}
