//! Set-up that several behaviours share.

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_domains::budgets::{
    Budget, BudgetCreate, BudgetRepository, Transaction, TransactionCreate, TransactionRepository,
};
use fin_infra_domains::calendar::Period;
use fin_infra_domains::goals::{Goal, GoalCreate, GoalRead, GoalRepository, NewContribution};
use futures_util::future::join_all;

/// The callers of a behaviour with many of them at once.
pub(crate) const TASKS: usize = 32;

/// A day of 2026.
pub(crate) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// The kind of an error, and its fields.
pub(crate) fn kind<T: std::fmt::Debug>(result: Result<T, Error>) -> (ErrorKind, Vec<String>) {
    let error = result.unwrap_err();
    (error.kind(), error.fields().map(str::to_owned).collect())
}

/// The text of an error.
pub(crate) fn text<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

/// What an invalid field is.
pub(crate) fn invalid(field: &str) -> (ErrorKind, Vec<String>) {
    (ErrorKind::Invalid, vec![field.to_owned()])
}

/// A tenant with one user.
pub(crate) struct Household {
    pub(crate) tenant: Uuid,
    pub(crate) user: Uuid,
    pub(crate) budgets: BudgetRepository,
    pub(crate) transactions: TransactionRepository,
    pub(crate) goals: GoalRepository,
}

impl Household {
    pub(crate) fn new() -> Self {
        let (tenant, user) = (Uuid::now_v7(), Uuid::now_v7());
        Self {
            tenant,
            user,
            budgets: Budget::repository().tenant(tenant),
            transactions: Transaction::repository().tenant(tenant),
            goals: Goal::repository().tenant(tenant),
        }
    }

    /// A budget for the month that begins on a day.
    pub(crate) fn month(&self, name: &str, first: NaiveDate) -> BudgetCreate {
        BudgetCreate::for_period(self.user, name, Period::Monthly, first).unwrap()
    }

    /// An amount in a category, for no budget.
    pub(crate) fn spent(&self, category: &str, on: NaiveDate, amount: Money) -> TransactionCreate {
        TransactionCreate::new(self.user, category.to_owned(), on, amount)
    }

    /// Stores amounts of a budget.
    pub(crate) async fn spend(&self, db: &Db, budget: Uuid, amounts: &[(&str, NaiveDate, Money)]) {
        let rows = amounts.iter().map(|(category, on, amount)| TransactionCreate {
            budget_id: Some(budget),
            ..self.spent(category, *on, *amount)
        });
        self.transactions.create_many(db, rows).await.unwrap();
    }

    /// A goal of 1,000 euros.
    pub(crate) fn goal(&self, name: &str) -> GoalCreate {
        GoalCreate::new(self.user, name.to_owned(), money!(1000 EUR), day(1, 1))
    }

    pub(crate) async fn stored_goal(&self, db: &Db, name: &str) -> GoalRead {
        self.goals.create(db, self.goal(name)).await.unwrap()
    }
}

/// A contribution on the first of November.
pub(crate) fn paid(amount: Money) -> NewContribution {
    NewContribution::new(amount, day(11, 1))
}

/// Calls a function in many tasks at once.
pub(crate) async fn at_once<T, F>(call: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..TASKS).map(|task| tokio::spawn(call(task))).collect();
    join_all(tasks).await.into_iter().map(Result::unwrap).collect()
}
