//! The options of the server.

use std::time::Duration;

/// Limits on the waits for a client and on the number of connections, for [`serve_with`](super::serve_with).
///
/// [`Resources`](super::super::Resources) limits the duration of a request and the size of its body and its response.
///
/// ```
/// use std::time::Duration;
///
/// use fin_infra::http::ServeOptions;
///
/// // For a load balancer that keeps its connections open for 90 seconds.
/// let options = ServeOptions::new().idle_timeout(Duration::from_secs(100)).max_connections(2_000);
/// # drop(options);
/// ```
#[derive(Clone, Debug)]
pub struct ServeOptions {
    pub(super) header_timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) body_timeout: Duration,
    pub(super) write_timeout: Duration,
    pub(super) write_rate: u32,
    pub(super) max_connections: usize,
    pub(super) drain_delay: Duration,
    pub(super) shutdown_grace: Duration,
}

impl ServeOptions {
    /// The defaults, which are documented at each method.
    #[must_use]
    pub fn new() -> Self {
        Self {
            header_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_mins(1),
            body_timeout: Duration::from_secs(20),
            write_timeout: Duration::from_secs(30),
            write_rate: 32 * 1024,
            max_connections: 512,
            drain_delay: Duration::from_secs(5),
            shutdown_grace: Duration::from_secs(20),
        }
    }

    /// How long a client may take to send the head of a request: from the start of the connection for the first request, and
    /// from the first byte of the head for later ones. Then the connection is closed. 10 seconds by default.
    #[must_use]
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.header_timeout = timeout;
        self
    }

    /// How long a connection stays open between a response and the next request. 60 seconds by default. With a load
    /// balancer, it has to be longer than the balancer's own timeout: otherwise a request may arrive at a connection that is
    /// being closed.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How long the whole body of a request may take to arrive. Then the response is 408. 20 seconds by default.
    #[must_use]
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.body_timeout = timeout;
        self
    }

    /// How long the server waits for a client that does not read its response, summed over all waits within one response, before
    /// it closes the connection. [`write_rate`](Self::write_rate) extends the time. 30 seconds by default.
    #[must_use]
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.write_timeout = timeout;
        self
    }

    /// The minimum rate, in bytes per second, at which a client reads its response. 32 KiB by default: a page of 8 MiB is sent
    /// within 286 seconds, or the connection is closed. A client that steadily reads at this rate gets the whole response. Time
    /// in which the app has nothing to send does not count.
    #[must_use]
    pub fn write_rate(mut self, bytes_per_second: u32) -> Self {
        self.write_rate = bytes_per_second.max(1);
        self
    }

    /// The maximum number of connections, at least one. 512 by default. Each one is an open file of the process (see
    /// `ulimit -n`).
    ///
    /// Beyond the limit, a new connection replaces the one that has waited longest for a request, so that silent clients keep
    /// nobody out. If there is none, it replaces the one that has waited longest, and more than a second, for the body of its
    /// request, which gets 408, or else one whose client has read nothing of its response for five seconds. If the app works
    /// on a request of every connection, new ones wait in the backlog of the system until a slot is free.
    #[must_use]
    pub fn max_connections(mut self, number: usize) -> Self {
        self.max_connections = number.clamp(1, tokio::sync::Semaphore::MAX_PERMITS);
        self
    }

    /// How long requests are still accepted after a shutdown was requested, while `/health/ready` already responds with 503, so
    /// that a load balancer can send them elsewhere. 5 seconds by default. Ctrl-C skips it.
    #[must_use]
    pub fn drain_delay(mut self, delay: Duration) -> Self {
        self.drain_delay = delay;
        self
    }

    /// How long requests in progress may take after that delay. 20 seconds by default, so that the shutdown ends within the 30
    /// seconds after which Kubernetes kills a process.
    #[must_use]
    pub fn shutdown_grace(mut self, grace: Duration) -> Self {
        self.shutdown_grace = grace;
        self
    }
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self::new()
    }
}
