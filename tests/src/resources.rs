//! The resources that most behaviours are about.

use std::collections::BTreeMap;

use fin_infra::prelude::*;

/// A spending plan for one period.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search = "name", unique("user_id", "name"))]
pub struct Budget {
    /// Whose plan it is.
    #[fin(filter)]
    pub user_id: Uuid,
    /// What it is called.
    #[fin(order, filter)]
    pub name: String,
    /// When it begins.
    #[fin(filter, order)]
    pub period_start: DateTime<Utc>,
    /// When it ends.
    pub period_end: DateTime<Utc>,
    /// How much may be spent on what.
    #[fin(json)]
    pub categories: BTreeMap<String, Decimal>,
    /// How much may be spent in all.
    #[fin(filter, order)]
    pub amount: Option<Decimal>,
    /// Whether what is left goes into the next period.
    #[fin(default)]
    pub rollover_enabled: bool,
}

impl BudgetCreate {
    /// A budget of a name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            user_id: Uuid::nil(),
            name: name.into(),
            period_start: DateTime::from_timestamp(1_762_000_000, 0).unwrap_or_default(),
            period_end: DateTime::from_timestamp(1_764_000_000, 0).unwrap_or_default(),
            categories: BTreeMap::new(),
            amount: None,
            rollover_enabled: false,
        }
    }
}
