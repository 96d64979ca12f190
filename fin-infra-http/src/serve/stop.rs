//! Shutdown signals.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How to shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// Give load balancers time to notice.
    Drain,
    /// Immediately: a person is waiting.
    Now,
}

/// A source of shutdown requests. The second request ends the server at once.
pub(super) trait StopSignal: Send {
    /// Waits for the next request.
    fn next(&mut self) -> impl Future<Output = Urgency> + Send;
}

/// A future, which requests a shutdown once.
pub(super) struct StopWhen<F>(Option<Pin<Box<F>>>);

impl<F: Future<Output = ()> + Send> StopWhen<F> {
    pub(super) fn new(future: F) -> Self {
        Self(Some(Box::pin(future)))
    }
}

impl<F: Future<Output = ()> + Send> StopSignal for StopWhen<F> {
    async fn next(&mut self) -> Urgency {
        match &mut self.0 {
            Some(future) => future.await,
            None => std::future::pending().await,
        }
        self.0 = None;
        Urgency::Drain
    }
}

/// The signals of the operating system.
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(super) fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }
}

#[cfg(unix)]
impl StopSignal for Signals {
    async fn next(&mut self) -> Urgency {
        use futures_util::future::{Either, select};
        use std::pin::pin;

        match select(pin!(self.interrupt.recv()), pin!(self.terminate.recv())).await {
            Either::Left(_) => Urgency::Now,
            Either::Right(_) => Urgency::Drain,
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    pub(super) fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }
}

#[cfg(not(unix))]
impl StopSignal for Signals {
    async fn next(&mut self) -> Urgency {
        if tokio::signal::ctrl_c().await.is_err() {
            // The signal is not available here.
            std::future::pending::<()>().await;
        }
        Urgency::Now
    }
}

/// Whether the server is shutting down. Every request has it in its extensions.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShutdownFlag(Arc<AtomicBool>);

impl ShutdownFlag {
    pub(super) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
