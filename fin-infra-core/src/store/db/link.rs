//! A connection of a [`Db`](super::Db), with what is known of it.

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
    /// There until it is closed.
    connection: Option<DB::Connection>,
    /// When it is too old.
    pub(super) ends_at: Instant,
    /// When it was last known to work.
    pub(super) worked_at: Instant,
    /// Whether nothing is under way on it.
    pub(super) is_clean: bool,
    /// The doubts that it has come after.
    pub(super) trust: Trust,
    traces: Option<Traces>,
}

/// What goes with a connection: last of all it is not counted any more.
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
        reason = "only closing it takes it, and whoever closes it has it out of the pool"
    )]
    pub(super) fn connection(&mut self) -> &mut DB::Connection {
        self.connection.as_mut().expect("a link holds its connection")
    }

    /// Closes it beside what else is done, with a word to the server, which would take it for a crash otherwise.
    pub(super) fn close_aside(&mut self, limit: Duration) {
        let Ok(runtime) = Handle::try_current() else { return };
        let Some(connection) = self.connection.take() else { return };
        let traces = self.traces.take();
        runtime.spawn(async move {
            // A server that is not there any more does not have to be told.
            let _ = tokio::time::timeout(limit, connection.close()).await;
            drop(traces);
        });
    }
}

/// Says, when it is dropped, that nobody waits for the connection any more.
struct GivenUp(Arc<AtomicBool>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How many connections there are, those that are being closed among them.
#[derive(Default)]
pub(super) struct Counter {
    number: AtomicUsize,
    fewer: Notify,
}

impl Counter {
    pub(super) fn number(&self) -> usize {
        self.number.load(Ordering::Acquire)
    }

    /// Waits until there is none.
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

/// One that is counted.
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
