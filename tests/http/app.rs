//! A server in its own process, which a test stops. It prints its address.

use std::error::Error;
use std::time::Duration;

use fin_infra::http::{self, Resources, ServeOptions, TrustedHeaderTenant};
use fin_infra::{Db, schema};
use fin_infra_tests::resources::Budget;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let db = Db::connect("sqlite::memory:").await?;
    schema::create_all(&db, &[schema::of::<Budget>()]).await?;
    let resources = Resources::new(db).add::<Budget>().tenant(TrustedHeaderTenant::new("x-tenant-id"));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?);
    let options = ServeOptions::new().drain_delay(Duration::from_millis(300));
    http::serve_with(listener, resources.into_router(), options).await?;
    Ok(())
}
