//! The REST API over budgets, on SQLite in memory, with sample data.

use std::time::Duration;

use fin_infra::http::{self, Denied, IdempotencyKey, Resources, TrustedHeaderTenant};
use fin_infra::prelude::*;
use tokio::net::TcpListener;

use crate::Outcome;
use crate::budget::{Budget, BudgetCreate, november};

/// Where it listens, unless an address is given.
pub(crate) const ADDRESS: &str = "127.0.0.1:8080";

/// Two tenants, whom a gateway would name in this header once it knew who asks.
const TENANT_HEADER: &str = "x-tenant-id";
const ACME: Uuid = Uuid::from_u128(0xacae_0000_0000_7000_8000_0000_0000_0001);
const GLOBEX: Uuid = Uuid::from_u128(0xacae_0000_0000_7000_8000_0000_0000_0002);

/// How long an idempotency key is kept.
const DAY: Duration = Duration::from_hours(24);

/// Serves until it is told to stop.
pub(crate) async fn serve(address: &str) -> Outcome {
    let db = Db::connect("sqlite::memory:").await?;
    schema::create_all(&db, &[schema::of::<Budget>(), schema::of::<IdempotencyKey>()]).await?;
    add_samples(&db).await?;

    let listener = TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("The budgets of two tenants are served at {url}. Ctrl-C stops it.\n");
    println!("  in a browser   {url}/docs");
    println!(
        "  Acme's         curl -H '{TENANT_HEADER}: {ACME}' '{url}/budgets?order_by=amount&order_dir=desc'"
    );
    println!("  Globex's       curl -H '{TENANT_HEADER}: {GLOBEX}' '{url}/budgets'");
    http::serve(listener, api(db).into_router()).await?;
    println!("\nWhat was in flight is finished; it has stopped.");
    Ok(())
}

/// The API, in which everyone may do everything with the rows of the tenant that the header names.
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
