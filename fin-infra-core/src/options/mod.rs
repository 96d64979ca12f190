//! Connection options of a [`Db`](crate::Db).

mod hook;
mod ranges;
mod transaction;

use std::time::Duration;

use self::hook::Hook;
use self::ranges::{AGE, CACHE, CONNECTIONS, STATEMENT, WAIT, check_name};
pub(crate) use self::transaction::Begin;
pub use self::transaction::{Isolation, TransactionOptions};
use crate::error::Result;

/// Connection options of a [`Db`](crate::Db): limits, timeouts, and the lifetime of connections.
///
/// ```
/// use std::time::Duration;
///
/// use fin_infra::DbOptions;
///
/// let options = DbOptions::new()
///     .max_connections(20)
///     .wait(Duration::from_secs(2))
///     .statement_timeout(Duration::from_secs(5))
///     .application_name("budgets");
/// # drop(options);
/// ```
///
/// The effect of each option:
///
/// | option and default | PostgreSQL | MariaDB | MySQL | SQLite |
/// |---|---|---|---|---|
/// | [`max_connections`](Self::max_connections): 10 | yes | yes | yes | for a file; a database in memory has one connection |
/// | [`wait`](Self::wait): 10 s | for a connection | for a connection | for a connection | for a connection, and for another writer (`busy_timeout`) |
/// | [`max_age`](Self::max_age): 30 min, [`max_idle`](Self::max_idle): 10 min | yes | yes | yes | yes |
/// | [`statement_timeout`](Self::statement_timeout): none | `statement_timeout` | `max_statement_time` | `max_execution_time`, which MySQL applies only to statements that read | this process interrupts the statement |
/// | [`response_timeout`](Self::response_timeout): the sum of `statement_timeout` and `wait`; 30 s without the former | yes | yes | yes | yes; `statement_timeout` if that is shorter |
/// | [`application_name`](Self::application_name): none | `application_name` | ignored: sqlx cannot send it | ignored: sqlx cannot send it | ignored: there is no server |
/// | [`after_connect`](Self::after_connect): nothing | yes | yes | yes | yes |
/// | [`sqlite_cache_kibibytes`](Self::sqlite_cache_kibibytes), [`sqlite_synchronous`](Self::sqlite_synchronous): SQLite's default, `FULL` | ignored | ignored | ignored | `cache_size`, `synchronous` |
/// | `sqlite_options`, `postgres_options`, `mysql_options`: nothing | only its own | only its own | only its own | only its own |
///
/// Connecting fails with [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if a value is out of range. The options
/// apply to connections that a `Db` opens. They do not apply to a pool that the program passes in, or to memory.
///
/// # Time limits
///
/// | | at most |
/// |---|---|
/// | acquiring a connection, even if existing ones turn out to be dead | `wait` |
/// | [`Db::connect`](crate::Db::connect), [`Db::ping`](crate::Db::ping), [`Db::close`](crate::Db::close) | `wait` |
/// | the `BEGIN` and the `ROLLBACK` of a transaction | `wait` plus one second, in addition to the wait for the connection |
/// | any other statement, and a `COMMIT` | `response_timeout` |
///
/// A call waits for a connection and then for its statements; most calls have one. A call that exceeds a limit is
/// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable), and its connection is closed. The outcome of a statement
/// that timed out is unknown, since only the response may be lost. The server may even execute it later, when a lock
/// that it waits for is released. Set `statement_timeout`, so that the server aborts it. An `INSERT` can be repeated
/// with the same id; a conflict shows that the first one was stored.
///
/// sqlx gives no access to its sockets, so TCP keepalives cannot be set. Instead, a connection that was idle for a
/// second is pinged before it is used.
#[derive(Clone, Debug)]
pub struct DbOptions {
    pub(crate) max_connections: usize,
    pub(crate) wait: Duration,
    pub(crate) max_age: Duration,
    pub(crate) max_idle: Duration,
    pub(crate) statement_timeout: Option<Duration>,
    pub(crate) response_timeout: Option<Duration>,
    pub(crate) application_name: Option<String>,
    pub(crate) after_connect: Vec<&'static str>,
    pub(crate) cache_kibibytes: Option<u32>,
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "other databases ignore it"))]
    pub(crate) synchronous: Synchronous,
    #[cfg(feature = "sqlite")]
    pub(crate) sqlite_options: Hook<sqlx::sqlite::SqliteConnectOptions>,
    #[cfg(feature = "postgres")]
    pub(crate) postgres_options: Hook<sqlx::postgres::PgConnectOptions>,
    #[cfg(feature = "mysql")]
    pub(crate) mysql_options: Hook<sqlx::mysql::MySqlConnectOptions>,
}

/// When SQLite writes a commit to disk: see [`DbOptions::sqlite_synchronous`](DbOptions::sqlite_synchronous).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// Before the call returns. Committed data survives a power failure.
    #[default]
    Full,
    /// Some time after the call returns. A power failure may lose the latest commits, but does not corrupt the
    /// database. A crash of the program loses nothing. Writes cost about a third of what they cost with `Full`.
    Normal,
}

impl DbOptions {
    /// Returns the default options.
    #[must_use]
    pub fn new() -> Self {
        Self {
            max_connections: 10,
            wait: Duration::from_secs(10),
            max_age: Duration::from_mins(30),
            max_idle: Duration::from_mins(10),
            statement_timeout: None,
            response_timeout: None,
            application_name: None,
            after_connect: Vec::new(),
            cache_kibibytes: None,
            synchronous: Synchronous::Full,
            #[cfg(feature = "sqlite")]
            sqlite_options: Hook::default(),
            #[cfg(feature = "postgres")]
            postgres_options: Hook::default(),
            #[cfg(feature = "mysql")]
            mysql_options: Hook::default(),
        }
    }

    /// Sets the maximum number of connections, from 1 to 10,000. A SQLite database in memory always has one.
    #[must_use]
    pub fn max_connections(mut self, number: usize) -> Self {
        self.max_connections = number;
        self
    }

    /// Sets how long a call waits for a connection, including the time to open or ping it, before it fails with
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable). On SQLite, it is also how long a writer waits for
    /// another one. Must be greater than zero and at most a day.
    #[must_use]
    pub fn wait(mut self, time: Duration) -> Self {
        self.wait = time;
        self
    }

    /// Sets the maximum age of a connection. A connection in use is closed after its use. Each connection is closed up
    /// to a quarter of this time earlier, at random, so that connections that were opened together are not replaced
    /// together.
    ///
    /// This lets connections move to another server after a failover, a restart of a proxy, or a change of a DNS name.
    /// From a millisecond to a hundred years.
    #[must_use]
    pub fn max_age(mut self, time: Duration) -> Self {
        self.max_age = time;
        self
    }

    /// Sets how long an unused connection is kept. It is closed at most half of that time later. From a millisecond to
    /// a hundred years.
    #[must_use]
    pub fn max_idle(mut self, time: Duration) -> Self {
        self.max_idle = time;
        self
    }

    /// Sets how long the database may execute a statement. It aborts a statement that takes longer and reports an
    /// error. From a millisecond to 24 days.
    ///
    /// PostgreSQL receives it as a startup parameter. PgBouncer rejects connections with this parameter, unless its
    /// `ignore_startup_parameters` discards it; in that case, set the limit for the role (`ALTER ROLE … SET
    /// statement_timeout`). On MySQL, whose limit covers only statements that read, and on SQLite, where no server
    /// aborts a statement, [`response_timeout`](Self::response_timeout) bounds the others. On SQLite, the time includes
    /// the wait for another writer, and the connection is closed.
    #[must_use]
    pub fn statement_timeout(mut self, time: Duration) -> Self {
        self.statement_timeout = Some(time);
        self
    }

    /// Sets how long a call waits for the response to a statement before it considers the server dead, closes the
    /// connection and fails with [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable). From a millisecond to 24
    /// days.
    ///
    /// It defaults to the sum of [`statement_timeout`](Self::statement_timeout) and [`wait`](Self::wait), so that the
    /// server's own limit applies first, and to 30 seconds without a `statement_timeout`. Use a separate `Db` with a
    /// longer one for jobs whose statements take longer, such as a purge of millions of rows. The migration tool has no
    /// such limit.
    #[must_use]
    pub fn response_timeout(mut self, time: Duration) -> Self {
        self.response_timeout = Some(time);
        self
    }

    /// Sets the name under which PostgreSQL lists the connections in `pg_stat_activity` and in its log. At most 63
    /// bytes.
    #[must_use]
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.application_name = Some(name.into());
        self
    }

    /// Adds a statement that each new connection runs, after those that were added before. A connection on which one
    /// fails is not used, and the call that opened it fails.
    ///
    /// With a proxy that assigns a connection to each transaction, the settings also affect other clients.
    ///
    /// ```
    /// # use fin_infra::DbOptions;
    /// let options = DbOptions::new().after_connect("SET lock_timeout = '2s'");
    /// # drop(options);
    /// ```
    #[must_use]
    pub fn after_connect(mut self, sql: &'static str) -> Self {
        self.after_connect.push(sql);
        self
    }

    /// Sets the size of the page cache of a SQLite connection, in KiB: at least 1; 2,000 by default.
    #[must_use]
    pub fn sqlite_cache_kibibytes(mut self, kibibytes: u32) -> Self {
        self.cache_kibibytes = Some(kibibytes);
        self
    }

    /// Sets when SQLite writes a commit to disk.
    #[must_use]
    pub fn sqlite_synchronous(mut self, synchronous: Synchronous) -> Self {
        self.synchronous = synchronous;
        self
    }

    /// Returns an error if a value is out of range.
    pub(crate) fn check(&self) -> Result<()> {
        CONNECTIONS.check("max_connections", self.max_connections as u128)?;
        AGE.check("max_age", self.max_age.as_millis())?;
        AGE.check("max_idle", self.max_idle.as_millis())?;
        WAIT.check("wait", self.wait.as_millis())?;
        for (name, time) in
            [("statement_timeout", self.statement_timeout), ("response_timeout", self.response_timeout)]
        {
            time.map_or(Ok(()), |time| STATEMENT.check(name, time.as_millis()))?;
        }
        self.cache_kibibytes
            .map_or(Ok(()), |kibibytes| CACHE.check("sqlite_cache_kibibytes", kibibytes.into()))?;
        let name = self.application_name.as_deref().unwrap_or("-");
        check_name("application_name", name)
    }
}

impl Default for DbOptions {
    fn default() -> Self {
        Self::new()
    }
}
