//! How a [`Db`](crate::Db) connects.

mod hook;
mod ranges;

use std::time::Duration;

use self::hook::Hook;
use self::ranges::{AGE, CACHE, CONNECTIONS, STATEMENT, WAIT, check_name};
use crate::error::Result;

/// How a [`Db`](crate::Db) connects, how long it waits, and when it closes its connections.
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
/// What each option does:
///
/// | option, and what holds without it | PostgreSQL | MariaDB | MySQL | SQLite |
/// |---|---|---|---|---|
/// | [`max_connections`](Self::max_connections): 10 | yes | yes | yes | a file: yes; in memory there is one |
/// | [`wait`](Self::wait): 10 s | for a connection | for a connection | for a connection | for a connection, and for another writer (`busy_timeout`) |
/// | [`max_age`](Self::max_age): 30 min, [`max_idle`](Self::max_idle): 10 min | yes | yes | yes | yes |
/// | [`statement_timeout`](Self::statement_timeout): none | `statement_timeout` | `max_statement_time` | `max_execution_time`, which MySQL has for reading statements alone | the statement is ended by this process |
/// | [`response_timeout`](Self::response_timeout): `statement_timeout` and `wait` together; 30 s without the former | yes | yes | yes | yes; `statement_timeout` where that is shorter |
/// | [`application_name`](Self::application_name): none | `application_name` | nothing: sqlx cannot tell it | nothing: sqlx cannot tell it | nothing: no server is there to show it |
/// | [`after_connect`](Self::after_connect): nothing | yes | yes | yes | yes |
/// | [`sqlite_cache_kibibytes`](Self::sqlite_cache_kibibytes), [`sqlite_synchronous`](Self::sqlite_synchronous): SQLite's own, `FULL` | nothing | nothing | nothing | `cache_size`, `synchronous` |
/// | `sqlite_options`, `postgres_options`, `mysql_options`: nothing | its own | its own | its own | its own |
///
/// A value that is out of its range is refused when the `Db` connects, with
/// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid). The options are for connections that a `Db` makes: a pool that the
/// program has, and memory, take none.
///
/// # How long anything takes
///
/// | | at most |
/// |---|---|
/// | a connection, however many of those that were there turn out to be dead | `wait` |
/// | [`Db::connect`](crate::Db::connect), [`Db::ping`](crate::Db::ping), [`Db::close`](crate::Db::close) | `wait` |
/// | the `BEGIN` and the `ROLLBACK` of a transaction | `wait` and a second, beside the wait for the connection |
/// | each other statement, and a `COMMIT` | `response_timeout` |
///
/// A call waits for a connection and then for its statements, most of which are one. What is over its time is
/// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable), and its connection is closed. Whether a statement that was
/// given up did what it was to do is not known then: the answer may be what was lost. A server may even do it later, when
/// a lock that it waits for is free, so set `statement_timeout`, by which the server ends it itself. `INSERT`s can be made
/// again with the same id, and a conflict says that they had been stored.
///
/// sqlx gives no access to its sockets, so there are no TCP keepalives. A connection that was idle for a second is asked
/// before it is used, which finds out the same.
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
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "other databases do not look at it"))]
    pub(crate) synchronous: Synchronous,
    #[cfg(feature = "sqlite")]
    pub(crate) sqlite_options: Hook<sqlx::sqlite::SqliteConnectOptions>,
    #[cfg(feature = "postgres")]
    pub(crate) postgres_options: Hook<sqlx::postgres::PgConnectOptions>,
    #[cfg(feature = "mysql")]
    pub(crate) mysql_options: Hook<sqlx::mysql::MySqlConnectOptions>,
}

/// When a commit of SQLite's has reached the disk: see
/// [`DbOptions::sqlite_synchronous`](DbOptions::sqlite_synchronous).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// Before the call returns: what was committed is there after a power cut.
    #[default]
    Full,
    /// A while after: the last commits may be missing after a power cut, and the database is whole. A crash of the program
    /// loses nothing. Writes cost about a third.
    Normal,
}

impl DbOptions {
    /// Those that hold where nothing else is said.
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

    /// The largest number of connections, from 1 to 10,000. A database in SQLite's memory has one, whatever is said here.
    #[must_use]
    pub fn max_connections(mut self, number: usize) -> Self {
        self.max_connections = number;
        self
    }

    /// How long a call waits for a connection, whether one has to become free, to answer or to be made, before it gives up
    /// with [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable). On SQLite a writer waits as long for another one.
    /// More than nothing, and a day at most.
    #[must_use]
    pub fn wait(mut self, time: Duration) -> Self {
        self.wait = time;
        self
    }

    /// How old a connection becomes. One that is in use ends its use. Each ends up to a quarter of the time before, by
    /// chance, so that those that were made together are not made anew together.
    ///
    /// Connections find their way to another server by it: after a failover, a restart of a proxy, or a change of a DNS
    /// name. From a millisecond to a hundred years.
    #[must_use]
    pub fn max_age(mut self, time: Duration) -> Self {
        self.max_age = time;
        self
    }

    /// How long a connection is kept that nobody uses. It is closed within half of that time again. From a millisecond to
    /// a hundred years.
    #[must_use]
    pub fn max_idle(mut self, time: Duration) -> Self {
        self.max_idle = time;
        self
    }

    /// How long the database works on a statement. What takes longer is ended by the database, which says so in an
    /// error. From a millisecond to 24 days.
    ///
    /// PostgreSQL is told with the first message of each connection. PgBouncer refuses a connection that says so, unless its
    /// `ignore_startup_parameters` makes it do nothing: give the role the limit then (`ALTER ROLE … SET
    /// statement_timeout`). On MySQL, whose limit is for reading statements alone, and on SQLite, where
    /// there is no server to end a statement, [`response_timeout`](Self::response_timeout) bounds the others. On SQLite the time
    /// holds the wait for another writer, too, and the connection is closed.
    #[must_use]
    pub fn statement_timeout(mut self, time: Duration) -> Self {
        self.statement_timeout = Some(time);
        self
    }

    /// How long a call waits for the answer to a statement before it takes the server for dead, closes the connection and
    /// gives up with [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable). From a millisecond to 24 days.
    ///
    /// Without it, it is [`statement_timeout`](Self::statement_timeout) and [`wait`](Self::wait) together, so that the
    /// server's own word comes first; and 30 seconds where there is no `statement_timeout`. A job whose statements take
    /// longer, such as a purge of millions of rows, has a `Db` of its own with a longer one. The migration tool has no such
    /// limit.
    #[must_use]
    pub fn response_timeout(mut self, time: Duration) -> Self {
        self.response_timeout = Some(time);
        self
    }

    /// The name under which PostgreSQL lists the connections, in `pg_stat_activity` and in its log. At most 63 bytes.
    #[must_use]
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.application_name = Some(name.into());
        self
    }

    /// Statements that each new connection runs, behind those that it was given before. A connection on which one fails is
    /// not used, and the call that it was made for fails.
    ///
    /// Behind a proxy that gives each transaction another connection, what they set is somebody else's.
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

    /// How much memory a connection of SQLite's keeps pages in, in KiB: at least 1, and 2,000 if nothing is said.
    #[must_use]
    pub fn sqlite_cache_kibibytes(mut self, kibibytes: u32) -> Self {
        self.cache_kibibytes = Some(kibibytes);
        self
    }

    /// When a commit of SQLite's has reached the disk.
    #[must_use]
    pub fn sqlite_synchronous(mut self, synchronous: Synchronous) -> Self {
        self.synchronous = synchronous;
        self
    }

    /// Refuses what is out of its range.
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
