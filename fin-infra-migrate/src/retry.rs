//! Waiting for locks, and retrying.

use std::time::{Duration, Instant};

use fin_infra_core::Backend;
use fin_infra_core::internal::{Cause, Violation};

use super::connection::AnyConnection;
#[cfg(feature = "postgres")]
use super::connection::with;
use super::dialect::Database;
use super::failure::Failure;

/// How long to wait for locks, and where to report it.
#[derive(Clone, Copy)]
pub(crate) struct RetryPolicy<'a> {
    pub(crate) timeout: Duration,
    pub(crate) report: &'a dyn Fn(String),
}

/// How often waiting is reported.
const REMINDER: Duration = Duration::from_secs(30);
/// The longest pause between two attempts to run a file.
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// A wait in progress.
pub(crate) struct Wait<'a> {
    policy: RetryPolicy<'a>,
    start: Instant,
    reported: Option<Instant>,
    pause: Duration,
}

impl<'a> Wait<'a> {
    /// Starts a wait with a pause between attempts.
    pub(crate) fn new(policy: RetryPolicy<'a>, pause: Duration) -> Self {
        Self { policy, start: Instant::now(), reported: None, pause }
    }

    fn left(&self) -> Duration {
        self.policy.timeout.saturating_sub(self.start.elapsed())
    }

    pub(crate) fn has_timed_out(&self) -> bool {
        self.left().is_zero()
    }

    /// Reports a message with the remaining seconds, unless it did so recently.
    pub(crate) fn remind(&mut self, what: impl FnOnce(f64) -> String) {
        if self.reported.is_none_or(|reported| reported.elapsed() >= REMINDER) {
            (self.policy.report)(what(self.left().as_secs_f64().ceil()));
            self.reported = Some(Instant::now());
        }
    }

    pub(crate) async fn pause(&mut self) {
        tokio::time::sleep(self.pause.min(self.left())).await;
    }

    /// Waits longer than the last time. Returns the failure when the time is over.
    pub(crate) async fn back_off(
        &mut self,
        connection: &mut AnyConnection,
        what: &str,
        failure: Failure,
    ) -> Result<(), Failure> {
        let holder = connection.oldest_transaction().await;
        let holder =
            holder.map(|holder| format!("; the oldest transaction is that of {holder}")).unwrap_or_default();
        if self.has_timed_out() {
            return Err(failure.with_advice(format!(
                "{what} needs locks that others held for {} seconds{holder}: wait for them or end them, and run this \
                 again, or set the seconds to wait with `--lock-wait`",
                self.policy.timeout.as_secs()
            )));
        }
        self.remind(|left| {
            format!("{what} needs locks that others hold: retrying for up to {left} seconds{holder}")
        });
        self.pause().await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}

/// The statement that limits how long the following ones wait for locks. Whoever comes after a statement that waits for a
/// table's lock waits as well. SQLite's limit is a setting of the connection.
pub(crate) fn lock_timeout(database: Database) -> Option<&'static str> {
    match database {
        Database::Sqlite => None,
        Database::Postgres => Some("SET LOCAL lock_timeout = '5s'"),
        Database::MySql => Some("SET SESSION lock_wait_timeout = 5"),
    }
}

impl AnyConnection {
    /// The owner of the oldest transaction, as far as this role can see it.
    async fn oldest_transaction(&mut self) -> Option<String> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {
                let sql = "SELECT concat('process ', pid, ' (', concat_ws(', ', usename, nullif(application_name, ''), state), \
                           '), since ', to_char(xact_start, 'YYYY-MM-DD HH24:MI:SS TZ')) FROM pg_stat_activity \
                           WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL \
                           AND backend_type = 'client backend' ORDER BY xact_start LIMIT 1";
                self.in_transaction(async |connection| connection.text(sql).await).await.ok().flatten()
            }
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => {
                let sql = "SELECT CAST(CONCAT('connection ', trx_mysql_thread_id, ', since ', trx_started) AS CHAR) \
                           FROM information_schema.innodb_trx WHERE trx_mysql_thread_id <> CONNECTION_ID() ORDER BY trx_started LIMIT 1";
                sqlx::query_scalar(sql).fetch_optional(connection).await.ok().flatten()
            }
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => None,
        }
    }

    #[cfg(feature = "postgres")]
    async fn text(&mut self, sql: &'static str) -> Result<Option<String>, Failure> {
        let found = with!(self, connection => sqlx::query_scalar(sql).fetch_optional(connection).await);
        found.map_err(|error| Failure::database("the database does not report who uses it", error))
    }

    /// Whether a lock conflict is the cause, so that a retry may succeed.
    pub(crate) fn is_busy(&self, error: &sqlx::Error) -> bool {
        matches!(self.violation(error), Some(Violation::Trouble(Cause::Lost | Cause::Locked)))
    }

    /// Whether a unique index rejected it.
    pub(crate) fn is_unique(&self, error: &sqlx::Error) -> bool {
        matches!(self.violation(error), Some(Violation::Unique(_)))
    }

    fn violation(&self, error: &sqlx::Error) -> Option<Violation> {
        let error = error.as_database_error()?;
        Some(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => sqlx::Sqlite::violation(error),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => sqlx::Postgres::violation(error),
            #[cfg(feature = "mysql")]
            Self::MySql(_) => sqlx::MySql::violation(error),
        })
    }
}
