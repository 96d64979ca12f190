//! Several calls that happen together or not at all.

use fin_infra::prelude::*;
use fin_infra_examples::{heading, line};

use crate::Outcome;
use crate::budget::{BudgetCreate, BudgetFilter, BudgetQuery, BudgetRepository, november};

/// What was done in a transaction is undone with it.
pub(crate) async fn rolled_back(db: &Db, budgets: &BudgetRepository, user: Uuid) -> Outcome {
    heading("A transaction that is rolled back", "Inside it the row is there; afterwards it never was.");
    let mut tx = db.begin().await?;
    let holiday = budgets.create(&mut tx, named("Holiday", user)?).await?;
    line(format!("inside:      {}", budgets.get(&mut tx, holiday.id).await?.name));
    tx.rollback().await?;
    line(format!("afterwards:  {:?}", budgets.find(db, holiday.id).await?));
    Ok(())
}

/// Two calls that are committed together.
pub(crate) async fn committed(db: &Db, budgets: &BudgetRepository, user: Uuid) -> Outcome {
    heading("A transaction that is committed", "Two budgets come into being at once.");
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
