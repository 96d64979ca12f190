//! A budgeting service for many companies in one database: each company is a tenant.
//!
//! ```text
//! cargo run --example saas_budgeting
//! DATABASE_URL=postgres://user:password@localhost/budgeting cargo run --example saas_budgeting
//! ```
//!
//! Without `DATABASE_URL` the database is SQLite in memory. Each run has two new companies.

mod resources;

use fin_infra::prelude::*;
use fin_infra_examples::{heading, line, table};

use crate::resources::{
    Budget, BudgetCreate, BudgetQuery, BudgetRepository, Goal, GoalCreate, GoalQuery, Transaction,
    TransactionCreate,
};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite::memory:".to_owned());
    let db = Db::connect(&url).await?;
    let tables = [schema::of::<Budget>(), schema::of::<Goal>(), schema::of::<Transaction>()];
    schema::create_all(&db, &tables).await?;

    let (bakery, garage) = (Uuid::now_v7(), Uuid::now_v7());
    budget(&db, bakery, garage).await?;
    refuse(&db, bakery).await?;
    save_together(&db, bakery).await?;
    load_without_n_plus_one(&db, bakery).await?;
    refer_to_another_company(&db, bakery, garage).await
}

/// Both companies have a budget with the same name for the same user.
async fn budget(db: &Db, bakery: Uuid, garage: Uuid) -> Outcome {
    heading("One name, two companies", "A budget's name is unique per user within a company.");
    let user = Uuid::now_v7();
    for (company, tenant, amount) in [("bakery", bakery, 900), ("garage", garage, 4_000)] {
        let budgets = Budget::repository().tenant(tenant);
        budgets.create(db, plan(user, "Supplies", amount)).await?;
        line(format!("{company}: {}", described(db, &budgets).await?));
    }
    Ok(())
}

fn plan(user_id: Uuid, name: &str, amount: i64) -> BudgetCreate {
    let categories = [("Material".to_owned(), amount.into())].into();
    BudgetCreate { user_id, name: name.to_owned(), categories }
}

async fn described(db: &Db, budgets: &BudgetRepository) -> Outcome<String> {
    let page = budgets.list(db, BudgetQuery::new()).await?;
    let all: Vec<_> = page.into_iter().map(|row| format!("{} {:?}", row.name, row.categories)).collect();
    Ok(all.join(", "))
}

/// `resources::tidy` and `resources::check` apply to all input.
async fn refuse(db: &Db, bakery: Uuid) -> Outcome {
    heading("Rules of the application", "Every budget has a name and a category, and is under a million.");
    let budgets = Budget::repository().tenant(bakery);
    let user = Uuid::now_v7();
    let without = BudgetCreate { categories: [].into(), ..plan(user, "Nothing", 0) };
    for bad in [plan(user, "   ", 5), without, plan(user, "Castle", 5_000_000)] {
        if let Err(error) = budgets.create(db, bad).await {
            line(error);
        }
    }
    Ok(())
}

/// Creates a goal and its first transactions, all or nothing.
async fn save_together(db: &Db, bakery: Uuid) -> Outcome {
    heading("One transaction, two resources", "A goal is created together with its first deposits.");
    let goals = Goal::repository().tenant(bakery);
    let transactions = Transaction::repository().tenant(bakery);
    for (name, target, deposits) in [("Oven", 8_000, vec![500, 250]), ("Sign", 700, vec![600, 100])] {
        let mut tx = db.begin().await?;
        let goal = goals.create(&mut tx, GoalCreate { name: name.to_owned(), target: target.into() }).await?;
        let deposits = deposits.into_iter().map(|amount: i64| deposit(goal.id, amount));
        let stored = transactions.create_many(&mut tx, deposits).await?;
        tx.commit().await?;
        line(format!("{name}: created with {} deposits", stored.len()));
    }
    Ok(())
}

fn deposit(goal_id: Uuid, amount: i64) -> TransactionCreate {
    TransactionCreate { goal_id, amount: amount.into(), note: None }
}

/// Reads all goals and all their transactions in two queries.
async fn load_without_n_plus_one(db: &Db, bakery: Uuid) -> Outcome {
    heading("Children of many parents", "One query reads the transactions of all goals.");
    let goals = Goal::repository().tenant(bakery);
    let page = goals.list(db, GoalQuery::new()).await?;
    let ids: Vec<Uuid> = page.items.iter().map(|goal| goal.id).collect();
    let mut deposits = goals.transactions_of(db, &ids).await?;
    let rows = page.into_iter().map(|goal| {
        let saved: Decimal = deposits.remove(&goal.id).unwrap_or_default().iter().map(|row| row.amount).sum();
        [goal.name, saved.to_string(), goal.target.to_string()]
    });
    table(["goal", "saved", "target"], rows);
    Ok(())
}

/// A foreign key includes the tenant.
async fn refer_to_another_company(db: &Db, bakery: Uuid, garage: Uuid) -> Outcome {
    heading(
        "References stay within a tenant",
        "The garage cannot pay into a goal of the bakery, even if it knows its id.",
    );
    let goals = Goal::repository().tenant(bakery).list(db, GoalQuery::new().page_size(1)).await?;
    for goal in goals {
        let transactions = Transaction::repository().tenant(garage);
        if let Err(error) = transactions.create(db, deposit(goal.id, 1)).await {
            line(format!("{:?}: {error}", error.kind()));
        }
    }
    Ok(())
}

#[test]
fn runs_to_completion() -> Outcome {
    main()
}
