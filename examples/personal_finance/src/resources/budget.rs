//! What is planned.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_domains::calendar::Period;

use super::tidy;

/// The most categories of a budget.
const MAX_CATEGORIES: usize = 200;

/// The most characters of a category, as of the category of a transaction.
const MAX_CATEGORY: usize = 64;

/// A plan for the spending of each period.
#[derive(FinResource, Debug, Clone)]
#[fin(soft_delete, unique_ci("name"), prepare = tidy_budget, validate = check)]
pub struct Budget {
    /// The name, unique in any case among the budgets that are not deleted.
    #[fin(order, filter, length(max = 128))]
    pub name: String,
    /// How long a period is.
    #[fin(json)]
    pub period: Period,
    /// The first day of the first period.
    #[fin(filter)]
    pub starts_on: NaiveDate,
    /// The amount of each category, in the currency of `total`.
    #[fin(json)]
    pub categories: BTreeMap<String, Decimal>,
    /// The sum of the categories.
    pub total: Money,
    /// Whether what is left of a category is added to the next period.
    #[fin(default)]
    pub rollover: bool,
}

fn tidy_budget(input: Input<'_, Budget>) -> Result<(), Error> {
    match input {
        Input::Create(create) => tidy("name", &mut create.name),
        Input::Update(update) => update.name.as_mut().map_or(Ok(()), |name| tidy("name", name)),
    }
}

/// Amounts are not negative, have the decimal places of the currency, and add up to the total.
fn check(input: Input<'_, Budget>) -> Result<(), Error> {
    let (categories, total) = match input {
        Input::Create(create) => (&create.categories, create.total),
        Input::Update(update) => match (&update.categories, update.total) {
            (Some(categories), Some(total)) => (categories, total),
            (None, None) => return Ok(()),
            _ => return Err(Error::invalid("total", "change it together with the categories")),
        },
        Input::Adjust(_) => return Ok(()),
    };
    if categories.is_empty() || categories.len() > MAX_CATEGORIES {
        return Err(Error::invalid("categories", format!("must have 1 to {MAX_CATEGORIES} entries")));
    }
    let mut sum = Money::zero(total.currency());
    for (name, amount) in categories {
        if name.trim().is_empty() || name.chars().count() > MAX_CATEGORY {
            let reason = format!("the name of a category must have 1 to {MAX_CATEGORY} characters");
            return Err(Error::invalid("categories", reason));
        }
        let field = |reason: &str| Error::invalid(format!("categories.{name}"), reason.to_owned());
        if *amount < Decimal::ZERO {
            return Err(field("must not be negative"));
        }
        let amount = Money::new(*amount, total.currency());
        sum = sum.try_add(amount.map_err(|error| field(error.reason()))?)?;
    }
    match sum == total {
        true => Ok(()),
        false => Err(Error::invalid("total", format!("must be the sum of the categories, {sum}"))),
    }
}
