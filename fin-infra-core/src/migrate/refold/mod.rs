//! Folded copies of text that was there before them.
//!
//! No database folds case as Unicode says, so a migration can only fill a folded copy with what the database takes for lower
//! case. The tool has the real thing, and sets right what differs: behind the commit, in batches, each a transaction of its
//! own. What is still to be done stands in a table of the database until it is done, so that it can stop anywhere.

mod batch;
mod keys;
mod pending;
mod tenants;

use std::time::{Duration, Instant};

pub(crate) use self::pending::{Copy, copies, new_copies};
use super::connection::Live;
use super::failure::Failure;
use super::run::{Patience, Wait};

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
}

impl Live {
    /// Sets right the copies that the database remembers, and says how many texts that were.
    ///
    /// It goes on from where it was when others held a lock for too long.
    pub(crate) async fn refold(&mut self, patience: &Patience<'_>) -> Result<u64, Failure> {
        let mut wait = Wait::new(*patience, FIRST_PAUSE);
        let mut changed = 0;
        loop {
            match self.refold_pending(patience.say, &mut changed).await {
                Err(failure) if failure.is_busy() => {
                    wait.stand_back(self, "what folds the copies", failure).await?;
                }
                done => return done.map(|()| changed),
            }
        }
    }

    async fn refold_pending(&mut self, say: &dyn Fn(String), changed: &mut u64) -> Result<(), Failure> {
        for (copy, after) in self.pending_copies().await? {
            let sorry = |error: sqlx::Error| {
                Failure::database(
                    format!(
                        "the folded copies in `{}.{}` are not right yet, and searches and `unique_ci` go by them: where two rows are \
                         the same but for their case, change one of them, and run `upgrade` or `refold`, which go on from here",
                        copy.table, copy.folded
                    ),
                    error,
                )
            };
            let mut said = Instant::now();
            let mut tell = |progress: Progress| {
                if said.elapsed() >= REMINDER {
                    say(format!(
                        "{}.{}: {} rows looked at, {} set right",
                        copy.table, copy.folded, progress.seen, progress.changed
                    ));
                    said = Instant::now();
                }
            };
            let Some(place) = self.place_of(&copy).await? else {
                // The migration that would have made it was taken back.
                self.together(async |live| live.forget(&copy).await.map_err(sorry)).await?;
                continue;
            };
            let done = self.refold_copy(&copy, &place, after, &mut tell).await;
            *changed += done
                .map_err(|error| {
                    let is_busy = self.is_busy(&error);
                    sorry(error).busy(is_busy)
                })?
                .changed;
            self.together(async |live| live.forget(&copy).await.map_err(sorry)).await?;
        }
        Ok(())
    }
}
