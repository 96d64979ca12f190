//! `add`.

use anyhow::{Result, bail};
use chrono::NaiveDate;
use clap::Subcommand;
use fin_infra::prelude::*;
use fin_infra_domains::goals::{GoalStatus, Milestone, Milestones};

use super::{App, amount, currency, named_amount};
use crate::report::contributions;
use crate::resources::{
    Account, AccountCreate, AccountKind, Contribution, ContributionCreate, Goal, GoalCreate, GoalUpdate,
    Rule, RuleCreate, Transaction, TransactionCreate,
};

/// The arguments of `add`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add an account
    Account {
        name: String,
        #[arg(long, value_enum, default_value = "checking")]
        kind: AccountKind,
        #[arg(long, value_parser = currency)]
        currency: Currency,
        /// The balance before the first transaction; negative for what is owed
        #[arg(long, default_value = "0", allow_hyphen_values = true, value_parser = amount)]
        opening: Decimal,
    },
    /// Add a transaction
    Transaction {
        account: String,
        /// Negative for what was paid, as in -12.50
        #[arg(allow_hyphen_values = true, value_parser = amount)]
        amount: Decimal,
        #[arg(long, default_value = "")]
        payee: String,
        #[arg(long, default_value = "")]
        purpose: String,
        #[arg(long)]
        category: Option<String>,
        /// The day of the booking; today by default
        #[arg(long)]
        on: Option<NaiveDate>,
    },
    /// Add a rule: imported transactions that contain the text get the category
    Rule { text: String, category: String },
    /// Add a goal
    Goal {
        name: String,
        #[arg(value_parser = amount)]
        target: Decimal,
        #[arg(long, value_parser = currency)]
        currency: Option<Currency>,
        #[arg(long)]
        due: Option<NaiveDate>,
        /// The day on which saving begins; today by default
        #[arg(long)]
        from: Option<NaiveDate>,
        /// An amount on the way, such as `halfway=500`
        #[arg(long = "milestone", value_name = "NAME=AMOUNT", value_parser = named_amount)]
        milestones: Vec<(String, Decimal)>,
    },
    /// Add money that was put aside for a goal; negative for what was taken out
    Contribution {
        goal: String,
        #[arg(allow_hyphen_values = true, value_parser = amount)]
        amount: Decimal,
        #[arg(long)]
        on: Option<NaiveDate>,
    },
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        match self.what {
            What::Account { name, kind, currency, opening } => {
                let create = AccountCreate { name, kind, opening: Money::new(opening, currency)? };
                let row = Account::repository().create(&app.db, create).await?;
                app.say(&row, format!("added the account {}", row.name))
            }
            What::Transaction { account, amount, payee, purpose, category, on } => {
                let account = app.account(&account).await?;
                let amount = Money::new(amount, account.opening.currency())?;
                let create = TransactionCreate::new(account.id, on.unwrap_or(app.today), amount);
                let category = category.unwrap_or(create.category);
                let create = TransactionCreate { payee, purpose, category, ..create };
                let row = Transaction::repository().create(&app.db, create).await?;
                app.say(&row, format!("added {} on {}, {}", row.amount, row.booked_on, row.id))
            }
            What::Rule { text, category } => {
                let row = Rule::repository().create(&app.db, RuleCreate { pattern: text, category }).await?;
                app.say(
                    &row,
                    format!("transactions with `{}` are in {} from now on", row.pattern, row.category),
                )
            }
            What::Goal { name, target, currency, due, from, milestones } => {
                let target = Money::new(target, app.currency(currency).await?)?;
                let milestones =
                    milestones.into_iter().map(|(name, amount)| Milestone::new(amount, name)).collect();
                let milestones = Milestones::new(milestones, target.amount())?.into_vec();
                let create = GoalCreate {
                    due,
                    milestones,
                    ..GoalCreate::new(name, target, from.unwrap_or(app.today))
                };
                let row = Goal::repository().create(&app.db, create).await?;
                app.say(&row, format!("added the goal {}: {}", row.name, row.target))
            }
            What::Contribution { goal, amount, on } => {
                contribute(app, &goal, amount, on.unwrap_or(app.today)).await
            }
        }
    }
}

/// Adds a contribution, and marks the milestones and the goal that it reaches, in one transaction. The goal is locked, so that
/// two contributions at once are added up.
async fn contribute(app: &App, name: &str, amount: Decimal, day: NaiveDate) -> Result<()> {
    let id = app.goal(name).await?.id;
    let mut tx = app.db.begin().await?;
    let goal = Goal::repository().get_for_update(&mut tx, id).await?;
    if !matches!(goal.status, GoalStatus::Active | GoalStatus::Achieved) {
        bail!("the goal {} is {}: make it active first", goal.name, goal.status);
    }
    let saved: Decimal = contributions(&mut tx, goal.id).await?.iter().map(|earlier| earlier.amount).sum();
    let saved = saved + amount;
    let mut milestones = Milestones::new(goal.milestones, goal.target.amount())?;
    let reached: Vec<String> = milestones.reach(saved, day).into_iter().map(str::to_owned).collect();
    let status = match saved >= goal.target.amount() {
        true => goal.status.change(GoalStatus::Achieved)?,
        false => goal.status.change(GoalStatus::Active)?,
    };
    let create =
        ContributionCreate { goal_id: goal.id, day, amount: Money::new(amount, goal.target.currency())? };
    let update =
        GoalUpdate { milestones: Some(milestones.into_vec()), status: Some(status), ..GoalUpdate::default() };
    let row = Contribution::repository().create(&mut tx, create).await?;
    Goal::repository().update(&mut tx, goal.id, update).await?;
    tx.commit().await?;
    let reached = match reached.is_empty() {
        true => String::new(),
        false => format!("; reached: {}", reached.join(", ")),
    };
    app.say(
        &row,
        format!("{} is {status} with {}{reached}", goal.name, Money::new(saved, goal.target.currency())?),
    )
}
