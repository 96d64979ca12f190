//! How much of a budget is spent, from its rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fin_infra::prelude::*;
use serde::Serialize;

use super::{
    Budget, BudgetCategory, BudgetCategoryFilter, BudgetCategoryOrder, BudgetCategoryQuery,
    BudgetCategoryRead, BudgetRead, BudgetRepository, Transaction, TransactionAggregate, TransactionFilter,
};
use crate::arithmetic::sum;
use crate::budgets::{Amounts, Progress, Thresholds, progress_with};
use crate::rows::{ALL, whole};

/// How much of a budget is spent, in each currency of its categories and transactions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BudgetProgress {
    /// The budget.
    pub budget: BudgetRead,
    /// What is planned, in the order of the names.
    pub categories: Vec<BudgetCategoryRead>,
    /// How much is spent, in each currency. A transaction counts for the category of its name, whatever its case.
    pub currencies: BTreeMap<Currency, Progress>,
}

impl BudgetProgress {
    /// What is planned and spent in a currency.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{Budget, BudgetCreate, Template};
    /// # use fin_infra_domains::calendar::Period;
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, budgets) = (Db::memory(), Budget::repository().tenant(Uuid::now_v7()));
    /// # let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    /// # let plan = BudgetCreate::for_period(Uuid::now_v7(), "November", Period::Monthly, first)?;
    /// # let november =
    /// #     budgets.create_from_template(&db, plan, &Template::business(), money!(5000 EUR)).await?;
    /// let today = NaiveDate::from_ymd_opt(2026, 11, 10).unwrap();
    /// let progress = budgets.progress(&db, november.id, today).await?;
    /// let total = progress.of(Currency::EUR)?.total;
    /// let pace = total.pace(progress.budget.range()?, today, 2)?;
    /// assert_eq!((total.remaining, pace.expected), (dec!(5000), dec!(1666.67)));
    /// assert!(progress.of(Currency::USD).is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If the budget has neither a category nor a transaction in that currency.
    pub fn of(&self, currency: Currency) -> Result<&Progress, Error> {
        let found = self.currencies.get(&currency);
        found.ok_or_else(|| {
            Error::invalid("currency", format!("nothing is planned or spent in {}", currency.code()))
        })
    }

    /// The thresholds of the categories: their `approaching_at`, and 80 percent for those without.
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
    /// # let plan = BudgetCreate::for_period(Uuid::now_v7(), "November", Period::Monthly, first)?;
    /// # let november = budgets.create(&db, plan).await?;
    /// let progress = budgets.progress(&db, november.id, first).await?;
    /// assert_eq!(progress.thresholds().usual, dec!(80));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        let own = self.categories.iter();
        let own = own.filter_map(|category| Some((category.name.clone(), category.approaching_at?)));
        Thresholds { by_category: own.collect(), ..Thresholds::default() }
    }
}

/// Amounts of one currency.
#[derive(Default)]
struct Parts {
    planned: Amounts,
    carried: Amounts,
    spent: Amounts,
}

/// The names of categories, by their folded forms: that of the plan comes first.
struct Names(BTreeMap<String, String>);

impl Names {
    fn new(categories: &[BudgetCategoryRead]) -> Self {
        let names =
            categories.iter().map(|category| (fin_infra::fold(&category.name), category.name.clone()));
        Self(names.collect())
    }

    fn of(&mut self, category: String) -> String {
        self.0.entry(fin_infra::fold(&category)).or_insert(category).clone()
    }
}

fn add(to: &mut Amounts, name: String, amount: Money) -> Result<(), Error> {
    let total = to.entry(name).or_default();
    *total = sum("amount", [*total, amount.amount()])?;
    Ok(())
}

impl BudgetRepository {
    /// How much of a budget is spent by the end of `today`, by category and in total.
    ///
    /// The sums come from one aggregate; the budget and its categories are two more statements. All transactions of the
    /// budget count that were booked by `today`, also those that were booked outside of its days. For a single state of the
    /// rows while others change them, pass a transaction with
    /// [`RepeatableRead`](fin_infra::Isolation::RepeatableRead).
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{Budget, BudgetCreate, Transaction, TransactionCreate};
    /// # use fin_infra_domains::calendar::Period;
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, tenant, user) = (Db::memory(), Uuid::now_v7(), Uuid::now_v7());
    /// # let (budgets, transactions) = (Budget::repository().tenant(tenant), Transaction::repository().tenant(tenant));
    /// # let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    /// # let plan = BudgetCreate::for_period(user, "November", Period::Monthly, day(1))?;
    /// # let planned = [("Food".to_owned(), dec!(400))].into();
    /// let november = budgets.create_planned(&db, plan, planned, Currency::EUR).await?;
    /// for (category, amount) in [("food", money!(150 EUR)), ("Gifts", money!(30 EUR)), ("Gifts", money!(5 USD))] {
    ///     let spent = TransactionCreate::new(user, category.to_owned(), day(3), amount);
    ///     transactions.create(&db, TransactionCreate { budget_id: Some(november.id), ..spent }).await?;
    /// }
    /// let progress = budgets.progress(&db, november.id, day(10)).await?;
    /// let euros = progress.of(Currency::EUR)?;
    /// assert_eq!((euros.categories["Food"].remaining, euros.total.remaining), (dec!(250), dec!(220)));
    /// assert_eq!(progress.of(Currency::USD)?.total.spent, dec!(5));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) if there is no such budget, and [`Invalid`](ErrorKind::Invalid) if the amounts are
    /// too large to calculate with.
    pub async fn progress<S>(&self, store: S, id: Uuid, today: NaiveDate) -> Result<BudgetProgress, Error>
    where
        S: Store<Budget> + Store<BudgetCategory> + Store<Transaction> + Copy,
    {
        let budget = self.get(store, id).await?;
        self.progress_of(store, budget, Some(today)).await
    }

    /// As [`progress`](Self::progress), of all transactions without a day.
    pub(super) async fn progress_of<S>(
        &self,
        store: S,
        budget: BudgetRead,
        today: Option<NaiveDate>,
    ) -> Result<BudgetProgress, Error>
    where
        S: Store<BudgetCategory> + Store<Transaction> + Copy,
    {
        let tenant = *self.tenant_id();
        let query = BudgetCategoryQuery::new()
            .filter(BudgetCategoryFilter::new().budget_id(budget.id))
            .order_by(BudgetCategoryOrder::Name.asc())
            .page_size(ALL);
        let categories = whole(BudgetCategory::repository().tenant(tenant).list(store, query).await?)?;
        let filter = TransactionFilter::new().budget_id(budget.id);
        let filter = match today {
            Some(today) => filter.booked_on(Condition::le(today)),
            None => filter,
        };
        let spent =
            TransactionAggregate::new().filter(filter).by_category().by_amount_currency().sum_amount();
        let spent = Transaction::repository().tenant(tenant).aggregate(store, spent).await?;
        let currencies = by_currency(&categories, spent)?;
        Ok(BudgetProgress { budget, categories, currencies })
    }
}

fn by_currency(
    categories: &[BudgetCategoryRead],
    spent: Vec<(String, Currency, Money)>,
) -> Result<BTreeMap<Currency, Progress>, Error> {
    let mut names = Names::new(categories);
    let mut currencies: BTreeMap<Currency, Parts> = BTreeMap::new();
    for category in categories {
        let parts = currencies.entry(category.planned.currency()).or_default();
        add(&mut parts.planned, category.name.clone(), category.planned)?;
        if let Some(carried) = category.carried {
            add(&mut parts.carried, category.name.clone(), carried)?;
        }
    }
    for (category, currency, amount) in spent {
        add(&mut currencies.entry(currency).or_default().spent, names.of(category), amount)?;
    }
    let progress = currencies.into_iter().map(|(currency, parts)| {
        Ok((currency, progress_with(&parts.planned, &parts.carried, &parts.spent)?))
    });
    progress.collect()
}
