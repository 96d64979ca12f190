//! The resource of the quickstart, and a repository method of its own.

use std::collections::BTreeMap;

use fin_infra::prelude::*;

/// A spending plan for one period.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search("name", "notes"), unique("user_id", "name"))]
pub struct Budget {
    /// Whose plan it is.
    #[fin(filter)]
    pub user_id: Uuid,
    /// What it is called.
    #[fin(filter, order)]
    pub name: String,
    /// How much may be spent in all: ten digits before the point and two behind it.
    #[fin(filter, order, decimal(precision = 12, scale = 2))]
    pub amount: Decimal,
    /// When it begins.
    #[fin(filter, order)]
    pub period_start: DateTime<Utc>,
    /// When it ends.
    pub period_end: DateTime<Utc>,
    /// How much of it may be spent on what.
    #[fin(json)]
    pub categories: BTreeMap<String, Decimal>,
    /// What else there is to say.
    pub notes: Option<String>,
    /// `pending` or `approved`.
    #[fin(filter, length(max = 20), default = "pending".to_owned())]
    pub approval_status: String,
}

impl BudgetRepository {
    /// The budgets of a user that nobody approved yet, the largest first.
    pub async fn pending_approval(
        &self,
        store: impl Store<Budget>,
        user: Uuid,
    ) -> Result<Vec<BudgetRead>, Error> {
        self.scoped_query()
            .sql("user_id = ")
            .bind("user_id", user)
            .sql(" AND approval_status = ")
            .bind("approval_status", "pending")
            .order_by("amount DESC")
            .fetch_all(store)
            .await
    }
}

/// A budget for November 2025, to vary from.
pub(crate) fn november(user_id: Uuid) -> Result<BudgetCreate, Box<dyn std::error::Error>> {
    let (start, end) = ("2025-11-01T00:00:00Z".parse()?, "2025-12-01T00:00:00Z".parse()?);
    Ok(BudgetCreate::new(user_id, String::new(), Decimal::ZERO, start, end, BTreeMap::new()))
}
