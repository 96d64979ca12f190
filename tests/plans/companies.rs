//! Budgets, goals and payments of companies. Each row belongs to one of them, which is the tenant.

use std::collections::BTreeMap;

use fin_infra::prelude::*;

/// A spending plan of one user.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search = "name", unique("user_id", "name"), prepare = tidy, validate = check)]
pub struct Budget {
    /// The user who owns the budget.
    #[fin(filter)]
    pub user_id: Uuid,
    /// The budget's name.
    #[fin(order)]
    pub name: String,
    /// The limit of each category.
    #[fin(json)]
    pub categories: BTreeMap<String, Decimal>,
}

/// A savings goal of a company.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, children("Transaction"))]
pub struct Goal {
    /// The goal's name.
    #[fin(order, unique)]
    pub name: String,
    /// The amount to save.
    #[fin(decimal(precision = 12, scale = 2))]
    pub target: Decimal,
}

/// A payment into a goal.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, immutable)]
pub struct Transaction {
    /// The goal.
    #[fin(belongs_to = "Goal")]
    pub goal_id: Uuid,
    /// The amount paid.
    #[fin(decimal(precision = 12, scale = 2))]
    pub amount: Decimal,
    /// A free-form note.
    pub note: Option<String>,
}

/// Trims a name, and rejects an empty one.
fn tidy(input: Input<'_, Budget>) -> Result<(), Error> {
    let name = match input {
        Input::Create(create) => &mut create.name,
        Input::Update(BudgetUpdate { name: Some(name), .. }) => name,
        Input::Update(_) => return Ok(()),
    };
    *name = name.trim().to_owned();
    if name.is_empty() { Err(Error::invalid("name", "must not be empty")) } else { Ok(()) }
}

/// Rejects a budget without a category, and one that is too large.
fn check(input: Input<'_, Budget>) -> Result<(), Error> {
    let categories = match input {
        Input::Create(create) => Some(&create.categories),
        Input::Update(update) => update.categories.as_ref(),
    };
    categories.map_or(Ok(()), check_categories)
}

fn check_categories(categories: &BTreeMap<String, Decimal>) -> Result<(), Error> {
    let refuse = |reason: &'static str| Err(Error::invalid("categories", reason));
    if categories.is_empty() {
        return refuse("there must be at least one");
    }
    if categories.values().any(Decimal::is_sign_negative) {
        return refuse("their amounts must not be negative");
    }
    if categories.values().sum::<Decimal>() > 1_000_000.into() {
        return refuse("their sum must not exceed 1,000,000");
    }
    Ok(())
}
