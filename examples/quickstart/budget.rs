//! The resource of the quickstart, with a custom repository method.

use std::collections::BTreeMap;

use fin_infra::prelude::*;

/// A spending plan for one period.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search("name", "notes"), unique("user_id", "name"))]
pub struct Budget {
    /// The user who owns the budget.
    #[fin(filter)]
    pub user_id: Uuid,
    /// The budget's name.
    #[fin(filter, order)]
    pub name: String,
    /// The total to spend: ten integer digits and two decimal places.
    #[fin(filter, order, decimal(precision = 12, scale = 2))]
    pub amount: Decimal,
    /// The start of the period.
    #[fin(filter, order)]
    pub period_start: DateTime<Utc>,
    /// The end of the period.
    pub period_end: DateTime<Utc>,
    /// The limit of each category.
    #[fin(json)]
    pub categories: BTreeMap<String, Decimal>,
    /// A free-form note.
    pub notes: Option<String>,
    /// `pending` or `approved`.
    #[fin(filter, length(max = 20), default = "pending".to_owned())]
    pub approval_status: String,
}

impl BudgetRepository {
    /// A user's budgets that are not approved yet, largest first.
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

/// A template of a budget for November 2025.
pub(crate) fn november(user_id: Uuid) -> Result<BudgetCreate, Box<dyn std::error::Error>> {
    let (start, end) = ("2025-11-01T00:00:00Z".parse()?, "2025-12-01T00:00:00Z".parse()?);
    Ok(BudgetCreate::new(user_id, String::new(), Decimal::ZERO, start, end, BTreeMap::new()))
}
