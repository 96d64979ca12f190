//! What tells a server to stop.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How a server is to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// A load balancer has to notice first.
    Drain,
    /// Somebody waits for it.
    Now,
}

/// What tells a server to stop. The second time ends it at once.
pub(super) trait StopSignal: Send {
    /// Waits for the next time.
    fn next(&mut self) -> impl Future<Output = Urgency> + Send;
}

/// A future of the app's own, which ends once.
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

/// The signals of the system.
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
            // There is no such signal here, so it never comes.
            std::future::pending::<()>().await;
        }
        Urgency::Now
    }
}

/// Whether the server of a request is about to stop: among the extensions of every request that it serves.
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
