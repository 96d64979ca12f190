//! Budgets by their days and by what they are for.

use chrono::NaiveDate;
use fin_infra::prelude::*;

use super::{Budget, BudgetFilter, BudgetKind, BudgetOrder, BudgetQuery, BudgetRead, BudgetRepository};
use crate::calendar::DateRange;
use crate::rows::{ALL, whole};

impl BudgetFilter {
    /// Budgets to which a day belongs. It adds to the other conditions.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use fin_infra_domains::budgets::{BudgetFilter, BudgetKind, BudgetQuery};
    ///
    /// let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    /// let filter = BudgetFilter::new().kind(BudgetKind::Project).active_on(today);
    /// let first_page = BudgetQuery::new().filter(filter).page_size(50);
    /// # drop(first_page);
    /// ```
    #[must_use]
    pub fn active_on(self, day: NaiveDate) -> Self {
        self.starts_on(Condition::le(day)).ends_on(Condition::ge(day))
    }

    /// Budgets that have a day in common with a range, also if they only touch it. It adds to the other conditions.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use fin_infra_domains::budgets::BudgetFilter;
    /// use fin_infra_domains::calendar::Period;
    ///
    /// let first = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
    /// let last_quarter = BudgetFilter::new().overlapping(Period::Quarterly.range(first, 0)?);
    /// # drop(last_quarter);
    /// # Ok::<(), fin_infra::Error>(())
    /// ```
    #[must_use]
    pub fn overlapping(self, range: DateRange) -> Self {
        self.starts_on(Condition::le(range.end())).ends_on(Condition::ge(range.start()))
    }
}

/// Lists of a user's budgets. Each is in the order of the first days, and has at most 10,000 budgets: with more, it is
/// [`Invalid`](ErrorKind::Invalid). For pages, use [`BudgetFilter`] with [`list`](fin_infra::Repository::list).
impl BudgetRepository {
    /// The budgets of a user to which a day belongs.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{Budget, BudgetCreate};
    /// # use fin_infra_domains::calendar::Period;
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, budgets, user) = (Db::memory(), Budget::repository().tenant(Uuid::now_v7()), Uuid::now_v7());
    /// let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    /// budgets.create(&db, BudgetCreate::for_period(user, "Home", Period::Monthly, day(11, 1))?).await?;
    /// assert_eq!(budgets.active_on(&db, user, day(11, 30)).await?.len(), 1);
    /// assert_eq!(budgets.active_on(&db, user, day(12, 1)).await?.len(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn active_on(
        &self,
        store: impl Store<Budget>,
        user_id: Uuid,
        day: NaiveDate,
    ) -> Result<Vec<BudgetRead>, Error> {
        self.all_of(store, user_id, BudgetFilter::new().active_on(day)).await
    }

    /// The budgets of a user that have a day in common with a range.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{Budget, BudgetCreate};
    /// # use fin_infra_domains::calendar::{DateRange, Period};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, budgets, user) = (Db::memory(), Budget::repository().tenant(Uuid::now_v7()), Uuid::now_v7());
    /// let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    /// budgets.create(&db, BudgetCreate::for_period(user, "Home", Period::Monthly, day(11, 1))?).await?;
    /// let winter = DateRange::new(day(11, 30), day(12, 31))?;
    /// assert_eq!(budgets.overlapping(&db, user, winter).await?.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn overlapping(
        &self,
        store: impl Store<Budget>,
        user_id: Uuid,
        range: DateRange,
    ) -> Result<Vec<BudgetRead>, Error> {
        self.all_of(store, user_id, BudgetFilter::new().overlapping(range)).await
    }

    /// The budgets of a user that are for something.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{Budget, BudgetCreate, BudgetKind};
    /// # use fin_infra_domains::calendar::Period;
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, budgets, user) = (Db::memory(), Budget::repository().tenant(Uuid::now_v7()), Uuid::now_v7());
    /// let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    /// budgets.create(&db, BudgetCreate::for_period(user, "Home", Period::Monthly, first)?).await?;
    /// assert_eq!(budgets.of_kind(&db, user, BudgetKind::Personal).await?.len(), 1);
    /// assert_eq!(budgets.of_kind(&db, user, BudgetKind::Business).await?.len(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn of_kind(
        &self,
        store: impl Store<Budget>,
        user_id: Uuid,
        kind: BudgetKind,
    ) -> Result<Vec<BudgetRead>, Error> {
        self.all_of(store, user_id, BudgetFilter::new().kind(kind)).await
    }

    async fn all_of(
        &self,
        store: impl Store<Budget>,
        user_id: Uuid,
        filter: BudgetFilter,
    ) -> Result<Vec<BudgetRead>, Error> {
        let query = BudgetQuery::new().filter(filter.user_id(user_id)).order_by(BudgetOrder::StartsOn.asc());
        whole(self.list(store, query.page_size(ALL)).await?)
    }
}
