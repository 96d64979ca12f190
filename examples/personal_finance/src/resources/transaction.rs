//! What goes into an account and out of it, and how it got here.

use chrono::NaiveDate;
use fin_infra::prelude::*;

use super::{Account, tidy};

/// The category of a transaction that no rule matches.
pub const UNCATEGORIZED: &str = "Uncategorized";

/// The category of money that moves between a person's own accounts. It is neither income nor spending.
pub const TRANSFER: &str = "Transfer";

/// An amount that was paid or received.
#[derive(FinResource, Debug, Clone)]
#[fin(soft_delete, search("payee", "purpose"), prepare = tidy_transaction, validate = check_amount)]
pub struct Transaction {
    /// The account.
    #[fin(belongs_to = "Account", readonly, group)]
    pub account_id: Uuid,
    /// The day on which the bank booked it.
    #[fin(filter, order, min, max, group(month))]
    pub booked_on: NaiveDate,
    /// The amount, in the currency of the account. It is negative if money was paid, and never zero.
    #[fin(filter, order, sum)]
    pub amount: Money,
    /// Who was paid, or who paid.
    #[fin(default, length(max = 140))]
    pub payee: String,
    /// What for.
    #[fin(default, length(max = 1_000))]
    pub purpose: String,
    /// The category, by which reports and budgets add up.
    #[fin(filter, group, length(max = 64), default = UNCATEGORIZED.to_owned())]
    pub category: String,
    /// The identity of an imported line: equal lines of one account have the same one.
    #[fin(filter, internal)]
    pub fingerprint: Option<Uuid>,
    /// The latest import that contained the line.
    #[fin(belongs_to = "Import", internal)]
    pub import_id: Option<Uuid>,
}

fn tidy_transaction(input: Input<'_, Transaction>) -> Result<(), Error> {
    match input {
        Input::Create(create) => tidy("category", &mut create.category),
        Input::Update(update) => update.category.as_mut().map_or(Ok(()), |text| tidy("category", text)),
    }
}

fn check_amount(input: Input<'_, Transaction>) -> Result<(), Error> {
    let amount = match input {
        Input::Create(create) => Some(create.amount),
        Input::Update(update) => update.amount,
    };
    match amount.is_some_and(|amount| amount.amount().is_zero()) {
        true => Err(Error::invalid("amount", "must not be zero")),
        false => Ok(()),
    }
}

/// A bank's file that was imported.
#[derive(FinResource, Debug, Clone)]
pub struct Import {
    /// The account.
    #[fin(belongs_to = "Account", readonly)]
    pub account_id: Uuid,
    /// The name of the file.
    #[fin(readonly, length(max = 255))]
    pub file: String,
    /// How many lines became transactions.
    #[fin(default)]
    pub added: i64,
    /// How many lines were there already.
    #[fin(default)]
    pub known: i64,
    /// How many lines were skipped, because they are pending, for example.
    #[fin(default)]
    pub skipped: i64,
    /// How many lines were refused.
    #[fin(default)]
    pub refused: i64,
}

/// The category of imported transactions whose payee or purpose contains a text.
#[derive(FinResource, Debug, Clone)]
#[fin(unique_ci("pattern"), prepare = tidy_rule)]
pub struct Rule {
    /// The text, in any case. If several rules match, the one with the longest text decides.
    #[fin(length(max = 140))]
    pub pattern: String,
    /// The category.
    #[fin(length(max = 64))]
    pub category: String,
}

/// An empty text would occur in every transaction.
fn tidy_rule(input: Input<'_, Rule>) -> Result<(), Error> {
    let [pattern, category] = match input {
        Input::Create(create) => [Some(&mut create.pattern), Some(&mut create.category)],
        Input::Update(update) => [update.pattern.as_mut(), update.category.as_mut()],
    };
    pattern.map_or(Ok(()), |text| tidy("pattern", text))?;
    category.map_or(Ok(()), |text| tidy("category", text))
}
