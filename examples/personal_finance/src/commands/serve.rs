//! `serve`.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use fin_infra::http::{self, Denied, ResourceOptions, Resources};
use fin_infra::prelude::*;
use tokio::net::TcpListener;

use super::App;
use crate::output;
use crate::resources::{Account, Budget, Contribution, Goal, Import, NetWorthSnapshot, Rule, Transaction};

/// The arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The address to listen at. There is no sign-in, so only this machine can connect by default
    #[arg(long, default_value = "127.0.0.1:8080")]
    address: SocketAddr,
}

impl Args {
    pub(crate) async fn run(self, app: App) -> Result<()> {
        tracing_subscriber::fmt().with_writer(std::io::stderr).init();
        let listener = TcpListener::bind(self.address)
            .await
            .with_context(|| format!("cannot listen at {}", self.address))?;
        let address = listener.local_addr()?;
        output::line(format!("Serving at http://{address}, with Swagger UI at http://{address}/docs."))?;
        let router = api(app.db).into_router();
        let router = match address.ip().is_loopback() {
            true => router.layer(middleware::from_fn(only_this_machine)),
            false => router,
        };
        Ok(http::serve(listener, router).await?)
    }
}

/// The API. Who can connect may do everything.
fn api(db: Db) -> Resources {
    Resources::new(db)
        .about("Personal finance", env!("CARGO_PKG_VERSION"))
        .permissions(|_: &_, _, _: &str| Ok::<(), Denied>(()))
        .add::<Account>()
        .add::<Transaction>()
        .add_with::<Import>(ResourceOptions::read_only)
        .add::<Rule>()
        .add::<Budget>()
        // A goal, its milestones and its contributions belong together, and only the commands change them together.
        .add_with::<Goal>(ResourceOptions::read_only)
        .add_with::<Contribution>(ResourceOptions::read_only)
        .add::<NetWorthSnapshot>()
        .ready_if(schema::check)
}

/// Refuses requests that a page of another site makes a browser send: its name may lead to this machine, but it is still the
/// host of the request, and its origin is in the header of one that changes something.
async fn only_this_machine(request: Request, next: Next) -> Response {
    match is_own(request.headers()) {
        true => next.run(request).await,
        false => (StatusCode::FORBIDDEN, "only this machine may use the API\n").into_response(),
    }
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host = text(header::HOST).unwrap_or_default();
    is_local(host) && text(header::ORIGIN).is_none_or(|origin| origin.strip_prefix("http://") == Some(host))
}

fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_names_of_this_machine_are_local() {
        for host in ["localhost", "localhost:8080", "127.0.0.1:80", "[::1]", "[::1]:8080"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["", "example.org", "localhost.example.org:8080", "10.0.0.1"] {
            assert!(!is_local(host), "{host}");
        }
    }
}
