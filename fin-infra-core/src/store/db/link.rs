//! A connection of a [`Db`](super::Db), with its state.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sqlx::Connection;
use tokio::runtime::Handle;
use tokio::sync::Notify;

use super::doubts::Trust;
use crate::backend::Backend;

/// A connection.
pub(crate) struct Link<DB: Backend> {
    /// `Some` until it is closed.
    connection: Option<DB::Connection>,
    /// When it expires.
    pub(super) ends_at: Instant,
    /// When it was last known to work.
    pub(super) worked_at: Instant,
    /// Whether no statement is in progress.
    pub(super) is_clean: bool,
    /// The doubts that are normalized.
    pub(super) trust: Trust,
    traces: Option<Traces>,
}

/// What is released with a connection. The fields are dropped in order, so the count is decremented last.
struct Traces {
    _given_up: GivenUp,
    _counted: Counted,
}

impl<DB: Backend> Link<DB> {
    pub(super) fn new(
        connection: DB::Connection,
        trust: Trust,
        ends_at: Instant,
        given_up: Arc<AtomicBool>,
        counter: &Arc<Counter>,
    ) -> Self {
        let traces = Traces { _given_up: GivenUp(given_up), _counted: Counted::by(counter) };
        let connection = Some(connection);
        Self { connection, ends_at, worked_at: Instant::now(), is_clean: false, trust, traces: Some(traces) }
    }

    #[expect(
        clippy::expect_used,
        reason = "only closing takes it, and a link that is being closed has left the pool"
    )]
    pub(super) fn connection(&mut self) -> &mut DB::Connection {
        self.connection.as_mut().expect("a link holds its connection")
    }

    /// Closes it gracefully in the background. A server would take a dropped connection for a crash.
    pub(super) fn close_in_background(&mut self, limit: Duration) {
        let Ok(runtime) = Handle::try_current() else { return };
        let Some(connection) = self.connection.take() else { return };
        let traces = self.traces.take();
        runtime.spawn(async move {
            // An error does not matter: the server may no longer exist.
            let _ = tokio::time::timeout(limit, connection.close()).await;
            drop(traces);
        });
    }
}

/// Signals, when it is dropped, that the connection is no longer awaited.
struct GivenUp(Arc<AtomicBool>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Counts the connections, including those that are being closed.
#[derive(Default)]
pub(super) struct Counter {
    number: AtomicUsize,
    fewer: Notify,
}

impl Counter {
    pub(super) fn number(&self) -> usize {
        self.number.load(Ordering::Acquire)
    }

    /// Waits until there are no connections.
    pub(super) async fn none(&self) {
        loop {
            let fewer = self.fewer.notified();
            if self.number() == 0 {
                return;
            }
            fewer.await;
        }
    }
}

/// A connection that is counted until this is dropped.
struct Counted(Arc<Counter>);

impl Counted {
    fn by(counter: &Arc<Counter>) -> Self {
        counter.number.fetch_add(1, Ordering::AcqRel);
        Self(counter.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.number.fetch_sub(1, Ordering::AcqRel);
        self.0.fewer.notify_waiters();
    }
}
