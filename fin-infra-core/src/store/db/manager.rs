//! Makes the connections of a [`Db`](super::Db), and says which of them are used again.

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

/// How long a connection may have been idle before it is asked whether it still works.
const PING_AFTER_IDLE: Duration = Duration::from_secs(1);

/// How much longer than `wait` a transaction may take to begin: SQLite waits that long by itself for another writer, and
/// its own word says more.
const MOMENT: Duration = Duration::from_secs(1);

/// How long a call waits for an answer where nothing else is said.
pub(super) const RESPONSE: Duration = Duration::from_secs(30);

/// How long is waited for what.
#[derive(Clone, Copy)]
pub(crate) struct Waits {
    /// For a connection.
    pub(super) connection: Duration,
    /// For the answer to a statement.
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

    /// For the answer to what takes no time where the server is well: the beginning of a transaction, and its undoing.
    pub(super) fn little(self) -> Duration {
        self.connection + MOMENT
    }
}

/// Why there is no connection.
pub(crate) enum NoConnection {
    /// The database could not be reached, or refused.
    Refused(sqlx::Error),
    /// What each new connection runs failed.
    Unprepared(sqlx::Error),
}

/// Makes connections.
pub(crate) struct Manager<DB: Backend> {
    options: Options<DB>,
    /// What each new connection runs.
    first: Vec<SqlStr>,
    pub(super) waits: Waits,
    pub(super) ages: Ages,
    pub(super) doubts: Doubts,
    pub(super) counter: Arc<Counter>,
    /// Keeps a database that lives in memory only as long as one connection to it.
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

    /// What keeps a database in memory, which is gone without it.
    pub(super) fn take_keeper(&self) -> Option<DB::Connection> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    async fn connect(&self) -> Result<Link<DB>, NoConnection> {
        // A doubt that comes up meanwhile may be about this one.
        let trust = self.doubts.trust();
        let mut connection = self.options.connect().await.map_err(NoConnection::Refused)?;
        let is_given_up = Arc::new(AtomicBool::new(false));
        DB::end_with(&mut connection, is_given_up.clone()).await.map_err(NoConnection::Refused)?;
        for sql in &self.first {
            DB::run_raw(&mut connection, sql.clone()).await.map_err(NoConnection::Unprepared)?;
        }
        Ok(Link::new(connection, trust, self.ages.end(Instant::now()), is_given_up, &self.counter))
    }

    /// Asks a connection whether it still answers. Where it does not, the others may not do so, either.
    async fn ask(&self, link: &mut Link<DB>) -> RecycleResult<NoConnection> {
        // Half of the time, so that there is some left to make another one.
        let limit = self.waits.connection / 2;
        // What is doubted while it answers, the answer may not be about.
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
                Err(RecycleError::message("it did not answer"))
            }
        }
    }

    /// Makes a connection forget what it has prepared.
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
        // Boxed, since it is large and rare: every call's future would hold room for it.
        Box::pin(self.connect()).await
    }

    async fn recycle(&self, link: &mut Link<DB>, _: &Metrics) -> RecycleResult<NoConnection> {
        let now = Instant::now();
        if self.ages.is_over(link, now) {
            return Err(RecycleError::message("its time is over"));
        }
        let due = self.doubts.due(link.trust);
        if due.replacement == Some(Reason::ReadOnly) {
            return Err(RecycleError::message("another connection found that its server takes no writes"));
        }
        // What comes to nothing from here on is not to be told.
        link.is_clean = false;
        if due.replacement.is_some() {
            return Err(RecycleError::message("another one did not answer"));
        }
        if due.question || now.saturating_duration_since(link.worked_at) >= PING_AFTER_IDLE {
            Box::pin(self.ask(link)).await?;
        }
        if due.oblivion {
            Box::pin(self.forget(link)).await?;
        }
        Ok(())
    }

    /// What leaves the pool is closed, and told so where nothing is under way on it.
    fn detach(&self, link: &mut Link<DB>) {
        if link.is_clean {
            link.close_aside(self.waits.connection);
        }
    }
}
