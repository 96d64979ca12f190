//! The lifetime of connections.

use std::time::{Duration, Instant};

use deadpool::managed;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::link::Link;
use super::manager::Manager;
use crate::backend::Backend;

/// The maximum age of a connection, and the maximum time that it stays unused.
#[derive(Clone, Copy)]
pub(super) struct Ages {
    pub(super) max_age: Duration,
    pub(super) max_idle: Duration,
}

impl Ages {
    /// Returns when a connection that is opened now expires: at random in the last quarter of its maximum age.
    pub(super) fn end(self, now: Instant) -> Instant {
        // The last bits of a UUID of version 7 are random.
        let [.., one, two] = *Uuid::now_v7().as_bytes();
        let random = f64::from(u16::from_be_bytes([one, two])) / f64::from(u16::MAX);
        now + self.max_age.mul_f64(1.0 - random / 4.0)
    }

    /// Returns `true` if an unused connection has expired.
    pub(super) fn is_expired<DB: Backend>(self, link: &Link<DB>, now: Instant) -> bool {
        now >= link.ends_at || now.saturating_duration_since(link.worked_at) >= self.max_idle
    }

    /// The interval between checks for expired connections.
    fn check_interval(self) -> Duration {
        (self.max_age.min(self.max_idle) / 2).clamp(Duration::from_millis(10), Duration::from_mins(1))
    }
}

/// Closes unused connections when they expire, as long as the pool exists.
pub(super) fn close_expired<DB: Backend>(pool: &managed::Pool<Manager<DB>>) {
    // Without a runtime, a connection is only checked when it is acquired.
    let Ok(runtime) = Handle::try_current() else { return };
    let (pool, period) = (pool.weak(), pool.manager().ages.check_interval());
    runtime.spawn(async move {
        loop {
            tokio::time::sleep(period).await;
            let Some(pool) = pool.upgrade().filter(|pool| !pool.is_closed()) else { return };
            let (ages, now) = (pool.manager().ages, Instant::now());
            pool.retain(|link, _| !ages.is_expired(link, now));
        }
    });
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Ages;

    #[test]
    fn connections_that_are_opened_together_expire_at_different_times_in_the_last_quarter() {
        let (now, hour) = (Instant::now(), Duration::from_hours(1));
        let ages = Ages { max_age: hour, max_idle: hour };
        let ends: Vec<_> = (0..200).map(|_| ages.end(now) - now).collect();
        assert!(ends.iter().all(|end| (hour * 3 / 4..=hour).contains(end)), "{ends:?}");
        let (first, last) = (ends.iter().min().unwrap(), ends.iter().max().unwrap());
        assert!(*last > *first + hour / 8, "{first:?} to {last:?}");
    }
}
