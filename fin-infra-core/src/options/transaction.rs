//! Options of a transaction.

use std::fmt;
use std::time::Duration;

use super::ranges::{ATTEMPTS, WAIT};
use crate::error::Result;

/// Which changes of other transactions a transaction sees.
///
/// | | PostgreSQL | MySQL, MariaDB | SQLite | memory |
/// |---|---|---|---|---|
/// | `ReadCommitted` | read committed | read committed | serializable | repeatable read |
/// | `RepeatableRead` | snapshot isolation | repeatable read | serializable | repeatable read |
/// | `Serializable` | serializable | serializable | serializable | serializable |
///
/// SQLite has one writer at a time, and its transactions are always serializable. In memory, a transaction works on a
/// copy of the store, and [`Db::transaction`](crate::Db::transaction) runs one function that writes at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Isolation {
    /// Each statement sees what was committed before it.
    ReadCommitted,
    /// All reads see what was committed before the first one. Changes and locks of a row that was changed since see the
    /// newer row on MySQL and MariaDB; on PostgreSQL and in memory, they abort the transaction.
    RepeatableRead,
    /// The result is that of running the transactions one after the other. Where that is impossible, the database
    /// aborts one of them, and [`Db::transaction`](crate::Db::transaction) repeats it.
    Serializable,
}

impl Isolation {
    /// Its name in SQL.
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Self::ReadCommitted => "READ COMMITTED",
            Self::RepeatableRead => "REPEATABLE READ",
            Self::Serializable => "SERIALIZABLE",
        }
    }
}

impl fmt::Display for Isolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sql())
    }
}

/// How a transaction begins.
#[derive(Clone, Copy, Default)]
pub struct Begin {
    pub(crate) isolation: Option<Isolation>,
    pub(crate) read_only: bool,
    /// Whether it waits for others that write, in memory, instead of failing when it is committed.
    pub(crate) queues: bool,
    /// How long a statement waits for a lock on the server, where that can be set for a single transaction.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "only PostgreSQL has it"))]
    pub(crate) lock_wait: Option<Duration>,
}

/// Options of [`Db::transaction_with`](crate::Db::transaction_with).
///
/// ```
/// use std::time::Duration;
///
/// use fin_infra::{Isolation, TransactionOptions};
///
/// let options = TransactionOptions::new()
///     .isolation(Isolation::Serializable)
///     .attempts(10)
///     .deadline(Duration::from_secs(5));
/// # drop(options);
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "options have no effect by themselves"]
pub struct TransactionOptions {
    isolation: Option<Isolation>,
    read_only: bool,
    pub(crate) attempts: u32,
    pub(crate) deadline: Duration,
    /// Whether the program chose the deadline.
    has_deadline: bool,
}

impl Default for TransactionOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl TransactionOptions {
    /// Returns the default options: the isolation level of the database, five attempts, and a deadline of 30 seconds.
    pub fn new() -> Self {
        Self {
            isolation: None,
            read_only: false,
            attempts: 5,
            deadline: Duration::from_secs(30),
            has_deadline: false,
        }
    }

    /// Sets the isolation level. The default is that of the database: usually read committed on PostgreSQL, and
    /// repeatable read on MySQL.
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = Some(isolation);
        self
    }

    /// Rejects calls that change or lock rows with [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), before they are sent. On
    /// SQLite, such a transaction does not wait for a writer.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Sets the maximum number of attempts if the database aborts the transaction because of a conflict with another one,
    /// from 1 to 1,000.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sets how long all attempts may take together, from a millisecond to a day. A commit that has begun is not
    /// interrupted. On PostgreSQL, the server also waits no longer than this for a lock, whatever `lock_timeout` is set to.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        (self.deadline, self.has_deadline) = (deadline, true);
        self
    }

    pub(crate) fn check(&self) -> Result<()> {
        ATTEMPTS.check("attempts", self.attempts.into())?;
        WAIT.check("deadline", self.deadline.as_millis())
    }

    pub(crate) fn begin(&self, left: Duration) -> Begin {
        let Self { isolation, read_only, has_deadline, .. } = *self;
        // Otherwise, the setting of the connection applies.
        let lock_wait = has_deadline.then_some(left);
        Begin { isolation, read_only, queues: !read_only, lock_wait }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::TransactionOptions;

    #[test]
    fn an_option_out_of_range_is_refused() {
        let of = TransactionOptions::new;
        for (option, options) in [
            ("attempts", of().attempts(0)),
            ("attempts", of().attempts(1_001)),
            ("deadline", of().deadline(Duration::ZERO)),
            ("deadline", of().deadline(Duration::from_hours(25))),
        ] {
            let error = options.check().unwrap_err();
            assert_eq!(error.fields().collect::<Vec<_>>(), [option]);
        }
        of().check().unwrap();
    }
}
