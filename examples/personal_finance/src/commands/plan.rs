//! `plan`.

use std::collections::BTreeSet;

use anyhow::{Context, Result, anyhow, bail};
use chrono::{Datelike, NaiveDate};
use clap::ValueEnum;
use fin_infra::prelude::*;
use fin_infra_domains::budgets::{Amounts, Template, fill_envelopes, zero_based};
use fin_infra_domains::calendar::Period;

use super::{App, amount, currency, day, named_amount};
use crate::output::{self, Align, Table};
use crate::resources::{Budget, BudgetCreate};

/// What the amounts of a budget are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// 50 % for needs, 30 % for wants, 20 % for savings
    #[value(name = "50-30-20")]
    FiftyThirtyTwenty,
    /// The costs of a small business
    Business,
    /// The costs of a project
    Project,
    /// The income in the ratio of the categories
    Custom,
    /// The categories, and the rest of the income for `--rest`
    ZeroBased,
    /// The categories, one after the other, until the income is used up
    Envelopes,
    /// The categories as they are, without an income
    Amounts,
}

/// The arguments of `plan`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The name of the budget
    name: String,
    /// How the amounts of the categories are found
    #[arg(long, value_enum, default_value = "amounts")]
    template: Kind,
    /// The income of a period, which a template splits among the categories
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true, value_parser = amount)]
    income: Option<Decimal>,
    /// The currency; that of the accounts by default
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
    /// A category with its amount, or with its weight for `custom`; for several, repeat the option
    #[arg(long = "category", value_name = "NAME=AMOUNT", value_parser = named_amount)]
    categories: Vec<(String, Decimal)>,
    /// The category of what a zero-based budget leaves; Savings by default
    #[arg(long, value_name = "NAME")]
    rest: Option<String>,
    /// How long a period is: weekly, biweekly, monthly, quarterly or yearly
    #[arg(long, default_value = "monthly", value_parser = period)]
    period: Period,
    /// The first day of the first period; the first day of this month by default
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<NaiveDate>,
    /// Add what is left of a category to the next period
    #[arg(long)]
    rollover: bool,
}

fn period(text: &str) -> Result<Period> {
    let period = serde_json::from_value(text.into()).ok();
    period.with_context(|| format!("`{text}` is not one of weekly, biweekly, monthly, quarterly, yearly"))
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let currency = app.currency(self.currency).await?;
        self.check(currency)?;
        let categories = self.amounts(currency.decimal_places().unwrap_or(4))?;
        let total = Money::new(categories.values().sum(), currency)?;
        let starts_on = self.from.unwrap_or(app.today.with_day(1).unwrap_or(app.today));
        let create = BudgetCreate {
            rollover: self.rollover,
            ..BudgetCreate::new(self.name, self.period, starts_on, categories, total)
        };
        let row = Budget::repository().create(&app.db, create).await?;
        if app.json {
            return output::json(&row);
        }
        output::line(format!("planned {} from {}", row.name, row.starts_on))?;
        let mut table = Table::new([Align::Left, Align::Right]);
        let total = ("Total".to_owned(), row.total.amount());
        for (name, planned) in row.categories.into_iter().chain([total]) {
            table.row([name, output::amount(planned, currency)]);
        }
        table.print()
    }

    /// Options that contradict each other, and amounts that no budget has.
    fn check(&self, currency: Currency) -> Result<()> {
        let has_own = matches!(self.template, Kind::FiftyThirtyTwenty | Kind::Business | Kind::Project);
        match (has_own, self.categories.is_empty()) {
            (false, true) => bail!("name the categories, as in `--category Rent=800`"),
            (true, false) => {
                bail!("the template has its own categories: leave `--category` out, or use `custom`")
            }
            _ => {}
        }
        if self.template == Kind::Amounts && self.income.is_some() {
            bail!("`--income` cannot be used with amounts as they are");
        }
        if self.template != Kind::ZeroBased && self.rest.is_some() {
            bail!("only the template zero-based has a `--rest`");
        }
        if let Some(income) = self.income {
            if income <= Decimal::ZERO {
                bail!("`--income` must be above zero, not {income}");
            }
            Money::new(income, currency)
                .map_err(|error| anyhow!("`--income {income}`: {}", error.reason()))?;
        }
        let mut names = BTreeSet::new();
        for (name, amount) in &self.categories {
            if !names.insert(name) {
                bail!("the category {name} occurs twice");
            }
            if *amount < Decimal::ZERO {
                bail!("`--category {name}={amount}`: must not be negative");
            }
        }
        if self.template == Kind::Custom && self.categories.iter().all(|(_, weight)| weight.is_zero()) {
            bail!("at least one category must have a weight above zero");
        }
        Ok(())
    }

    fn amounts(&self, scale: u32) -> Result<Amounts> {
        let income = || self.income.context("set the amount to split with `--income`");
        let template = |template: Template| Ok(template.apply(income()?, scale)?);
        let categories = || self.categories.iter().cloned();
        match self.template {
            Kind::FiftyThirtyTwenty => template(Template::fifty_thirty_twenty()),
            Kind::Business => template(Template::business()),
            Kind::Project => template(Template::project()),
            Kind::Custom => template(Template::custom(categories())?),
            Kind::ZeroBased => {
                let (income, wanted) = (income()?, self.categories.iter().map(|(_, amount)| *amount).sum());
                if income < wanted {
                    bail!("the categories add up to {wanted}, which is more than the income of {income}");
                }
                Ok(zero_based(income, &categories().collect(), self.rest.as_deref().unwrap_or("Savings"))?)
            }
            Kind::Envelopes => Ok(fill_envelopes(income()?, categories())?.envelopes),
            Kind::Amounts => Ok(categories().collect()),
        }
    }
}
