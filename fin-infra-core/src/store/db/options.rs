//! How a [`Db`](super::Db) connects.

use std::time::Duration;

/// How a [`Db`](super::Db) connects.
///
/// ```
/// use std::time::Duration;
///
/// use fin_infra_core::DbOptions;
///
/// let options = DbOptions::new().max_connections(20).wait(Duration::from_millis(500));
/// # drop(options);
/// ```
#[derive(Clone, Debug)]
pub struct DbOptions {
    pub(super) max_connections: usize,
    pub(super) wait: Duration,
}

impl DbOptions {
    /// Up to ten connections, and ten seconds to wait for one.
    #[must_use]
    pub fn new() -> Self {
        Self { max_connections: 10, wait: Duration::from_secs(10) }
    }

    /// The largest number of connections, at least one. A database in SQLite's memory has one, whatever is said here.
    #[must_use]
    pub fn max_connections(mut self, number: usize) -> Self {
        self.max_connections = number.max(1);
        self
    }

    /// How long a call waits for a connection, and for a new one to be made, before it gives up with
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable).
    #[must_use]
    pub fn wait(mut self, time: Duration) -> Self {
        self.wait = time;
        self
    }
}

impl Default for DbOptions {
    fn default() -> Self {
        Self::new()
    }
}
