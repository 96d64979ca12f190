//! How old connections become.

use std::time::{Duration, Instant};

use deadpool::managed;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::link::Link;
use super::manager::Manager;
use crate::backend::Backend;

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

    use super::Ages;

    #[test]
    fn connections_of_one_moment_end_at_different_ones_within_the_last_quarter_of_their_time() {
        let (now, hour) = (Instant::now(), Duration::from_hours(1));
        let ages = Ages { max_age: hour, max_idle: hour };
        let ends: Vec<_> = (0..200).map(|_| ages.end(now) - now).collect();
        assert!(ends.iter().all(|end| (hour * 3 / 4..=hour).contains(end)), "{ends:?}");
        let (first, last) = (ends.iter().min().unwrap(), ends.iter().max().unwrap());
        assert!(*last > *first + hour / 8, "{first:?} to {last:?}");
    }
}
