//! Serving until it is told to stop.

use std::io;
#[cfg(unix)]
use std::pin::pin;

use axum::Router;
use tokio::net::TcpListener;

/// Serves a router until Ctrl-C or, on Unix, `SIGTERM`, and then finishes what is in flight.
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
/// If the listener fails.
pub async fn serve(listener: TcpListener, router: Router) -> io::Result<()> {
    axum::serve(listener, router).with_graceful_shutdown(stopped()).await
}

/// Waits until the process is told to stop.
async fn stopped() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            // There is no such signal here, so it never comes.
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => {
                futures_util::future::select(pin!(interrupted), pin!(terminated.recv())).await;
            }
            Err(_) => interrupted.await,
        }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
