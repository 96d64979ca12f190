//! A budget.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fin_infra::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{BudgetCategory, Transaction};
use crate::calendar::{DateRange, Period};
use crate::text::{tidy, tidy_change};

/// What a budget is for. It is stored, and in JSON, in lower case.
///
/// ```
/// use fin_infra_domains::budgets::BudgetKind;
///
/// assert_eq!(serde_json::to_value(BudgetKind::Household)?, "household");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BudgetKind {
    /// One person's money.
    #[default]
    Personal,
    /// The money of people who live together.
    Household,
    /// A company's money.
    Business,
    /// The money of a project.
    Project,
    /// Anything else.
    Custom,
}

impl BudgetKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Personal, Self::Household, Self::Business, Self::Project, Self::Custom];
}

/// A plan of one user for one period. What is planned is in its [categories](BudgetCategory), and what was spent in its
/// [transactions](Transaction).
///
/// - `name` has 1 to 128 characters, without spaces around it, and is unique among the live budgets of a user, whatever its
///   case. So the budgets of two months have two names.
/// - `ends_on` is the last day, and not before `starts_on`. [`BudgetCreate::for_period`] computes it.
/// - A budget may have no categories yet. Nothing is planned then.
/// - A budget has no currency: its categories have, and amounts in different currencies are never mixed.
///
/// ```
/// use chrono::NaiveDate;
/// use fin_infra::prelude::*;
/// use fin_infra_domains::budgets::{Budget, BudgetCreate, BudgetFilter, BudgetKind, BudgetQuery};
/// use fin_infra_domains::calendar::Period;
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let (db, user) = (Db::memory(), Uuid::now_v7());
/// let budgets = Budget::repository().tenant(Uuid::now_v7());
/// let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
/// let home = BudgetCreate::for_period(user, "Home", Period::Monthly, first)?;
/// budgets.create(&db, BudgetCreate { kind: BudgetKind::Household, ..home.clone() }).await?;
///
/// let again = BudgetCreate { name: "HOME".to_owned(), ..home };
/// assert!(budgets.create(&db, again).await.is_err_and(|error| error.is_conflict()));
/// let households = BudgetFilter::new().user_id(user).kind(BudgetKind::Household);
/// assert_eq!(budgets.count(&db, BudgetQuery::new().filter(households)).await?, 1);
/// # Ok(())
/// # }
/// ```
#[derive(FinResource, Debug, Clone, PartialEq)]
#[cfg_attr(feature = "rls", fin(rls))]
#[fin(tenant, soft_delete, version, search("name"))]
#[fin(unique_ci("user_id", "name"), unique("rolled_from"), check(ends_on >= starts_on))]
#[fin(children("BudgetCategory", "Transaction"), prepare = prepare)]
pub struct Budget {
    /// The user whose money is planned.
    #[fin(filter, readonly)]
    pub user_id: Uuid,
    /// The name.
    #[fin(filter, order, length(max = 128))]
    pub name: String,
    /// What it is for.
    #[fin(filter, default, length(max = 16))]
    pub kind: BudgetKind,
    /// How long it lasts before the next one begins.
    #[fin(filter, length(max = 16))]
    pub period: Period,
    /// The first day.
    #[fin(filter, order)]
    pub starts_on: NaiveDate,
    /// The last day.
    #[fin(filter, order)]
    pub ends_on: NaiveDate,
    /// Whether what is left goes into the next budget: see [`BudgetRepository::roll_over`].
    #[fin(filter, default)]
    pub rollover: bool,
    /// Anything else that the program keeps with a budget.
    #[fin(json, default)]
    pub extra: BTreeMap<String, Value>,
    /// The budget that this one continues.
    #[fin(filter, internal)]
    pub rolled_from: Option<Uuid>,
    /// The first day of the first budget of a sequence, from which the periods of the others are counted. Without it, a
    /// budget for the month from January 31st would be followed by one from February 28th and then from March 28th.
    #[fin(internal)]
    pub counted_from: Option<NaiveDate>,
}

fn prepare(input: Input<'_, Budget>) -> Result<(), Error> {
    match input {
        Input::Create(create) => tidy("name", &mut create.name),
        Input::Update(update) => tidy_change("name", &mut update.name),
    }
}

impl BudgetCreate {
    /// A budget for the period that begins on a day. It ends on the day before the next period begins: see
    /// [`Period::range`].
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use fin_infra::prelude::*;
    /// use fin_infra_domains::budgets::BudgetCreate;
    /// use fin_infra_domains::calendar::Period;
    ///
    /// let day = |month, day| NaiveDate::from_ymd_opt(2024, month, day).unwrap();
    /// let ends_on = |period, first| {
    ///     BudgetCreate::for_period(Uuid::now_v7(), "Plan", period, first).map(|budget| budget.ends_on)
    /// };
    /// assert_eq!(ends_on(Period::Biweekly, day(2, 26))?, day(3, 10));
    /// assert_eq!(ends_on(Period::Monthly, day(2, 1))?, day(2, 29));
    /// assert_eq!(ends_on(Period::Quarterly, day(11, 30))?, NaiveDate::from_ymd_opt(2025, 2, 27).unwrap());
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the calendar ends before the period does.
    pub fn for_period(
        user_id: Uuid,
        name: impl Into<String>,
        period: Period,
        starts_on: NaiveDate,
    ) -> Result<Self, Error> {
        let range = period.range(starts_on, 0)?;
        Ok(Self::new(user_id, name.into(), period, range.start(), range.end()))
    }
}

impl BudgetRead {
    /// The days of the budget.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{Budget, BudgetCreate};
    /// # use fin_infra_domains::calendar::Period;
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, budgets) = (Db::memory(), Budget::repository().tenant(Uuid::now_v7()));
    /// # let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    /// let november = BudgetCreate::for_period(Uuid::now_v7(), "November", Period::Monthly, first)?;
    /// let november = budgets.create(&db, november).await?;
    /// assert_eq!(november.range()?.days(), 30);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If another program stored an end before the start.
    pub fn range(&self) -> Result<DateRange, Error> {
        DateRange::new(self.starts_on, self.ends_on)
    }

    /// The days of the next budget, and the day from which the periods are counted.
    ///
    /// A budget whose days are one of its periods is followed by the next period. Any other one is followed by a period that
    /// begins on the day after it.
    pub(super) fn next_range(&self) -> Result<(DateRange, NaiveDate), Error> {
        let range = self.range()?;
        let counted_from = self.counted_from.unwrap_or(self.starts_on);
        if let Ok((index, regular)) = self.period.containing(counted_from, self.starts_on)
            && regular == range
        {
            return Ok((self.period.range(counted_from, index + 1)?, counted_from));
        }
        let next = self.ends_on.succ_opt();
        let next = next.ok_or_else(|| Error::invalid("ends_on", "is the last day of the calendar"))?;
        Ok((self.period.range(next, 0)?, next))
    }
}
