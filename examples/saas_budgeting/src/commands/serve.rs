//! `serve`.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use fin_infra::http;
use tokio::net::TcpListener;

use super::purge;
use crate::access::{Access, Secret};
use crate::cli::Application;
use crate::{api, database, web};

/// The arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    application: Application,
    /// The secret that tokens are signed with, at least 32 bytes. With another one, everybody has to sign in again
    #[arg(long, env = "TOKEN_SECRET", hide_env_values = true, value_name = "TEXT")]
    token_secret: Secret,
    /// The address to listen at. TLS is the gateway's
    #[arg(long, default_value = "127.0.0.1:8080")]
    address: SocketAddr,
}

impl Args {
    pub(crate) async fn run(self) -> Result<()> {
        tracing_subscriber::fmt().with_writer(std::io::stderr).init();
        let db = database::application(&self.application.url).await?;
        let access = Access::new(db.clone(), &self.token_secret).await?;
        let listener = TcpListener::bind(self.address)
            .await
            .with_context(|| format!("cannot listen at {}", self.address))?;
        let address = listener.local_addr()?;
        println!("Serving at http://{address}, with Swagger UI at http://{address}/api/docs.");
        let router = api::router(access.clone()).merge(web::router(access));
        // The purges end with the server.
        let purges = tokio::spawn(purge::every_day(db));
        let served = http::serve(listener, router).await;
        purges.abort();
        Ok(served?)
    }
}
