//! Soft delete and restore.

use fin_infra::prelude::*;
use fin_infra_examples::{heading, line};

use crate::budget::{Budget, BudgetCreate, BudgetFilter, BudgetQuery, BudgetRead, BudgetRepository};
use crate::{Outcome, first};

/// A deleted row stays in the table, but its unique name becomes free.
pub(crate) async fn soft_delete(db: &Db, budgets: &BudgetRepository) -> Outcome {
    heading("Soft delete", "A deleted row is kept, but lists show it only on request.");
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

/// Restores a deleted row, unless its unique name was taken in the meantime.
pub(crate) async fn restore(db: &Db, budgets: &BudgetRepository) -> Outcome {
    heading("Restore", "Deleting a row frees its name. Restoring it while the name is taken is a conflict.");
    let deleted = budgets.list_deleted(db, BudgetQuery::new()).await?;
    let gifts = deleted.into_iter().next().ok_or("nothing was deleted")?;

    let usurper = budgets.create(db, copy_of(&gifts)).await?;
    if let Err(error) = budgets.restore(db, gifts.id).await {
        line(format!("while the name is taken:  {:?}: {error}", error.kind()));
    }
    budgets.hard_delete(db, usurper.id).await?;
    line(format!("once it is free:          {} is restored", budgets.restore(db, gifts.id).await?.name));
    let named = BudgetFilter::new().name(gifts.name.as_str());
    line(format!("live rows with the name:  {}", budgets.count(db, BudgetQuery::new().filter(named)).await?));
    Ok(())
}

/// A new row with the values of another, but its own id, tenant and times.
fn copy_of(row: &BudgetRead) -> BudgetCreate {
    Budget::from(row.clone()).into()
}
