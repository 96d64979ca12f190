//! Where money is.

use clap::ValueEnum;
use fin_infra::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Transaction, tidy};

/// What an account is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, sqlx::Type, Serialize, Deserialize,
)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub enum AccountKind {
    /// For daily payments.
    Checking,
    /// For what is put aside.
    Savings,
    /// Notes and coins.
    Cash,
    /// Paid back each month.
    CreditCard,
    /// Owed for longer.
    Loan,
    /// Securities.
    Investment,
    /// A home, a car.
    Property,
}

impl AccountKind {
    /// The name, as on the command line and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Savings => "savings",
            Self::Cash => "cash",
            Self::CreditCard => "credit_card",
            Self::Loan => "loan",
            Self::Investment => "investment",
            Self::Property => "property",
        }
    }
}

/// Something that has a balance: the opening balance and the sum of the transactions.
#[derive(FinResource, Debug, Clone)]
#[fin(unique_ci("name"), children("Transaction"), prepare = tidy_account)]
pub struct Account {
    /// The name, unique in any case.
    #[fin(order, filter, length(max = 64))]
    pub name: String,
    /// What it is.
    #[fin(filter, length(max = 16))]
    pub kind: AccountKind,
    /// The balance before the first transaction, negative for what is owed. Its currency is that of the account.
    #[fin(readonly)]
    pub opening: Money,
}

fn tidy_account(input: Input<'_, Account>) -> Result<(), Error> {
    match input {
        Input::Create(create) => tidy("name", &mut create.name),
        Input::Update(update) => update.name.as_mut().map_or(Ok(()), |name| tidy("name", name)),
    }
}
