//! The REST API for budgets, on in-memory SQLite, with sample data.

use std::time::Duration;

use fin_infra::http::{self, Denied, IdempotencyKey, Resources, TrustedHeaderTenant};
use fin_infra::prelude::*;
use tokio::net::TcpListener;

use crate::Outcome;
use crate::budget::{Budget, BudgetCreate, november};

/// The default listen address.
pub(crate) const ADDRESS: &str = "127.0.0.1:8080";

/// Two tenants. In production, a gateway authenticates the client and sets this header.
const TENANT_HEADER: &str = "x-tenant-id";
const ACME: Uuid = Uuid::from_u128(0xacae_0000_0000_7000_8000_0000_0000_0001);
const GLOBEX: Uuid = Uuid::from_u128(0xacae_0000_0000_7000_8000_0000_0000_0002);

/// The lifetime of an idempotency key.
const DAY: Duration = Duration::from_hours(24);

/// Serves until the process is told to stop.
pub(crate) async fn serve(address: &str) -> Outcome {
    let db = Db::connect("sqlite::memory:").await?;
    schema::create_all(&db, &[schema::of::<Budget>(), schema::of::<IdempotencyKey>()]).await?;
    add_samples(&db).await?;

    let listener = TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("Serving the budgets of two tenants at {url}. Press Ctrl-C to stop.\n");
    println!("  in a browser   {url}/docs");
    println!(
        "  Acme's         curl -H '{TENANT_HEADER}: {ACME}' '{url}/budgets?order_by=amount&order_dir=desc'"
    );
    println!("  Globex's       curl -H '{TENANT_HEADER}: {GLOBEX}' '{url}/budgets'");
    http::serve(listener, api(db).into_router()).await?;
    println!("\nAll requests have completed; the server has stopped.");
    Ok(())
}

/// The API. It permits every action on the rows of the tenant in the header.
pub(crate) fn api(db: Db) -> Resources {
    Resources::new(db)
        .about("Budgets", "1.0.0")
        .tenant(TrustedHeaderTenant::new(TENANT_HEADER))
        .permissions(|_: &_, _, _: &str| Ok::<(), Denied>(()))
        .idempotency_keys(DAY)
        .add::<Budget>()
        .ready_if(schema::check)
}

async fn add_samples(db: &Db) -> Outcome {
    let draft = november(Uuid::nil())?;
    let named = |(name, amount): (&str, i64)| BudgetCreate {
        name: name.to_owned(),
        amount: amount.into(),
        ..draft.clone()
    };
    let acme = [("Groceries", 400), ("Rent", 1200), ("Transport", 95), ("Gifts", 100)].map(named);
    Budget::repository().tenant(ACME).create_many(db, acme).await?;
    Budget::repository().tenant(GLOBEX).create(db, named(("Groceries", 9000))).await?;
    Ok(())
}
