//! Deleted rows, and how they come back.

use fin_infra::prelude::*;
use fin_infra_examples::{heading, line};

use crate::budget::{Budget, BudgetCreate, BudgetFilter, BudgetQuery, BudgetRead, BudgetRepository};
use crate::{Outcome, first};

/// A deleted row stays in the table, and its unique name is free.
pub(crate) async fn soft_delete(db: &Db, budgets: &BudgetRepository) -> Outcome {
    heading("Soft delete", "A deleted row is kept, and no list shows it unless it is asked to.");
    let gifts = first(db, budgets).await?;
    budgets.delete(db, gifts.id).await?;
    line(format!("found by its id:  {:?}", budgets.find(db, gifts.id).await?.map(|row| row.name)));
    line(format!("live rows:        {}", budgets.count(db, BudgetQuery::new()).await?));
    line(format!("deleted rows:     {}", budgets.count(db, BudgetQuery::new().only_deleted()).await?));
    if let Err(error) = budgets.delete(db, gifts.id).await {
        line(format!("deleted twice:    {:?}: {error}", error.kind()));
    }
    Ok(())
}

/// A deleted row comes back, unless its unique name was taken meanwhile.
pub(crate) async fn restore(db: &Db, budgets: &BudgetRepository) -> Outcome {
    heading(
        "Restore",
        "A name is free again once its row is deleted. Restoring into a name that is taken is a conflict.",
    );
    let deleted = budgets.list_deleted(db, BudgetQuery::new()).await?;
    let gifts = deleted.into_iter().next().ok_or("nothing was deleted")?;

    let usurper = budgets.create(db, copy_of(&gifts)).await?;
    if let Err(error) = budgets.restore(db, gifts.id).await {
        line(format!("while the name is taken:  {:?}: {error}", error.kind()));
    }
    budgets.hard_delete(db, usurper.id).await?;
    line(format!("once it is free:          {} is back", budgets.restore(db, gifts.id).await?.name));
    let named = BudgetFilter::new().name(gifts.name.as_str());
    line(format!("live rows of that name:   {}", budgets.count(db, BudgetQuery::new().filter(named)).await?));
    Ok(())
}

/// A new row with what another one has. Its id, tenant and times are its own.
fn copy_of(row: &BudgetRead) -> BudgetCreate {
    Budget::from(row.clone()).into()
}
