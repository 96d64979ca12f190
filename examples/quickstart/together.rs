//! Several calls in one transaction.

use fin_infra::prelude::*;
use fin_infra_examples::{heading, line};

use crate::Outcome;
use crate::budget::{BudgetCreate, BudgetFilter, BudgetQuery, BudgetRepository, november};

/// Rolls a transaction back.
pub(crate) async fn rolled_back(db: &Db, budgets: &BudgetRepository, user: Uuid) -> Outcome {
    heading(
        "A transaction that is rolled back",
        "The row exists within the transaction, and not afterwards.",
    );
    let mut tx = db.begin().await?;
    let holiday = budgets.create(&mut tx, named("Holiday", user)?).await?;
    line(format!("inside:      {}", budgets.get(&mut tx, holiday.id).await?.name));
    tx.rollback().await?;
    line(format!("afterwards:  {:?}", budgets.find(db, holiday.id).await?));
    Ok(())
}

/// Commits two calls together.
pub(crate) async fn committed(db: &Db, budgets: &BudgetRepository, user: Uuid) -> Outcome {
    heading("A transaction that is committed", "Two budgets are created at once.");
    let mut tx = db.begin().await?;
    for name in ["Holiday: travel", "Holiday: hotel"] {
        budgets.create(&mut tx, named(name, user)?).await?;
    }
    tx.commit().await?;
    let holiday = BudgetFilter::new().name(Condition::contains("Holiday"));
    line(format!("budgets:     {}", budgets.count(db, BudgetQuery::new().filter(holiday)).await?));
    Ok(())
}

fn named(name: &str, user: Uuid) -> Outcome<BudgetCreate> {
    Ok(BudgetCreate { name: name.to_owned(), amount: 500.into(), ..november(user)? })
}
