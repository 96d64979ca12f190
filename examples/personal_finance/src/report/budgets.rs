//! Budgets, compared with what was spent.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_domains::budgets::{
    Alert, Amounts, CategoryAlert, Progress, Rollover, Thresholds, Usage, alerts, progress, rollover,
};
use fin_infra_domains::calendar::DateRange;
use futures_util::TryStreamExt;
use serde::Serialize;

use super::totals::sums;
use crate::output;
use crate::resources::{Budget, BudgetFilter, BudgetOrder, BudgetQuery, BudgetRead};

/// How many earlier periods say what is usual.
const HISTORY: u32 = 12;

/// A budget in the period that contains the day of the report.
#[derive(Debug, Serialize)]
pub(crate) struct BudgetReport {
    pub(crate) name: String,
    pub(crate) start: NaiveDate,
    pub(crate) end: NaiveDate,
    pub(crate) days: i64,
    pub(crate) days_elapsed: i64,
    pub(crate) total: UsageReport,
    /// What even spending would have spent until now.
    pub(crate) expected: Decimal,
    /// What will be spent by the end if spending goes on like this.
    pub(crate) projected: Option<Decimal>,
    pub(crate) categories: BTreeMap<String, UsageReport>,
    pub(crate) alerts: Vec<AlertReport>,
}

/// What was planned and spent.
#[derive(Debug, Serialize)]
pub(crate) struct UsageReport {
    pub(crate) planned: Decimal,
    pub(crate) spent: Decimal,
    pub(crate) remaining: Decimal,
    pub(crate) percent: Option<Decimal>,
}

impl From<Usage> for UsageReport {
    fn from(usage: Usage) -> Self {
        let Usage { planned, carried: _, spent, remaining, percent } = usage;
        Self { planned, spent, remaining, percent }
    }
}

/// Something that deserves attention.
#[derive(Debug, Serialize)]
pub(crate) struct AlertReport {
    pub(crate) category: String,
    pub(crate) message: String,
}

/// Returns the budgets in a currency whose first period has begun on a day.
pub(crate) async fn budgets(db: &Db, currency: Currency, day: NaiveDate) -> Result<Vec<BudgetReport>> {
    let begun = BudgetFilter::new().starts_on(Condition::le(day));
    let query = BudgetQuery::new().filter(begun).order_by(BudgetOrder::Name.asc());
    let rows: Vec<BudgetRead> = Budget::repository().stream(db, query).try_collect().await?;
    let mut reports = Vec::new();
    for budget in rows.into_iter().filter(|budget| budget.total.currency() == currency) {
        reports.push(report(db, budget, day).await?);
    }
    Ok(reports)
}

async fn report(db: &Db, budget: BudgetRead, day: NaiveDate) -> Result<BudgetReport> {
    let currency = budget.total.currency();
    let (index, range) = budget.period.containing(budget.starts_on, day)?;
    // What is left of a period depends on what was left of all periods before it.
    let first = if budget.rollover { 0 } else { index.saturating_sub(HISTORY) };
    let (mut planned, mut history) = (budget.categories.clone(), BTreeMap::<String, Vec<Decimal>>::new());
    for earlier in first..index {
        let progress =
            of_period(db, &budget, &planned, budget.period.range(budget.starts_on, earlier)?).await?;
        if index - earlier <= HISTORY {
            for (name, usage) in &progress.categories {
                history.entry(name.clone()).or_default().push(usage.spent);
            }
        }
        if budget.rollover {
            planned = rollover(&progress, &budget.categories, Rollover::Unspent)?;
        }
    }
    let progress = of_period(db, &budget, &planned, range).await?;
    let scale = currency.decimal_places().unwrap_or(4);
    let pace = progress.total.pace(range, day, scale)?;
    let alerts = alerts(&progress, &Thresholds::default(), &history)?;
    Ok(BudgetReport {
        name: budget.name,
        start: range.start(),
        end: range.end(),
        days: range.days(),
        days_elapsed: range.days_elapsed(day),
        total: progress.total.into(),
        expected: pace.expected,
        projected: pace.projected,
        categories: progress.categories.into_iter().map(|(name, usage)| (name, usage.into())).collect(),
        alerts: alerts.into_iter().map(|alert| message(alert, currency)).collect(),
    })
}

/// Compares one period. Categories that the budget does not plan belong to another one.
async fn of_period(db: &Db, budget: &BudgetRead, planned: &Amounts, range: DateRange) -> Result<Progress> {
    let mut spent = sums(db, range, budget.total.currency()).await?;
    spent.retain(|name, sum| {
        *sum = -*sum;
        budget.categories.contains_key(name)
    });
    Ok(progress(planned, &spent)?)
}

fn message(alert: CategoryAlert, currency: Currency) -> AlertReport {
    let message = match alert.alert {
        Alert::Overspent { by } => format!("overspent by {} {currency}", output::amount(by, currency)),
        Alert::Approaching { percent } => format!("{percent} % of the plan is spent"),
        Alert::Unusual(compared) => {
            format!("more than usual, which is {} {currency}", output::amount(compared.usual, currency))
        }
    };
    AlertReport { category: alert.category, message }
}
