//! `serve`.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use fin_infra::http;
use tokio::net::TcpListener;

use super::App;
use crate::{api, output};

/// The arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The address to listen at. Tokens are sent in clear: let others connect through something that speaks TLS
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
        Ok(http::serve(listener, api::router(app.db)).await?)
    }
}
