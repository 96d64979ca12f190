//! How old connections become, and which of those that are there can be relied on.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use deadpool::managed;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::link::Link;
use super::manager::Manager;
use crate::backend::Backend;

/// How long a connection may have been idle before it is asked whether it still works.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// How old a connection becomes, and how long it is kept that nobody uses.
#[derive(Clone, Copy)]
pub(super) struct Ages {
    pub(super) max_age: Duration,
    pub(super) max_idle: Duration,
}

impl Ages {
    /// When a connection that is made now is too old: up to a quarter of its time before the last moment.
    pub(super) fn end(self, now: Instant) -> Instant {
        // The last bits of such an id are random.
        let [.., one, two] = *Uuid::now_v7().as_bytes();
        let luck = f64::from(u16::from_be_bytes([one, two])) / f64::from(u16::MAX);
        now + self.max_age.mul_f64(1.0 - luck / 4.0)
    }

    /// Whether a connection that nobody uses is to be closed.
    pub(super) fn is_over<DB: Backend>(self, link: &Link<DB>, now: Instant) -> bool {
        now >= link.ends_at || now.saturating_duration_since(link.worked_at) >= self.max_idle
    }

    /// How often it is looked whether there are any such.
    fn between_looks(self) -> Duration {
        (self.max_age.min(self.max_idle) / 2).clamp(Duration::from_millis(10), Duration::from_mins(1))
    }
}

/// What is known of the connections from what happened to one of them.
pub(super) struct Doubts {
    base: Instant,
    /// What was not used since may be broken. In nanoseconds since the base, as the other.
    asked_before: AtomicU64,
    /// What was not used since is not used again.
    gone_before: AtomicU64,
}

/// What to do with a connection that was idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    Use,
    Ask,
    Close,
}

impl Doubts {
    pub(super) fn new() -> Self {
        Self { base: Instant::now(), asked_before: AtomicU64::new(0), gone_before: AtomicU64::new(0) }
    }

    /// A connection broke: the others that are there have to be asked.
    pub(super) fn broken(&self) {
        self.asked_before.fetch_max(self.since_base(Instant::now()), Ordering::Relaxed);
    }

    /// A connection was asked and did not answer: to ask the others would take as long with each.
    pub(super) fn silent(&self) {
        self.gone_before.fetch_max(self.since_base(Instant::now()), Ordering::Relaxed);
    }

    /// How far a connection that worked at an instant can be trusted.
    pub(super) fn trust(&self, worked_at: Instant, now: Instant) -> Trust {
        let worked = self.since_base(worked_at);
        if worked < self.gone_before.load(Ordering::Relaxed) {
            return Trust::Close;
        }
        let is_fresh = now.saturating_duration_since(worked_at) < TRUSTED_FOR;
        match is_fresh && worked >= self.asked_before.load(Ordering::Relaxed) {
            true => Trust::Use,
            false => Trust::Ask,
        }
    }

    fn since_base(&self, instant: Instant) -> u64 {
        // Enough for five centuries.
        u64::try_from(instant.saturating_duration_since(self.base).as_nanos()).unwrap_or(u64::MAX)
    }
}

/// Closes connections that nobody uses when their time is over, as long as the pool is there.
pub(super) fn keep_young<DB: Backend>(pool: &managed::Pool<Manager<DB>>) {
    // Without a runtime they are looked at when they are taken.
    let Ok(runtime) = Handle::try_current() else { return };
    let (pool, period) = (pool.weak(), pool.manager().ages.between_looks());
    runtime.spawn(async move {
        loop {
            tokio::time::sleep(period).await;
            let Some(pool) = pool.upgrade().filter(|pool| !pool.is_closed()) else { return };
            let (ages, now) = (pool.manager().ages, Instant::now());
            pool.retain(|link, _| !ages.is_over(link, now));
        }
    });
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Ages, Doubts, TRUSTED_FOR, Trust};

    #[test]
    fn connections_of_one_moment_end_at_different_ones_within_the_last_quarter_of_their_time() {
        let (now, hour) = (Instant::now(), Duration::from_hours(1));
        let ages = Ages { max_age: hour, max_idle: hour };
        let ends: Vec<_> = (0..200).map(|_| ages.end(now) - now).collect();
        assert!(ends.iter().all(|end| (hour * 3 / 4..=hour).contains(end)), "{ends:?}");
        let (first, last) = (ends.iter().min().unwrap(), ends.iter().max().unwrap());
        assert!(*last - *first > hour / 8, "{first:?} to {last:?}");
    }

    #[test]
    fn what_happens_to_one_connection_is_held_against_those_that_were_idle_then() {
        let doubts = Doubts::new();
        let before = Instant::now();
        assert_eq!(doubts.trust(before, before), Trust::Use);
        assert_eq!(doubts.trust(before, before + TRUSTED_FOR), Trust::Ask);
        std::thread::sleep(Duration::from_millis(2));
        doubts.broken();
        assert_eq!(doubts.trust(before, before), Trust::Ask);
        doubts.silent();
        assert_eq!(doubts.trust(before, before), Trust::Close);
        let after = Instant::now();
        assert_eq!(doubts.trust(after, after), Trust::Use);
    }
}
