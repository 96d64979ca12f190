//! An HTTP/1 server with a bound on every wait for a client and on the number of connections.
//!
//! hyper parses HTTP/1; a gateway that speaks HTTP/2 or TLS belongs in front. `deadlines.rs` has the waits for a client,
//! `activity.rs` the state of a connection, and `slots.rs` the limit on connections.
//!
//! Why not `axum-server`: version 0.8 accepts connections without a limit and serves each in a detached task. It bounds the
//! time for a head, and it shuts down gracefully. It does not bound how slowly a response is read, cannot close an idle
//! connection in favour of a new one, leaves its connections open when its future is dropped, serves no upgrades in its
//! HTTP/1 mode, and responds to a malformed head without a body. Its acceptor could host the socket wrappers of this module, but
//! the accept loop, the slots and the shutdown would still be ours.

mod activity;
mod connection;
mod deadlines;
mod framing;
mod host;
mod options;
mod pace;
mod rejected;
mod slots;
mod stop;
mod upload;

use std::future::Future;
use std::io::{self, ErrorKind};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures_util::future::{Either, select};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use self::activity::Activity;
use self::connection::RequestHandler;
pub use self::options::ServeOptions;
use self::slots::Slots;
pub(super) use self::stop::ShutdownFlag;
use self::stop::{Signals, StopSignal, StopWhen, Urgency};
pub(super) use self::upload::UploadAborted;

/// How long to wait after a failure to accept a connection.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(100);

/// Serves a router until Ctrl-C or, on Unix, `SIGTERM`, and then finishes the requests in progress: [`serve_with`] with the
/// default options.
///
/// ```no_run
/// use fin_infra::http::{self, Resources};
/// use fin_infra::prelude::*;
///
/// # #[derive(FinResource)]
/// # pub struct Goal { pub name: String }
/// #[tokio::main]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let router = Resources::new(Db::memory()).add::<Goal>().into_router();
///     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
///     http::serve(listener, router).await?;
///     Ok(())
/// }
/// ```
///
/// # Errors
///
/// If the process cannot listen to signals.
pub async fn serve(listener: TcpListener, router: Router) -> io::Result<()> {
    serve_with(listener, router, ServeOptions::new()).await
}

/// Serves a router over HTTP/1 until Ctrl-C or, on Unix, `SIGTERM`.
///
/// [`ServeOptions`] limits the waits for a client and the number of connections. A shutdown has these steps; a second signal
/// ends it at once.
///
/// 1. `/health/ready` responds with 503. Requests are still accepted for [`drain_delay`](ServeOptions::drain_delay). Ctrl-C
///    skips this step.
/// 2. The listener and the connections without a request are closed. Requests in progress have
///    [`shutdown_grace`](ServeOptions::shutdown_grace) to finish.
/// 3. The remaining connections are dropped.
///
/// ```no_run
/// use std::time::Duration;
///
/// use fin_infra::http::{self, ServeOptions};
///
/// # async fn example(router: axum::Router) -> std::io::Result<()> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// http::serve_with(listener, router, ServeOptions::new().drain_delay(Duration::from_secs(10))).await
/// # }
/// ```
///
/// # Errors
///
/// If the process cannot listen to signals.
pub async fn serve_with(listener: TcpListener, router: Router, options: ServeOptions) -> io::Result<()> {
    run(listener, router, options, Signals::listen()?).await;
    Ok(())
}

/// Serves a router like [`serve_with`], until a future completes: for tests, and for an app that handles signals itself.
///
/// Dropping it closes all its connections at once.
///
/// ```
/// use fin_infra::http::{self, Resources, ServeOptions};
/// use fin_infra::prelude::*;
///
/// # async fn example() -> std::io::Result<()> {
/// let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// let router = Resources::new(Db::memory()).into_router();
/// let server = tokio::spawn(http::serve_until(listener, router, ServeOptions::new(), async {
///     stopped.await.ok();
/// }));
/// drop(stop);
/// server.await?;
/// # Ok(())
/// # }
/// ```
pub async fn serve_until(
    listener: TcpListener,
    router: Router,
    options: ServeOptions,
    stop: impl Future<Output = ()> + Send,
) {
    run(listener, router, options, StopWhen::new(stop)).await;
}

async fn run(listener: TcpListener, router: Router, options: ServeOptions, mut stop: impl StopSignal) {
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, "serving");
    }
    let mut server = Server::new(router, options);
    let urgency = server.accept_until(&listener, stop.next()).await;
    server.handler.stopping.begin();
    if urgency == Urgency::Drain {
        let delay = server.options.drain_delay;
        tracing::info!(?delay, "shutdown requested: no longer ready, still accepting requests");
        let (delay, again) = (pin!(sleep(delay)), pin!(stop.next()));
        if let Either::Right(_) = server.accept_until(&listener, select(delay, again)).await {
            tracing::warn!("shutdown requested again: dropping the requests in progress");
            return;
        }
    }
    drop(listener);
    tracing::info!("no longer accepting requests");
    server.finish(stop).await;
}

/// A running server.
struct Server {
    options: ServeOptions,
    handler: RequestHandler,
    slots: Arc<Slots>,
    /// The connections, which are closed when this is dropped.
    connections: JoinSet<()>,
    finishing: watch::Sender<bool>,
}

impl Server {
    fn new(router: Router, options: ServeOptions) -> Self {
        let (stopping, body_timeout) = (ShutdownFlag::default(), options.body_timeout);
        Self {
            handler: RequestHandler { router, stopping, body_timeout },
            slots: Slots::new(options.max_connections),
            connections: JoinSet::new(),
            finishing: watch::Sender::new(false),
            options,
        }
    }

    /// Accepts connections until a future completes.
    async fn accept_until<F: Future>(&mut self, listener: &TcpListener, end: F) -> F::Output {
        let mut end = pin!(end);
        loop {
            if let Either::Left((ended, _)) = select(end.as_mut(), pin!(self.accept(listener))).await {
                return ended;
            }
        }
    }

    /// Accepts a connection.
    async fn accept(&mut self, listener: &TcpListener) {
        while self.connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((socket, _)) => self.begin(socket).await,
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::error!(%error, "failed to accept a connection");
                // The process may have reached its limit of open files.
                self.slots.close_longest_waiting();
                sleep(ACCEPT_RETRY_DELAY).await;
            }
        }
    }

    /// Serves a connection once there is a slot for it.
    async fn begin(&mut self, socket: TcpStream) {
        let activity = Activity::new(&self.options);
        let slot = self.slots.take(activity.clone()).await;
        let (handler, options) = (self.handler.clone(), self.options.clone());
        let finishing = self.finishing.subscribe();
        self.connections.spawn(connection::serve(socket, activity, slot, handler, options, finishing));
    }

    /// Waits for the requests in progress, for as long as the grace period allows.
    async fn finish(mut self, mut stop: impl StopSignal) {
        self.finishing.send_replace(true);
        let (grace, again) = (pin!(sleep(self.options.shutdown_grace)), pin!(stop.next()));
        let ended = async { while self.connections.join_next().await.is_some() {} };
        let in_time = matches!(select(pin!(ended), select(grace, again)).await, Either::Left(_));
        if !in_time {
            let connections = self.connections.len();
            tracing::warn!(connections, "requests did not finish within `shutdown_grace`");
        }
    }
}

/// Whether the client closed a connection before it was accepted.
fn is_the_clients(error: &io::Error) -> bool {
    use ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
