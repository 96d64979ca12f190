//! What was spent.

use chrono::NaiveDate;
use fin_infra::prelude::*;

use super::Budget;
use crate::text::{tidy, tidy_change};

/// An amount that a user spent, or that was paid back.
///
/// - `category` is a text, so that a transaction may be in a category that nobody planned. It is counted for the planned
///   category of that name, whatever its case.
/// - `amount` is what was spent. A refund is negative.
/// - `booked_on` is the bank's date, which has no time zone.
/// - `external_id` is the bank's identifier, unique among the live transactions of a user.
///   [`import`](TransactionRepository::import) uses it.
///
/// What was spent in each category is one aggregate:
///
/// ```
/// use chrono::NaiveDate;
/// use fin_infra::prelude::*;
/// use fin_infra_domains::budgets::{Transaction, TransactionAggregate, TransactionCreate, TransactionFilter};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let (db, user) = (Db::memory(), Uuid::now_v7());
/// let transactions = Transaction::repository().tenant(Uuid::now_v7());
/// let day = NaiveDate::from_ymd_opt(2026, 11, 3).unwrap();
/// for amount in [money!(12.30 EUR), money!(-2.30 EUR)] {
///     transactions.create(&db, TransactionCreate::new(user, "Food".to_owned(), day, amount)).await?;
/// }
/// let spent = TransactionAggregate::new()
///     .filter(TransactionFilter::new().user_id(user))
///     .by_category()
///     .by_amount_currency()
///     .sum_amount();
/// assert_eq!(transactions.aggregate(&db, spent).await?, [("Food".to_owned(), Currency::EUR, money!(10 EUR))]);
/// # Ok(())
/// # }
/// ```
#[derive(FinResource, Debug, Clone, PartialEq)]
#[cfg_attr(feature = "rls", fin(rls))]
#[fin(tenant, soft_delete, version, search("description"), unique("user_id", "external_id"))]
#[fin(order("booked_on, category"), prepare = prepare)]
pub struct Transaction {
    /// The user whose money it is.
    #[fin(filter, readonly)]
    pub user_id: Uuid,
    /// The budget that it is counted for.
    #[fin(belongs_to = "Budget", group)]
    pub budget_id: Option<Uuid>,
    /// The category.
    #[fin(filter, group, length(max = 128))]
    pub category: String,
    /// The day on which it was booked.
    #[fin(filter, order, min, max, group(month, year))]
    pub booked_on: NaiveDate,
    /// What was spent.
    #[fin(filter, order, sum, min, max)]
    pub amount: Money,
    /// The bank's text, or the user's.
    #[fin(default, length(max = 500))]
    pub description: String,
    /// The bank's identifier.
    #[fin(filter, readonly, length(max = 200))]
    pub external_id: Option<String>,
}

fn prepare(input: Input<'_, Transaction>) -> Result<(), Error> {
    match input {
        Input::Create(create) => tidy("category", &mut create.category),
        Input::Update(update) => tidy_change("category", &mut update.category),
    }
}
