//! The report of a month.

mod budgets;
mod goals;
mod month;
mod net_worth;
mod terminal;
mod totals;

use anyhow::Result;
use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_domains::net_worth::allocation;
use serde::Serialize;

pub(crate) use self::goals::contributions;
pub(crate) use self::month::Month;
pub(crate) use self::net_worth::{balances, net_worth};
pub(crate) use self::terminal::print;
pub(crate) use self::totals::{Totals, totals};

/// What happened in a month, in one currency.
#[derive(Debug, Serialize)]
pub(crate) struct MonthReport {
    pub(crate) month: String,
    #[serde(skip)]
    pub(crate) title: String,
    pub(crate) currency: &'static str,
    /// Budgets, goals and net worth are as of the end of this day.
    pub(crate) as_of: NaiveDate,
    pub(crate) income: Decimal,
    pub(crate) spent: Decimal,
    pub(crate) left: Decimal,
    pub(crate) categories: Vec<CategoryReport>,
    pub(crate) budgets: Vec<budgets::BudgetReport>,
    pub(crate) goals: Vec<goals::GoalReport>,
    pub(crate) net_worth: net_worth::NetWorthReport,
    #[serde(skip)]
    pub(crate) shown_in: Currency,
}

/// What was spent in a category.
#[derive(Debug, Serialize)]
pub(crate) struct CategoryReport {
    pub(crate) category: String,
    pub(crate) spent: Decimal,
    /// The percentage of all that was spent. The percentages of all categories add up to 100.
    pub(crate) percent: Decimal,
}

impl MonthReport {
    /// Makes the report of a month.
    pub(crate) async fn new(db: &Db, month: Month, currency: Currency, today: NaiveDate) -> Result<Self> {
        let as_of = month.as_of(today)?;
        let Totals { income, spent, by_category } = totals(db, month.range()?, currency).await?;
        let percentages = allocation(by_category.iter().map(|(name, spent)| (name.clone(), *spent)))?;
        let category = |(category, spent): (String, Decimal)| {
            let percent = percentages.get(&category).copied().unwrap_or_default();
            CategoryReport { category, spent, percent }
        };
        Ok(Self {
            month: month.to_string(),
            title: month.title(),
            currency: currency.code(),
            as_of,
            income,
            spent,
            left: income - spent,
            categories: by_category.into_iter().map(category).collect(),
            budgets: budgets::budgets(db, currency, as_of).await?,
            goals: goals::goals(db, currency, as_of).await?,
            net_worth: net_worth(db, currency, as_of).await?,
            shown_in: currency,
        })
    }
}
