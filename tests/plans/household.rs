//! Resources without tenants, in the database of one household.

use fin_infra::prelude::*;

/// A spending plan for one period.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "household_budgets", soft_delete, search = "name")]
pub struct Budget {
    /// The budget's name.
    #[fin(unique)]
    pub name: String,
    /// The limit of the spending.
    #[fin(order, decimal(precision = 12, scale = 2))]
    pub amount: Decimal,
    /// The start of the period.
    pub period_start: DateTime<Utc>,
    /// The end of the period.
    pub period_end: DateTime<Utc>,
}

/// A savings goal.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "household_goals")]
pub struct Goal {
    /// The goal's name.
    #[fin(unique)]
    pub name: String,
    /// The amount to save.
    #[fin(decimal(precision = 12, scale = 2))]
    pub target: Decimal,
    /// The amount saved so far.
    #[fin(decimal(precision = 12, scale = 2))]
    pub saved: Decimal,
    /// Whether the goal is reached.
    #[fin(filter)]
    pub reached: bool,
}

/// Assets and liabilities at one time.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "household_snapshots", soft_delete)]
pub struct NetWorthSnapshot {
    /// The total of all assets.
    #[fin(decimal(precision = 14, scale = 2))]
    pub assets: Decimal,
    /// The total of all liabilities.
    #[fin(decimal(precision = 14, scale = 2))]
    pub liabilities: Decimal,
}
