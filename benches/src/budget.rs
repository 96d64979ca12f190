//! The resource that is measured: the budget of the guide, with a column of each kind.

use std::collections::BTreeMap;

use fin_infra::prelude::*;

/// A spending plan for one period.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search = "name", unique("user_id", "name"))]
pub struct Budget {
    /// Whose plan it is.
    #[fin(filter, group)]
    pub user_id: Uuid,
    /// The name.
    #[fin(order, filter)]
    pub name: String,
    /// When it begins.
    #[fin(filter, order)]
    pub period_start: DateTime<Utc>,
    /// When it ends.
    pub period_end: DateTime<Utc>,
    /// The budgeted amount of each category.
    #[fin(json)]
    pub categories: BTreeMap<String, Decimal>,
    /// How much may be spent in all.
    #[fin(filter, order, adjust, sum)]
    pub amount: Decimal,
    /// Whether the remainder carries over to the next period.
    #[fin(default)]
    pub rollover_enabled: bool,
}

/// A budget, and what its user planned in all.
#[derive(FinRow, Debug)]
pub struct Share {
    /// The budget's name.
    pub name: String,
    /// How much may be spent.
    #[fin(like = "Budget::amount")]
    pub amount: Decimal,
    /// The sum of the user's budgets.
    #[fin(like = "Budget::amount")]
    pub total: Decimal,
}

/// What a store of the rows of [`Share`] has.
pub type Shares = fin_infra::private::Joined<(Budget,), Share, Uuid>;

/// The first day of the budgets that [`Share`] is read of.
#[must_use]
pub fn since() -> DateTime<Utc> {
    DateTime::from_timestamp(1_764_000_000, 0).unwrap_or_default()
}

/// The `number`th of many budgets, no two of which have the same name.
#[must_use]
pub fn draft(number: u64) -> BudgetCreate {
    let day = i64::try_from(number % 365).unwrap_or_default() * 86_400;
    let start = DateTime::from_timestamp(1_762_000_000 + day, 0).unwrap_or_default();
    BudgetCreate {
        user_id: Uuid::from_u128(u128::from(number % 20)),
        name: format!("Household {number} of the year"),
        period_start: start,
        period_end: start + chrono::TimeDelta::days(30),
        categories: [("Food", 40_000), ("Rent", 120_050)]
            .map(|(name, cents)| (name.to_owned(), Decimal::new(cents, 2)))
            .into(),
        amount: Decimal::new(160_050, 2),
        rollover_enabled: number.is_multiple_of(2),
    }
}
