//! How long a server waits for its clients, and how many of them it serves at once.

use std::time::Duration;

/// How long a server waits for its clients, and how many connections it has at once: for
/// [`serve_with`](super::serve_with).
///
/// Every wait ends. [`Resources`](super::super::Resources) bounds the rest: how long a request takes, and how many bytes
/// its body and its answer have.
///
/// ```
/// use std::time::Duration;
///
/// use fin_infra::http::ServeOptions;
///
/// // Behind a load balancer that keeps its connections open for 90 seconds.
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
    /// The defaults, each of which is at its method.
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

    /// How long a client may take for the head of a request: from the moment at which it connects, and later from the
    /// head's first byte. Then its connection is closed. It is 10 seconds at first.
    #[must_use]
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.header_timeout = timeout;
        self
    }

    /// How long a connection is kept open between an answer and the next request. It is 60 seconds at first. Behind a
    /// load balancer it has to be longer than the balancer's own time: otherwise a request may meet a connection that
    /// is being closed.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How long the body of a request may take as a whole, however steadily it comes. The API answers 408 then. It is 20
    /// seconds at first.
    #[must_use]
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.body_timeout = timeout;
        self
    }

    /// How long a client may take no more of its answer before its connection is closed. It is 30 seconds at first, and
    /// holds for all waits within one answer together, beyond what [`write_rate`](Self::write_rate) grants.
    #[must_use]
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.write_timeout = timeout;
        self
    }

    /// How many bytes of its answer a client takes in a second at least, while there is something for it. It is 32 kibibytes
    /// at first: a page of 8 mebibytes is sent within 286 seconds, or its connection is closed. An answer that is read slowly
    /// but steadily at this rate is sent to its end, and the time in which the app has nothing to send does not count.
    #[must_use]
    pub fn write_rate(mut self, bytes_per_second: u32) -> Self {
        self.write_rate = bytes_per_second.max(1);
        self
    }

    /// How many connections there are at once, at least one. It is 512 at first; each is a file to the system (see
    /// `ulimit -n`).
    ///
    /// A further connection takes the place of the one that has waited longest for a request to come: clients that say
    /// nothing keep nobody out. Where there is none, it is the one that has waited longest, and more than a second, for the
    /// body of its request, which is answered 408, or else one whose client has taken nothing of its answer for five seconds.
    /// If all connections have a request in hand that the app works on, further ones wait in the system's backlog, where
    /// they cost the process nothing, and are served as soon as a place is free.
    #[must_use]
    pub fn max_connections(mut self, number: usize) -> Self {
        self.max_connections = number.clamp(1, tokio::sync::Semaphore::MAX_PERMITS);
        self
    }

    /// How long requests are still accepted once the process is told to end, while `/health/ready` already answers 503, so
    /// that a load balancer has the time to send them elsewhere. It is 5 seconds at first. Ctrl-C does not wait for it.
    #[must_use]
    pub fn drain_delay(mut self, delay: Duration) -> Self {
        self.drain_delay = delay;
        self
    }

    /// How long the requests in hand have to end, after that delay. It is 20 seconds at first, so that both end within
    /// the 30 seconds after which Kubernetes kills a process.
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
