//! Completing folded copies of existing text.
//!
//! No database implements Unicode case folding, so a migration can only fill a folded copy with the database's lower
//! case. The tool corrects what differs after the commit, in batches, each in its own transaction. The remaining work is
//! recorded in a table of the database, so that it can be interrupted anywhere.

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

/// How often progress is reported.
const REMINDER: Duration = Duration::from_secs(5);

/// The first pause after a lock timeout; later ones are longer.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The progress of a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// The checked rows.
    pub(crate) seen: u64,
    /// The corrected rows.
    pub(crate) changed: u64,
    /// Whether the rows have to be checked again, since the copy of a checked row was displaced.
    again: bool,
}

/// Why a copy cannot be completed.
#[derive(Debug)]
enum RefoldError {
    Database(sqlx::Error),
    /// Two rows, by their keys, differ only in case.
    Same(String, String),
}

impl From<sqlx::Error> for RefoldError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl AnyConnection {
    /// Completes the recorded copies. Returns the number of corrected texts.
    ///
    /// After a lock timeout, it continues from where it was.
    pub(crate) async fn refold(&mut self, policy: &RetryPolicy<'_>) -> Result<u64, Failure> {
        let mut wait = Wait::new(*policy, FIRST_PAUSE);
        let mut changed = 0;
        loop {
            match self.refold_pending(policy.report, &mut changed).await {
                Err(failure) if failure.is_busy() => {
                    wait.back_off(self, "refolding", failure).await?;
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
                // Its migration was rolled back.
                self.end_copy(&copy, false).await?;
                continue;
            };
            let mut said = Instant::now();
            let mut tell = |progress: Progress| {
                if said.elapsed() >= REMINDER {
                    report(format!(
                        "{}.{}: {} rows checked, {} corrected",
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

    /// Removes the record of a completed copy, or starts it over.
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
            "the folded copies in `{}.{}` are not complete yet, and searches and `unique_ci` use them",
            copy.table, copy.folded
        );
        match self {
            Self::Database(error) => {
                Failure::database(sentence, error).with_advice("`upgrade` and `refold` continue from here")
            }
            Self::Same(one, other) => Failure::new(format!(
                "{sentence}: two rows differ only in the case of `{}`: {one}, and {other}. Change one of them, and run \
                 `upgrade` or `refold`, which continue from here",
                copy.source
            )),
        }
    }
}
