//! What is stored. None of it has a tenant: the database is one person's.
//!
//! The tables have names of their own, so that the examples can share a database.

use fin_infra::prelude::*;

/// A spending plan for one period.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "household_budgets", soft_delete, search = "name")]
pub struct Budget {
    /// What it is called.
    #[fin(unique)]
    pub name: String,
    /// How much may be spent.
    #[fin(order, decimal(precision = 12, scale = 2))]
    pub amount: Decimal,
    /// When it begins.
    pub period_start: DateTime<Utc>,
    /// When it ends.
    pub period_end: DateTime<Utc>,
}

/// Something to save for.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "household_goals")]
pub struct Goal {
    /// What it is called.
    #[fin(unique)]
    pub name: String,
    /// How much it takes.
    #[fin(decimal(precision = 12, scale = 2))]
    pub target: Decimal,
    /// How much there is.
    #[fin(decimal(precision = 12, scale = 2))]
    pub saved: Decimal,
    /// Whether there is enough.
    #[fin(filter)]
    pub reached: bool,
}

/// What was owned and owed at one time.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "household_snapshots", soft_delete)]
pub struct NetWorthSnapshot {
    /// What was owned.
    #[fin(decimal(precision = 14, scale = 2))]
    pub assets: Decimal,
    /// What was owed.
    #[fin(decimal(precision = 14, scale = 2))]
    pub liabilities: Decimal,
}
