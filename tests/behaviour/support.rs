//! Set-up that several behaviours share.

use fin_infra::prelude::*;
use fin_infra::query::Page;
use fin_infra_tests::resources::{Budget, BudgetRead, BudgetRepository, BudgetUpdate};

/// The budgets of a new tenant.
pub(crate) fn budgets() -> BudgetRepository {
    Budget::repository().tenant(Uuid::now_v7())
}

/// The budgets of two tenants.
pub(crate) fn two_tenants() -> (BudgetRepository, BudgetRepository) {
    (budgets(), budgets())
}

/// An update of the name alone.
pub(crate) fn renamed(name: &str) -> BudgetUpdate {
    BudgetUpdate { name: Some(name.to_owned()), ..BudgetUpdate::default() }
}

/// The names on a page.
pub(crate) fn names(page: Page<BudgetRead>) -> Vec<String> {
    page.into_iter().map(|budget| budget.name).collect()
}

/// The fields that an error names.
pub(crate) fn fields(error: &Error) -> Vec<&str> {
    error.fields().collect()
}

/// A decimal literal.
pub(crate) fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Waits until the clock shows another microsecond.
pub(crate) fn tick() {
    std::thread::sleep(std::time::Duration::from_millis(2));
}
