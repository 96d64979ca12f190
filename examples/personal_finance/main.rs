//! One person's finances in one database: no tenants, and deleted rows can be restored.
//!
//! ```text
//! cargo run --example personal_finance
//! DATABASE_URL='sqlite://money.db?mode=rwc' cargo run --example personal_finance
//! ```
//!
//! Without `DATABASE_URL` the database is SQLite in memory. With it, a second run finds the rows of the
//! first: it upserts, so there are no duplicates.

mod resources;

use fin_infra::prelude::*;
use fin_infra_examples::{heading, line, table};

use crate::resources::{
    Budget, BudgetCreate, BudgetOrder, BudgetQuery, Goal, GoalCreate, GoalFilter, GoalQuery,
    NetWorthSnapshot, NetWorthSnapshotCreate, NetWorthSnapshotOrder, NetWorthSnapshotQuery,
};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".to_owned());
    let db = Db::connect(&url).await?;
    let tables = [schema::of::<Budget>(), schema::of::<Goal>(), schema::of::<NetWorthSnapshot>()];
    schema::create_all(&db, &tables).await?;

    plan_the_month(&db).await?;
    delete_and_restore(&db).await?;
    save_for_goals(&db).await?;
    look_back(&db).await
}

/// Upserts budgets by their unique names.
async fn plan_the_month(db: &Db) -> Outcome {
    heading("Budgets", "A budget that exists is updated; any other is created.");
    let budgets = Budget::repository();
    for (name, amount) in [("Groceries", 400), ("Rent", 1200), ("Subscriptions", 35)] {
        let budget = BudgetCreate {
            name: name.to_owned(),
            amount: amount.into(),
            period_start: "2025-11-01T00:00:00Z".parse()?,
            period_end: "2025-12-01T00:00:00Z".parse()?,
        };
        budgets.upsert_by_name(db, budget).await?;
    }
    let page = budgets.list(db, BudgetQuery::new().order_by(BudgetOrder::Amount.desc())).await?;
    table(["budget", "amount"], page.into_iter().map(|row| [row.name, row.amount.to_string()]));
    Ok(())
}

/// Deletes a budget and restores it.
async fn delete_and_restore(db: &Db) -> Outcome {
    heading("Delete and restore", "A deleted budget is kept, so a deletion can be undone.");
    let budgets = Budget::repository();
    let found = budgets.list(db, BudgetQuery::new().search("subscr")).await?;
    for budget in found {
        budgets.delete(db, budget.id).await?;
        line(format!(
            "deleted {}: {} budgets are left",
            budget.name,
            budgets.count(db, BudgetQuery::new()).await?
        ));
        budgets.restore(db, budget.id).await?;
        line(format!("restored it: {} budgets again", budgets.count(db, BudgetQuery::new()).await?));
    }
    Ok(())
}

/// Lists the goals that are not reached yet.
async fn save_for_goals(db: &Db) -> Outcome {
    heading("Goals", "Those that are not reached yet.");
    let goals = Goal::repository();
    for (name, target, saved) in [("Emergency fund", 6000, 6000), ("Bicycle", 900, 350)] {
        let goal = GoalCreate {
            name: name.to_owned(),
            target: target.into(),
            saved: saved.into(),
            reached: saved >= target,
        };
        goals.upsert_by_name(db, goal).await?;
    }
    let open = goals.list(db, GoalQuery::new().filter(GoalFilter::new().reached(false))).await?;
    let rows = open.into_iter().map(|row| [row.name, row.saved.to_string(), row.target.to_string()]);
    table(["goal", "saved", "target"], rows);
    Ok(())
}

/// Takes a snapshot of all assets and liabilities, and lists the latest ones.
async fn look_back(db: &Db) -> Outcome {
    heading("Net worth", "The last three snapshots, the latest first. Each run takes one.");
    let snapshots = NetWorthSnapshot::repository();
    let now = NetWorthSnapshotCreate { assets: 18_450.into(), liabilities: 2_300.into() };
    snapshots.create(db, now).await?;
    let latest_first = NetWorthSnapshotOrder::CreatedAt.desc();
    let page = snapshots.list(db, NetWorthSnapshotQuery::new().order_by(latest_first).page_size(3)).await?;
    let rows = page
        .into_iter()
        .map(|row| [row.created_at.to_rfc3339(), row.assets.to_string(), row.liabilities.to_string()]);
    table(["taken at", "assets", "liabilities"], rows);
    Ok(())
}

#[test]
fn runs_to_completion() -> Outcome {
    main()
}
