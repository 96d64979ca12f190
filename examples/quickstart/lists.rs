//! Lists: pages, cursors, search, filters, order, and a condition in your own SQL.

use fin_infra::prelude::*;
use fin_infra_examples::{heading, line, table};

use crate::Outcome;
use crate::budget::{BudgetFilter, BudgetOrder, BudgetQuery, BudgetRead, BudgetRepository};

/// Pages by number, with the total on request.
pub(crate) async fn pages(db: &Db, budgets: &BudgetRepository) -> Outcome {
    heading("Pages by number", "Two rows a page, by name. The total is counted only on request.");
    let query = BudgetQuery::new().order_by(BudgetOrder::Name.asc()).page_size(2).with_total();
    for number in 1..=3 {
        let page = budgets.list(db, query.clone().page(number)).await?;
        let total = page.total.unwrap_or_default();
        line(format!("page {number} of {total} budgets: {}", names(&page.items)));
    }
    Ok(())
}

/// Pages by cursor.
pub(crate) async fn cursors(db: &Db, budgets: &BudgetRepository) -> Outcome {
    heading(
        "Pages by cursor",
        "Each page contains the cursor of the next one, and every page costs the same.",
    );
    let mut query = BudgetQuery::new().order_by(BudgetOrder::Amount.desc()).page_size(2);
    loop {
        let page = budgets.list(db, query.clone()).await?;
        line(names(&page.items));
        match page.next {
            Some(cursor) => query = query.after(cursor),
            None => return Ok(()),
        }
    }
}

/// A search in the columns that `search` names.
pub(crate) async fn search(db: &Db, budgets: &BudgetRepository) -> Outcome {
    heading(
        "Search",
        "In the name and the notes. It ignores case in any alphabet; `%` and `_` are ordinary characters.",
    );
    for text in ["RENT", "saturday", "ärzt", "%"] {
        let page = budgets.list(db, BudgetQuery::new().search(text)).await?;
        line(format!("{text:10}  {}", names(&page.items)));
    }
    Ok(())
}

/// A filter with two conditions, and an order.
pub(crate) async fn filter_and_order(db: &Db, budgets: &BudgetRepository) -> Outcome {
    heading(
        "Filter and order",
        "From 90 to 500, largest first. Amounts compare as numbers: 95.00 is less than 100.00.",
    );
    let filter = BudgetFilter::new().amount(Condition::ge(90.into())).amount(Condition::lt(500.into()));
    let query = BudgetQuery::new().filter(filter).order_by(BudgetOrder::Amount.desc());
    let page = budgets.list(db, query).await?;
    table(["name", "amount"], page.into_iter().map(|row| [row.name, row.amount.to_string()]));
    Ok(())
}

/// `BudgetRepository::pending_approval`, which `budget.rs` adds.
pub(crate) async fn own_method(db: &Db, budgets: &BudgetRepository, user: Uuid) -> Outcome {
    heading("A method of your own", "Your own SQL, in a query that is already tenant-scoped.");
    let pending = budgets.pending_approval(db, user).await?;
    line(format!("waiting for approval: {}", names(&pending)));
    Ok(())
}

fn names(rows: &[BudgetRead]) -> String {
    if rows.is_empty() {
        return "(none)".to_owned();
    }
    rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join(", ")
}
