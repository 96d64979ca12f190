//! The budget of the next period.

use std::collections::BTreeMap;

use fin_infra::prelude::*;
use fin_infra::{Loaded, NestingStore, TransactionStore};

use super::{
    Budget, BudgetCategory, BudgetCategoryCreate, BudgetCategoryRead, BudgetCreate, BudgetProgress,
    BudgetRead, BudgetRepository, Transaction,
};
use crate::budgets::{Rollover, carried};

impl BudgetRepository {
    /// Creates the budget of the next period, with the same categories, in one transaction. If `rollover` of the budget is
    /// set, what is left in each category is `carried` over by a rule; otherwise nothing is.
    ///
    /// With [`Rollover::Balance`], no money appears or disappears: in each currency, the sum of what is carried over is what
    /// remained. A category that was not planned is planned with zero in the next budget if something of it is carried over.
    /// All transactions of the budget count, also those that were booked after its last day. Those that are added later do
    /// not change the next budget.
    ///
    /// A budget is rolled over once. To repeat it, delete the next budget first.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{Budget, BudgetCreate, Transaction, TransactionCreate};
    /// # use fin_infra_domains::calendar::Period;
    /// use fin_infra_domains::budgets::Rollover;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, tenant, user) = (Db::memory(), Uuid::now_v7(), Uuid::now_v7());
    /// # let (budgets, transactions) = (Budget::repository().tenant(tenant), Transaction::repository().tenant(tenant));
    /// let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    /// let november = BudgetCreate::for_period(user, "November", Period::Monthly, day(11, 1))?;
    /// let november = BudgetCreate { rollover: true, ..november };
    /// let planned = [("Food".to_owned(), dec!(400))].into();
    /// let november = budgets.create_planned(&db, november, planned, Currency::EUR).await?;
    /// let spent = TransactionCreate::new(user, "Food".to_owned(), day(11, 3), money!(450 EUR));
    /// transactions.create(&db, TransactionCreate { budget_id: Some(november.id), ..spent }).await?;
    ///
    /// let december = budgets.roll_over(&db, november.id, "December", Rollover::Balance).await?;
    /// assert_eq!(december.related[0].carried, Some(money!(-50 EUR)));
    /// let progress = budgets.progress(&db, december.id, day(12, 1)).await?;
    /// assert_eq!(progress.of(Currency::EUR)?.total.remaining, dec!(350));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`NotFound`](ErrorKind::NotFound) if there is no such budget.
    /// - [`Conflict`](ErrorKind::Conflict) if it was rolled over already (the field is `rolled_from`), or if the user has a
    ///   budget of that name (`name`).
    /// - [`Invalid`](ErrorKind::Invalid) if a category has something left in a currency in which it is not planned, since the
    ///   next budget can have it only once: give those transactions another category.
    pub async fn roll_over(
        &self,
        db: &Db,
        id: Uuid,
        name: &str,
        rule: Rollover,
    ) -> Result<Loaded<BudgetRead, Vec<BudgetCategoryRead>>, Error> {
        db.transaction(async |tx| self.roll_over_in(&tx, id, name, rule).await).await
    }

    /// As [`roll_over`](Self::roll_over), in a transaction of the caller.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{BudgetRepository, Rollover};
    /// /// Rolls all budgets over, or none.
    /// async fn roll_all(db: &Db, budgets: &BudgetRepository, ids: &[(Uuid, String)]) -> Result<(), Error> {
    ///     db.transaction(async |tx| {
    ///         for (id, name) in ids {
    ///             budgets.roll_over_in(&tx, *id, name, Rollover::Unspent).await?;
    ///         }
    ///         Ok(())
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`roll_over`](Self::roll_over).
    pub async fn roll_over_in<'s, S>(
        &self,
        transaction: S,
        id: Uuid,
        name: &str,
        rule: Rollover,
    ) -> Result<Loaded<BudgetRead, Vec<BudgetCategoryRead>>, Error>
    where
        S: TransactionStore<Budget> + Store<BudgetCategory> + Store<Transaction> + NestingStore<'s> + Copy,
    {
        let ended = self.get_for_update(transaction, id).await?;
        let (range, counted_from) = ended.next_range()?;
        let ended = self.progress_of(transaction, ended, None).await?;
        let categories = next_categories(&ended, rule)?;
        let next = BudgetCreate {
            kind: ended.budget.kind,
            rollover: ended.budget.rollover,
            extra: ended.budget.extra,
            rolled_from: Some(id),
            counted_from: Some(counted_from),
            ..BudgetCreate::new(
                ended.budget.user_id,
                name.to_owned(),
                ended.budget.period,
                range.start(),
                range.end(),
            )
        };
        let categories = Budget::budget_categories().create(move |budget_id| {
            categories.into_iter().map(move |category| BudgetCategoryCreate { budget_id, ..category })
        });
        self.create_with(transaction, next, categories).await
    }
}

/// The categories of the next budget, which do not know its id yet.
fn next_categories(ended: &BudgetProgress, rule: Rollover) -> Result<Vec<BudgetCategoryCreate>, Error> {
    let planned = ended.categories.iter().map(|category| {
        let create = BudgetCategoryCreate {
            approaching_at: category.approaching_at,
            ..BudgetCategoryCreate::new(Uuid::nil(), category.name.clone(), category.planned)
        };
        (category.name.clone(), create)
    });
    let mut next: BTreeMap<String, BudgetCategoryCreate> = planned.collect();
    if !ended.budget.rollover {
        return Ok(next.into_values().collect());
    }
    for (currency, progress) in &ended.currencies {
        for (name, amount) in carried(progress, rule) {
            let category = next.entry(name.clone());
            let category = category
                .or_insert_with(|| BudgetCategoryCreate::new(Uuid::nil(), name, Money::zero(*currency)));
            let planned_in = category.planned.currency();
            if planned_in != *currency || category.carried.is_some() {
                let reason = format!(
                    "`{}` is planned in {} and has {amount} {} left: give these transactions another category",
                    category.name,
                    planned_in.code(),
                    currency.code()
                );
                return Err(Error::invalid("category", reason));
            }
            category.carried = Some(Money::new(amount, *currency)?);
        }
    }
    Ok(next.into_values().collect())
}
