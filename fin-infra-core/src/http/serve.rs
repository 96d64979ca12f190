//! Serving until it is told to stop.

use std::io::{self, ErrorKind};
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use futures_util::future::{Either, select};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

/// How long a client may take for the head of a request.
const FOR_A_HEAD: Duration = Duration::from_secs(30);

/// How long what is in flight may take once the process is told to stop.
const TO_FINISH: Duration = Duration::from_secs(40);

/// How long to wait where the system has no more connections to give.
const FOR_A_CONNECTION: Duration = Duration::from_secs(1);

/// Serves a router until Ctrl-C or, on Unix, `SIGTERM`, and then finishes what is in flight.
///
/// Nobody new is let in then. What is in flight has 40 seconds; a second signal ends it at once. A connection is closed
/// whose client takes more than 30 seconds for the head of a request, the next one's among them.
///
/// ```no_run
/// use fin_infra_core::http::{self, Resources};
/// use fin_infra_core::prelude::*;
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
    let mut signals = Signals::listen()?;
    let in_flight = GracefulShutdown::new();
    loop {
        let accepted = match select(pin!(listener.accept()), pin!(signals.next())).await {
            Either::Left((accepted, _)) => accepted,
            Either::Right(_) => break,
        };
        match accepted {
            Ok((stream, _)) => answer(stream, router.clone(), &in_flight),
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                sleep(FOR_A_CONNECTION).await;
            }
        }
    }
    drop(listener);
    let (too_long, told_again) = (pin!(sleep(TO_FINISH)), pin!(signals.next()));
    if let Either::Right(_) = select(pin!(in_flight.shutdown()), select(too_long, told_again)).await {
        tracing::warn!("what was in flight did not end in time");
    }
    Ok(())
}

/// Answers what comes on a connection.
fn answer(stream: TcpStream, router: Router, in_flight: &GracefulShutdown) {
    // Without it an answer may wait for more to send; with an error it merely does.
    let _ = stream.set_nodelay(true);
    let mut server = Builder::new(TokioExecutor::new()).http1_only();
    server.http1().timer(TokioTimer::new()).header_read_timeout(FOR_A_HEAD);
    let service = TowerToHyperService::new(router);
    let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), service);
    let connection = in_flight.watch(connection.into_owned());
    tokio::spawn(async {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended");
        }
    });
}

/// Whether a connection was gone before it was accepted.
fn is_the_clients(error: &io::Error) -> bool {
    use ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// What tells the process to stop.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for the next one.
    async fn next(&mut self) {
        select(pin!(self.interrupt.recv()), pin!(self.terminate.recv())).await;
    }
}

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for the next one.
    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // There is no such signal here, so it never comes.
            std::future::pending::<()>().await;
        }
    }
}
