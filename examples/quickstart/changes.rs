//! Updates and upserts, and the errors of invalid ones.

use fin_infra::prelude::*;
use fin_infra_examples::{heading, line};

use crate::budget::{BudgetCreate, BudgetRead, BudgetRepository, BudgetUpdate, november};
use crate::{Outcome, first};

/// Changes some columns and keeps the others.
pub(crate) async fn update(db: &Db, budgets: &BudgetRepository, user: Uuid) -> Outcome {
    heading("Update", "`None` keeps a column. `Some(None)` clears a nullable one.");
    let gym = BudgetCreate {
        name: "Gym".to_owned(),
        amount: 30.into(),
        notes: Some("until June".to_owned()),
        ..november(user)?
    };
    let budget = budgets.create(db, gym).await?;
    show("before", &budget);

    let raise = BudgetUpdate { amount: Some(45.into()), ..BudgetUpdate::default() };
    show("amount raised", &budgets.update(db, budget.id, raise).await?);

    let clear = BudgetUpdate { notes: Some(None), ..BudgetUpdate::default() };
    show("notes cleared", &budgets.update(db, budget.id, clear).await?);
    Ok(())
}

fn show(what: &str, budget: &BudgetRead) {
    line(format!("{what:14}  {:6}  {:6}  notes: {:?}", budget.name, budget.amount, budget.notes));
}

/// Rejects a unique value that is already taken.
pub(crate) async fn conflict(db: &Db, budgets: &BudgetRepository, user: Uuid) -> Outcome {
    heading(
        "Conflict",
        "A user's live budgets have distinct names. The error names the fields that conflict.",
    );
    let again = BudgetCreate { name: "Rent".to_owned(), ..november(user)? };
    if let Err(error) = budgets.create(db, again).await {
        explain(&error);
    }
    Ok(())
}

/// Rejects an amount that its column cannot hold exactly.
pub(crate) async fn inexact_money(db: &Db, budgets: &BudgetRepository, user: Uuid) -> Outcome {
    heading("Exact money", "The column has two decimal places. A third one is rejected, never rounded.");
    let third = BudgetCreate { name: "A third".to_owned(), amount: "33.333".parse()?, ..november(user)? };
    if let Err(error) = budgets.create(db, third).await {
        explain(&error);
    }
    Ok(())
}

fn explain(error: &Error) {
    line(format!("kind        {:?}", error.kind()));
    line(format!("fields      {}", error.fields().collect::<Vec<_>>().join(", ")));
    line(format!("constraint  {}", error.constraint().unwrap_or("(none)")));
    line(format!("message     {error}"));
}

/// Creates a row, or updates the one with the same unique values.
pub(crate) async fn upsert(db: &Db, budgets: &BudgetRepository, user: Uuid) -> Outcome {
    heading(
        "Upsert",
        "`unique(\"user_id\", \"name\")` adds the method `upsert_by_user_id_and_name`. The id stays.",
    );
    let before = first(db, budgets).await?;
    let again = BudgetCreate { name: before.name.clone(), amount: 125.into(), ..november(user)? };
    let after = budgets.upsert_by_user_id_and_name(db, again).await?;
    line(format!(
        "{}: {} became {}, same row: {}",
        after.name,
        before.amount,
        after.amount,
        before.id == after.id
    ));
    Ok(())
}
