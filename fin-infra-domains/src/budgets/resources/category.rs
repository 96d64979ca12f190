//! What is planned for a category.

use fin_infra::prelude::*;

use super::Budget;
use crate::text::{tidy, tidy_change};

/// What is planned for one category of a [`Budget`].
///
/// Categories are rows rather than a map in the budget. So the database checks each amount (not negative, as many decimal
/// places as its currency), adds to it exactly (`adjust`), sums it up, and keeps names unique; two people can change two
/// categories at once; and a budget is created with its categories in one call or one request (`create_with`).
///
/// - `name` has 1 to 128 characters and is unique within its budget, whatever its case. Transactions have it as a text: to
///   rename a category, also change those with `update_where`.
/// - `planned` is not negative.
/// - `carried` is what the previous budget left, in the same currency. It is negative if that spent too much.
/// - `approaching_at` is the percentage from which on the category approaches its planned amount, for
///   [alerts](super::BudgetRepository::alerts). It is above 0 and at most 100.
///
/// ```
/// use chrono::NaiveDate;
/// use fin_infra::prelude::*;
/// use fin_infra_domains::budgets::{Budget, BudgetCategory, BudgetCategoryAdjust, BudgetCategoryCreate, BudgetCreate};
/// use fin_infra_domains::calendar::Period;
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let (db, tenant) = (Db::memory(), Uuid::now_v7());
/// let budgets = Budget::repository().tenant(tenant);
/// let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
/// let november = BudgetCreate::for_period(Uuid::now_v7(), "November", Period::Monthly, first)?;
/// let categories = Budget::budget_categories().create(|budget_id| {
///     [("Food", money!(400 EUR)), ("Rent", money!(800 EUR))]
///         .map(|(name, planned)| BudgetCategoryCreate::new(budget_id, name.to_owned(), planned))
/// });
/// let november = budgets.create_with(&db, november, categories).await?;
///
/// let more = BudgetCategoryAdjust::new().planned(money!(25.50 EUR));
/// let food = BudgetCategory::repository().tenant(tenant).adjust(&db, november.related[0].id, more).await?;
/// assert_eq!(food.planned, money!(425.50 EUR));
/// # Ok(())
/// # }
/// ```
#[derive(FinResource, Debug, Clone, PartialEq)]
#[cfg_attr(feature = "rls", fin(rls))]
#[fin(tenant, soft_delete, unique_ci("budget_id", "name"), prepare = prepare)]
// The second rule repeats the first one, and is violated by amounts in two currencies.
#[fin(check(planned >= 0), check(carried - planned <= carried))]
#[fin(check(approaching_at > 0 && approaching_at <= 100))]
pub struct BudgetCategory {
    /// The budget.
    #[fin(belongs_to = "Budget", readonly)]
    pub budget_id: Uuid,
    /// The name, which transactions have as their category.
    #[fin(filter, order, length(max = 128))]
    pub name: String,
    /// What may be spent, without what is carried over.
    #[fin(adjust, sum)]
    pub planned: Money,
    /// What the previous budget left.
    #[fin(internal)]
    pub carried: Option<Money>,
    /// The percentage from which on the category approaches its planned amount.
    #[fin(decimal(precision = 7, scale = 2))]
    pub approaching_at: Option<Decimal>,
}

fn prepare(input: Input<'_, BudgetCategory>) -> Result<(), Error> {
    match input {
        Input::Create(create) => tidy("name", &mut create.name),
        Input::Update(update) => tidy_change("name", &mut update.name),
        Input::Adjust(_) => Ok(()),
    }
}
