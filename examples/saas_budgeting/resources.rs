//! What is stored. All of it has a tenant: the company whose row it is.

use std::collections::BTreeMap;

use fin_infra::prelude::*;

/// A spending plan of one user.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search = "name", unique("user_id", "name"), prepare = tidy, validate = check)]
pub struct Budget {
    /// Whose plan it is.
    #[fin(filter)]
    pub user_id: Uuid,
    /// What it is called.
    #[fin(order)]
    pub name: String,
    /// How much may be spent on what.
    #[fin(json)]
    pub categories: BTreeMap<String, Decimal>,
}

/// Something that a company saves for.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, children("Transaction"))]
pub struct Goal {
    /// What it is called.
    #[fin(order, unique)]
    pub name: String,
    /// How much it takes.
    #[fin(decimal(precision = 12, scale = 2))]
    pub target: Decimal,
}

/// Money that went into a goal.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, immutable)]
pub struct Transaction {
    /// The goal.
    #[fin(belongs_to = "Goal")]
    pub goal_id: Uuid,
    /// How much.
    #[fin(decimal(precision = 12, scale = 2))]
    pub amount: Decimal,
    /// What else there is to say.
    pub note: Option<String>,
}

/// Cuts the spaces around a name, of which something has to be left.
fn tidy(input: Input<'_, Budget>) -> Result<(), Error> {
    let name = match input {
        Input::Create(create) => &mut create.name,
        Input::Update(BudgetUpdate { name: Some(name), .. }) => name,
        Input::Update(_) => return Ok(()),
    };
    *name = name.trim().to_owned();
    if name.is_empty() { Err(Error::invalid("name", "must not be empty")) } else { Ok(()) }
}

/// Refuses a budget without a category, and one that is too large.
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
