//! A tour of the code generated from one annotated struct, on in-memory SQLite.
//!
//! ```text
//! cargo run --example quickstart                       prints the tour
//! cargo run --example quickstart -- serve              serves the REST API at 127.0.0.1:8080
//! cargo run --example quickstart -- serve 0.0.0.0:80   or at another address
//! ```
//!
//! `budget.rs` has the struct, and `server.rs` the REST API. Each function of the other files prints one section of the
//! tour.

mod budget;
mod changes;
mod deletions;
mod lists;
mod server;
mod together;

use fin_infra::prelude::*;
use fin_infra_examples::{heading, line, table};

use crate::budget::{Budget, BudgetCreate, BudgetOrder, BudgetQuery, BudgetRead, BudgetRepository, november};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => tour().await,
        ["serve"] => server::serve(server::ADDRESS).await,
        ["serve", address] => server::serve(address).await,
        _ => Err("usage: quickstart [serve [ADDRESS]]".into()),
    }
}

async fn tour() -> Outcome {
    let db = Db::connect("sqlite::memory:").await?;
    schema::create_all(&db, &[schema::of::<Budget>()]).await?;

    println!("One annotated struct, `Budget`, and its generated repository, on in-memory SQLite.");
    let user = Uuid::now_v7();
    let acme = Budget::repository().tenant(Uuid::now_v7());
    let globex = Budget::repository().tenant(Uuid::now_v7());

    create(&db, &acme, &globex, user).await?;
    keep_tenants_apart(&db, &acme, &globex).await?;

    lists::pages(&db, &acme).await?;
    lists::cursors(&db, &acme).await?;
    lists::search(&db, &acme).await?;
    lists::filter_and_order(&db, &acme).await?;
    lists::own_method(&db, &acme, user).await?;

    changes::update(&db, &acme, user).await?;
    changes::conflict(&db, &acme, user).await?;
    changes::inexact_money(&db, &acme, user).await?;
    changes::upsert(&db, &acme, user).await?;

    deletions::soft_delete(&db, &acme).await?;
    deletions::restore(&db, &acme).await?;

    together::rolled_back(&db, &acme, user).await?;
    together::committed(&db, &acme, user).await?;

    println!("\nThe code is in examples/quickstart, one function per section; `budget.rs` has the struct.");
    println!("`cargo run --example quickstart -- serve` serves the same budgets as a REST API.");
    Ok(())
}

/// Creates one row, then several at once.
async fn create(db: &Db, acme: &BudgetRepository, globex: &BudgetRepository, user: Uuid) -> Outcome {
    heading(
        "Create",
        "Two tenants get budgets. The library sets ids and times; a batch is stored all or nothing.",
    );
    let draft = november(user)?;
    let named = |name: &str, amount: i64| BudgetCreate {
        name: name.to_owned(),
        amount: amount.into(),
        ..draft.clone()
    };

    let groceries = BudgetCreate {
        categories: [("Food".to_owned(), 350.into()), ("Drinks".to_owned(), 50.into())].into(),
        notes: Some("Market on Saturdays".to_owned()),
        ..named("Groceries", 400)
    };
    let groceries = acme.create(db, groceries).await?;
    line(format!(
        "Acme's first budget has the id {} and was created at {}.",
        groceries.id, groceries.created_at
    ));

    let more =
        [named("Rent", 1200), named("Transport", 95), named("Gifts", 100), named("Ärztin & Apotheke", 60)];
    acme.create_many(db, more).await?;
    globex.create(db, named("Groceries", 9000)).await?;

    println!();
    table(
        ["tenant", "name", "amount"],
        of("Acme", all(db, acme).await?).chain(of("Globex", all(db, globex).await?)),
    );
    Ok(())
}

/// One tenant cannot reach the rows of another.
async fn keep_tenants_apart(db: &Db, acme: &BudgetRepository, globex: &BudgetRepository) -> Outcome {
    heading(
        "Tenants",
        "Every statement of a repository is tenant-scoped. Another tenant's row is not found.",
    );
    let theirs = first(db, globex).await?;
    line(format!("Acme looks for Globex's budget by its id:  {:?}", acme.find(db, theirs.id).await?));
    if let Err(error) = acme.delete(db, theirs.id).await {
        line(format!("Acme tries to delete it:                   {:?}: {error}", error.kind()));
    }
    line(format!("Globex still has:                          {}", globex.get(db, theirs.id).await?.name));
    Ok(())
}

/// All live budgets of a tenant, by name.
async fn all(db: &Db, budgets: &BudgetRepository) -> Outcome<Vec<BudgetRead>> {
    let by_name = BudgetQuery::new().order_by(BudgetOrder::Name.asc());
    Ok(budgets.list(db, by_name).await?.items)
}

/// A tenant's first budget by name.
async fn first(db: &Db, budgets: &BudgetRepository) -> Outcome<BudgetRead> {
    all(db, budgets).await?.into_iter().next().ok_or_else(|| "the tenant has no budget".into())
}

fn of(tenant: &str, rows: Vec<BudgetRead>) -> impl Iterator<Item = [String; 3]> {
    rows.into_iter().map(move |row| [tenant.to_owned(), row.name, row.amount.to_string()])
}

#[tokio::test]
async fn the_tour_runs_to_completion() -> Outcome {
    tour().await
}
