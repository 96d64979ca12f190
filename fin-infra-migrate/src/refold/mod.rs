//! Folded copies of text that was there before them.
//!
//! No database folds case as Unicode says, so a migration can only fill a folded copy with what the database takes for lower
//! case. The tool has the real thing, and sets right what differs: behind the commit, in batches, each a transaction of its
//! own. What is still to be done stands in a table of the database until it is done, so that it can stop anywhere.

mod batch;
mod collision;
mod keys;
mod pending;
mod tenants;

use std::time::{Duration, Instant};

pub(crate) use self::pending::{FoldedCopy, copies, new_copies};
use super::connection::AnyConnection;
use super::failure::Failure;
use super::retry::{RetryPolicy, Wait};

/// How often it is said how far it is.
const REMINDER: Duration = Duration::from_secs(5);

/// How long others go first after they held a lock for too long; longer each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// How far a copy is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// The rows that were looked at.
    pub(crate) seen: u64,
    /// Those whose copy was set right.
    pub(crate) changed: u64,
    /// Whether the rows are to be looked at once more, since a copy of one that was gave way to another row's.
    again: bool,
}

/// Why a copy is not right yet.
#[derive(Debug)]
enum RefoldError {
    Database(sqlx::Error),
    /// Two rows, by their keys, are the same but for their case.
    Same(String, String),
}

impl From<sqlx::Error> for RefoldError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl AnyConnection {
    /// Sets right the copies that the database remembers, and says how many texts that were.
    ///
    /// It goes on from where it was when others held a lock for too long.
    pub(crate) async fn refold(&mut self, policy: &RetryPolicy<'_>) -> Result<u64, Failure> {
        let mut wait = Wait::new(*policy, FIRST_PAUSE);
        let mut changed = 0;
        loop {
            match self.refold_pending(policy.report, &mut changed).await {
                Err(failure) if failure.is_busy() => {
                    wait.back_off(self, "the work on folded copies", failure).await?;
                }
                done => return done.map(|()| changed),
            }
        }
    }

    async fn refold_pending(&mut self, report: &dyn Fn(String), changed: &mut u64) -> Result<(), Failure> {
        loop {
            let pending = self.pending_copies().await?;
            let copies: Vec<FoldedCopy> = pending.iter().map(|(copy, _)| copy.clone()).collect();
            let Some((copy, after)) = pending.into_iter().next() else { return Ok(()) };
            let Some(target) = self.target_of(&copy, &copies).await? else {
                // The migration that would have made it was taken back.
                self.end_copy(&copy, false).await?;
                continue;
            };
            let mut said = Instant::now();
            let mut tell = |progress: Progress| {
                if said.elapsed() >= REMINDER {
                    report(format!(
                        "{}.{}: {} rows looked at, {} set right",
                        copy.table, copy.folded, progress.seen, progress.changed
                    ));
                    said = Instant::now();
                }
            };
            match self.refold_copy(&copy, &target, after, &mut tell).await {
                Ok(progress) => {
                    *changed += progress.changed;
                    self.end_copy(&copy, progress.again).await?;
                }
                Err(error) => {
                    let is_busy = matches!(&error, RefoldError::Database(error) if self.is_busy(error));
                    let failure = error.into_failure(&copy).busy(is_busy);
                    return Err(self.with_role(failure).await);
                }
            }
        }
    }

    /// Forgets a copy whose rows were all looked at, or has them looked at once more.
    async fn end_copy(&mut self, copy: &FoldedCopy, again: bool) -> Result<(), Failure> {
        let end = async |connection: &mut Self| {
            let done = if again { connection.start_over(copy).await } else { connection.forget(copy).await };
            done.map_err(|error| RefoldError::Database(error).into_failure(copy))
        };
        self.in_transaction(end).await
    }
}

impl RefoldError {
    fn into_failure(self, copy: &FoldedCopy) -> Failure {
        let sentence = format!(
            "the folded copies in `{}.{}` are not right yet, and searches and `unique_ci` go by them",
            copy.table, copy.folded
        );
        match self {
            Self::Database(error) => {
                Failure::database(sentence, error).with_advice("`upgrade` and `refold` go on from here")
            }
            Self::Same(one, other) => Failure::new(format!(
                "{sentence}: two rows are the same but for the case of `{}`: {one}, and {other}. Change one of them, and run \
                 `upgrade` or `refold`, which go on from here",
                copy.source
            )),
        }
    }
}
