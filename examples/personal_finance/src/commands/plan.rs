//! `plan`.

use anyhow::{Context, Result, bail};
use chrono::{Datelike, NaiveDate};
use clap::ValueEnum;
use fin_infra::prelude::*;
use fin_infra_domains::budgets::{Amounts, Template, fill_envelopes, zero_based};
use fin_infra_domains::calendar::Period;

use super::{App, amount, currency, named_amount};
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
    #[arg(long, value_enum, default_value = "amounts")]
    template: Kind,
    /// What is split among the categories
    #[arg(long, value_parser = amount)]
    income: Option<Decimal>,
    #[arg(long, value_parser = currency)]
    currency: Option<Currency>,
    /// A category with its amount, or with its weight for `custom`
    #[arg(long = "category", value_name = "NAME=AMOUNT", value_parser = named_amount)]
    categories: Vec<(String, Decimal)>,
    /// The category of what a zero-based budget leaves
    #[arg(long, default_value = "Savings")]
    rest: String,
    /// weekly, biweekly, monthly, quarterly or yearly
    #[arg(long, default_value = "monthly", value_parser = period)]
    period: Period,
    /// The first day of the first period; the first day of this month by default
    #[arg(long)]
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
        let scale = currency.decimal_places().unwrap_or(4);
        let categories = self.amounts(scale)?;
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

    fn amounts(&self, scale: u32) -> Result<Amounts> {
        let needs_categories =
            !matches!(self.template, Kind::FiftyThirtyTwenty | Kind::Business | Kind::Project);
        if needs_categories == self.categories.is_empty() {
            match needs_categories {
                true => bail!("name the categories, as in `--category Rent=800`"),
                false => {
                    bail!("the template has its own categories: leave `--category` out, or use `custom`")
                }
            }
        }
        let income = || self.income.context("say what is split, with `--income`");
        let template = |template: Template| Ok(template.apply(income()?, scale)?);
        match self.template {
            Kind::FiftyThirtyTwenty => template(Template::fifty_thirty_twenty()),
            Kind::Business => template(Template::business()),
            Kind::Project => template(Template::project()),
            Kind::Custom => template(Template::custom(self.categories.clone())?),
            Kind::ZeroBased => Ok(zero_based(income()?, &self.distinct()?, &self.rest)?),
            Kind::Envelopes => Ok(fill_envelopes(income()?, self.categories.clone())?.envelopes),
            Kind::Amounts if self.income.is_some() => bail!("amounts as they are need no `--income`"),
            Kind::Amounts => self.distinct(),
        }
    }

    fn distinct(&self) -> Result<Amounts> {
        let mut amounts = Amounts::new();
        for (name, amount) in &self.categories {
            if amounts.insert(name.clone(), *amount).is_some() {
                bail!("the category {name} occurs twice");
            }
        }
        Ok(amounts)
    }
}
