//! Servers in this process.

use std::net::SocketAddr;

use axum::Router;
use fin_infra::Db;
use fin_infra::http::{Resources, TrustedHeaderTenant};
use tokio::net::TcpListener;

use super::request::TENANT;
use crate::budget::Budget;

/// The resources with their defaults.
pub fn ours(db: Db) -> Router {
    Resources::new(db).tenant(TrustedHeaderTenant::new(TENANT)).add::<Budget>().into_router()
}

/// Serves a router on a free port, until the runtime ends.
pub async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("the port is known");
    tokio::spawn(async { axum::serve(listener, router).await });
    address
}
