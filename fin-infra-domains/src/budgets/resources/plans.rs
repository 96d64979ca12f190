//! Budgets that are created with what is planned.

use fin_infra::prelude::*;
use fin_infra::{Loaded, NestingStore};

use super::{Budget, BudgetCategoryCreate, BudgetCategoryRead, BudgetCreate, BudgetRead, BudgetRepository};
use crate::budgets::{Amounts, Template};
use crate::scale::scale;

impl BudgetRepository {
    /// Creates a budget with a category for each amount, all or nothing.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{Budget, BudgetCreate};
    /// # use fin_infra_domains::calendar::Period;
    /// use std::collections::BTreeMap;
    ///
    /// use fin_infra_domains::budgets::zero_based;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, budgets) = (Db::memory(), Budget::repository().tenant(Uuid::now_v7()));
    /// # let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    /// # let november = BudgetCreate::for_period(Uuid::now_v7(), "November", Period::Monthly, first)?;
    /// let wanted = BTreeMap::from([("Rent".to_owned(), dec!(800))]);
    /// let planned = zero_based(dec!(1500), &wanted, "Savings")?;
    /// let november = budgets.create_planned(&db, november, planned, Currency::EUR).await?;
    /// assert_eq!(november.related[1].planned, money!(700 EUR));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](ErrorKind::Invalid) for an amount that is negative or has more decimal places than the currency, and
    /// [`Conflict`](ErrorKind::Conflict) if the user has a budget, or `planned` a category, of a name in another case.
    pub async fn create_planned<'s>(
        &self,
        store: impl NestingStore<'s>,
        budget: BudgetCreate,
        planned: Amounts,
        currency: Currency,
    ) -> Result<Loaded<BudgetRead, Vec<BudgetCategoryRead>>, Error> {
        let planned = planned.into_iter().map(|(name, amount)| Ok((name, Money::new(amount, currency)?)));
        let planned = planned.collect::<Result<Vec<_>, Error>>()?;
        let categories = Budget::budget_categories().create(move |budget_id| {
            planned
                .into_iter()
                .map(move |(name, planned)| BudgetCategoryCreate::new(budget_id, name, planned))
        });
        self.create_with(store, budget, categories).await
    }

    /// Creates a budget whose categories split an income as a template says. The planned amounts add up to the income.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{Budget, BudgetCreate};
    /// # use fin_infra_domains::calendar::Period;
    /// use fin_infra_domains::budgets::Template;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, budgets) = (Db::memory(), Budget::repository().tenant(Uuid::now_v7()));
    /// # let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    /// # let november = BudgetCreate::for_period(Uuid::now_v7(), "November", Period::Monthly, first)?;
    /// let thirds = Template::custom([("Home", dec!(2)), ("Children", dec!(1))])?;
    /// let november = budgets.create_from_template(&db, november, &thirds, money!(100 EUR)).await?;
    /// let planned: Vec<String> = november.related.iter().map(|category| category.planned.to_string()).collect();
    /// assert_eq!(planned, ["33.33 EUR", "66.67 EUR"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create_planned`](Self::create_planned), and for an income that is negative.
    pub async fn create_from_template<'s>(
        &self,
        store: impl NestingStore<'s>,
        budget: BudgetCreate,
        template: &Template,
        income: Money,
    ) -> Result<Loaded<BudgetRead, Vec<BudgetCategoryRead>>, Error> {
        let planned = template.apply(income.amount(), scale(income.currency()))?;
        self.create_planned(store, budget, planned, income.currency()).await
    }
}
