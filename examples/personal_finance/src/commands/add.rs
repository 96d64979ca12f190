//! `add`.

use anyhow::{Result, bail};
use chrono::NaiveDate;
use clap::Subcommand;
use fin_infra::prelude::*;
use fin_infra_domains::goals::{GoalStatus, Milestone, Milestones};

use super::{App, amount, currency, day, named_amount};
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
        /// The name, which no other account has
        name: String,
        /// The kind of account
        #[arg(long, value_enum, default_value = "checking")]
        kind: AccountKind,
        /// The code of the currency, such as EUR
        #[arg(long, value_name = "CODE", value_parser = currency)]
        currency: Currency,
        /// The balance before the first transaction; negative for what is owed
        #[arg(long, value_name = "AMOUNT", default_value = "0", allow_hyphen_values = true, value_parser = amount)]
        opening: Decimal,
    },
    /// Add a transaction
    Transaction {
        /// The name of the account
        account: String,
        /// The amount in the currency of the account; negative for what was paid, as in -12.50
        #[arg(allow_hyphen_values = true, value_parser = amount)]
        amount: Decimal,
        /// Who was paid, or who paid
        #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
        payee: String,
        /// What for
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        purpose: String,
        /// The category; Uncategorized by default
        #[arg(long, value_name = "NAME")]
        category: Option<String>,
        /// The day of the booking; today by default
        #[arg(long, value_name = "DAY", value_parser = day)]
        on: Option<NaiveDate>,
    },
    /// Add a rule: imported transactions that contain the text get the category
    Rule {
        /// A text in the payee or the purpose, in any case
        text: String,
        /// The category
        category: String,
    },
    /// Add a goal
    Goal {
        /// The name, which no other goal has
        name: String,
        /// The amount to save
        #[arg(allow_hyphen_values = true, value_parser = amount)]
        target: Decimal,
        /// The currency; that of the accounts by default
        #[arg(long, value_name = "CODE", value_parser = currency)]
        currency: Option<Currency>,
        /// The day on which the target should be reached
        #[arg(long, value_name = "DAY", value_parser = day)]
        due: Option<NaiveDate>,
        /// The day on which saving begins; today by default
        #[arg(long, value_name = "DAY", value_parser = day)]
        from: Option<NaiveDate>,
        /// An amount on the way, such as `halfway=500`; for several, repeat the option
        #[arg(long = "milestone", value_name = "NAME=AMOUNT", value_parser = named_amount)]
        milestones: Vec<(String, Decimal)>,
    },
    /// Add money that was put aside for a goal; negative for what was taken out
    Contribution {
        /// The name of the goal
        goal: String,
        /// The amount in the currency of the goal
        #[arg(allow_hyphen_values = true, value_parser = amount)]
        amount: Decimal,
        /// The day; today by default
        #[arg(long, value_name = "DAY", value_parser = day)]
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
                    format!(
                        "imported transactions that contain `{}` get the category {}",
                        row.pattern, row.category
                    ),
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
    match goal.status {
        GoalStatus::Active | GoalStatus::Achieved => {}
        GoalStatus::Paused => bail!("the goal {0} is paused: run `goal '{0}' active` first", goal.name),
        GoalStatus::Abandoned => bail!("the goal {} is abandoned: add a new goal", goal.name),
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
