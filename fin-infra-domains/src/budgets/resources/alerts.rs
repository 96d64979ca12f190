//! What the user of a budget should hear about, from its rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fin_infra::fold;
use fin_infra::prelude::*;

use super::{
    Budget, BudgetCategory, BudgetFilter, BudgetOrder, BudgetQuery, BudgetRead, BudgetRepository,
    Transaction, TransactionAggregate, TransactionFilter,
};
use crate::arithmetic::sum;
use crate::budgets::{CategoryAlert, Progress, alerts};

/// The number of earlier budgets that spending is compared with.
const HISTORY: u32 = 12;

impl BudgetRepository {
    /// The alerts of a budget in a currency: see [`alerts`](fn@crate::budgets::alerts). Each category is compared with what the
    /// user spent in it in up to twelve earlier budgets of the same kind and period.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{Budget, BudgetCreate, Transaction, TransactionCreate};
    /// # use fin_infra_domains::calendar::Period;
    /// use fin_infra_domains::budgets::Alert;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, tenant, user) = (Db::memory(), Uuid::now_v7(), Uuid::now_v7());
    /// # let (budgets, transactions) = (Budget::repository().tenant(tenant), Transaction::repository().tenant(tenant));
    /// # let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    /// # let plan = BudgetCreate::for_period(user, "November", Period::Monthly, day(1))?;
    /// # let planned = [("Food".to_owned(), dec!(400))].into();
    /// # let november = budgets.create_planned(&db, plan, planned, Currency::EUR).await?;
    /// let spent = TransactionCreate::new(user, "Food".to_owned(), day(3), money!(380 EUR));
    /// transactions.create(&db, TransactionCreate { budget_id: Some(november.id), ..spent }).await?;
    /// let alerts = budgets.alerts(&db, november.id, day(10), Currency::EUR).await?;
    /// assert_eq!(alerts[0].alert, Alert::Approaching { percent: dec!(95.00) });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`progress`](Self::progress), and if nothing is planned or spent in that currency.
    pub async fn alerts<S>(
        &self,
        store: S,
        id: Uuid,
        today: NaiveDate,
        currency: Currency,
    ) -> Result<Vec<CategoryAlert>, Error>
    where
        S: Store<Budget> + Store<BudgetCategory> + Store<Transaction> + Copy,
    {
        let progress = self.progress(store, id, today).await?;
        let in_currency = progress.of(currency)?;
        let history = self.history(store, &progress.budget, in_currency, currency).await?;
        alerts(in_currency, &progress.thresholds(), &history)
    }

    /// What was spent in each category in earlier budgets, by the names of the categories of a progress.
    async fn history<S>(
        &self,
        store: S,
        budget: &BudgetRead,
        progress: &Progress,
        currency: Currency,
    ) -> Result<BTreeMap<String, Vec<Decimal>>, Error>
    where
        S: Store<Budget> + Store<Transaction> + Copy,
    {
        let earlier = BudgetFilter::new()
            .user_id(budget.user_id)
            .kind(budget.kind)
            .period(budget.period)
            .ends_on(Condition::lt(budget.starts_on));
        let latest_first = BudgetQuery::new().filter(earlier).order_by(BudgetOrder::StartsOn.desc());
        let earlier = self.list(store, latest_first.page_size(HISTORY)).await?;
        let ids: Vec<Uuid> = earlier.iter().map(|budget| budget.id).collect();
        let filter = TransactionFilter::new()
            .budget_id(Condition::any_of(ids.iter().copied()))
            .amount_currency(currency);
        let spent = TransactionAggregate::new().filter(filter).by_budget_id().by_category();
        let spent = spent.by_amount_currency().sum_amount();
        let spent = Transaction::repository().tenant(*self.tenant_id()).aggregate(store, spent).await?;

        let mut sums: BTreeMap<(Uuid, String), Decimal> = BTreeMap::new();
        for (budget, category, _, amount) in spent {
            let total = sums.entry((budget.unwrap_or_default(), fold(&category))).or_default();
            *total = sum("amount", [*total, amount.amount()])?;
        }
        let names = progress.categories.keys();
        let amounts = names.map(|name| {
            let spent = ids.iter().map(|id| sums.get(&(*id, fold(name))).copied().unwrap_or_default());
            (name.clone(), spent.collect())
        });
        Ok(amounts.collect())
    }
}
