//! The limit on the number of connections.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

use super::activity::Activity;

/// How often to look for a connection that can be closed while all slots are taken.
const RETRY_INTERVAL: Duration = Duration::from_millis(50);

/// The slots for connections.
pub(super) struct Slots {
    free: Arc<Semaphore>,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    next: u64,
    by: BTreeMap<u64, Arc<Activity>>,
}

impl Slots {
    pub(super) fn new(number: usize) -> Arc<Self> {
        Arc::new(Self { free: Arc::new(Semaphore::new(number)), taken: Mutex::default() })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        // Nothing panics while it is held.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a slot, if necessary that of a connection that waits for its client. Waits if there is none.
    pub(super) async fn take(self: &Arc<Self>, activity: Arc<Activity>) -> Slot {
        let permit = loop {
            if let Ok(permit) = self.free.clone().try_acquire_owned() {
                break permit;
            }
            self.close_longest_waiting();
            let acquire = pin!(self.free.clone().acquire_owned());
            // The semaphore is never closed, so that this returns a permit or times out.
            if let Either::Left((Ok(permit), _)) = select(acquire, pin!(sleep(RETRY_INTERVAL))).await {
                break permit;
            }
        };
        let mut taken = self.taken();
        let number = taken.next;
        taken.next += 1;
        taken.by.insert(number, activity);
        drop(taken);
        Slot { slots: self.clone(), number, _permit: permit }
    }

    /// Closes the connection that has waited longest for its client, those without a request first. Returns whether there
    /// was one.
    pub(super) fn close_longest_waiting(&self) -> bool {
        let taken = self.taken();
        let waiting = taken.by.values().filter_map(|activity| Some((activity.wait()?, activity)));
        let longest = waiting.min_by_key(|(wait, _)| *wait);
        longest.is_some_and(|(_, activity)| activity.close())
    }
}

/// The slot of one connection, until it is dropped.
pub(super) struct Slot {
    slots: Arc<Slots>,
    number: u64,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.slots.taken().by.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::ServeOptions;
    use super::*;

    #[tokio::test]
    async fn the_longest_waiting_connection_is_closed_and_a_request_in_progress_is_not() {
        let options = ServeOptions::new();
        let slots = Slots::new(2);
        let (served, silent) = (Activity::new(&options), Activity::new(&options));
        drop(silent.serve());
        let _serving = served.serve();
        let _first = slots.take(served.clone()).await;
        let second = slots.take(silent.clone()).await;
        let third = Activity::new(&options);
        let (_third, ()) = tokio::join!(slots.take(third.clone()), async {
            silent.closed().await;
            drop(second);
        });
        let _serving = third.serve();
        let late = Activity::new(&options);
        let waiting = tokio::time::timeout(RETRY_INTERVAL * 4, slots.take(late)).await;
        assert!(waiting.is_err(), "a slot was taken from a request in progress");
        assert_eq!(slots.taken().by.len(), 2);
    }
}
