//! The values of a field of the type [`Money`], for generated code.

use std::any::Any;

use super::{Currency, Money};
use crate::error::{Error, Result};

/// The type of a field: [`Money`], or an `Option` of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `fin_infra::Money`",
    label = "a field whose type is spelled `Money` is stored as an amount and its currency",
    note = "give a type of your own another name: `pub use Money as Cash;`"
)]
pub trait MoneyField: Sized + Send + Sync + 'static {
    /// The field with a value that may be null, unless it must not be.
    fn of(money: Option<Money>) -> Option<Self>;
    /// The value, unless it is null.
    fn money(&self) -> Option<&Money>;
    /// The value, unless it is null.
    fn money_mut(&mut self) -> Option<&mut Money>;
}

impl MoneyField for Money {
    fn of(money: Option<Money>) -> Option<Self> {
        money
    }

    fn money(&self) -> Option<&Money> {
        Some(self)
    }

    fn money_mut(&mut self) -> Option<&mut Money> {
        Some(self)
    }
}

impl MoneyField for Option<Money> {
    fn of(money: Option<Money>) -> Option<Self> {
        Some(money)
    }

    fn money(&self) -> Option<&Money> {
        self.as_ref()
    }

    fn money_mut(&mut self) -> Option<&mut Money> {
        self.as_mut()
    }
}

/// The value of the column of the amount.
pub fn amount(field: &impl MoneyField) -> Option<&dyn Any> {
    field.money().map(|money| &money.amount as &dyn Any)
}

/// The value of the column of the amount.
pub fn amount_mut(field: &mut impl MoneyField) -> Option<&mut dyn Any> {
    field.money_mut().map(|money| &mut money.amount as &mut dyn Any)
}

/// The value of the column of the currency.
pub fn currency(field: &impl MoneyField) -> Option<&dyn Any> {
    field.money().map(|money| &money.currency as &dyn Any)
}

/// The value of the column of the currency.
pub fn currency_mut(field: &mut impl MoneyField) -> Option<&mut dyn Any> {
    field.money_mut().map(|money| &mut money.currency as &mut dyn Any)
}

/// Rejects an amount that is not in the only currency of its column.
pub fn check_currency(name: &'static str, field: &impl MoneyField, fixed: Currency) -> Result<()> {
    match field.money() {
        Some(money) if money.currency != fixed => Err(Error::invalid(name, other_than(fixed))),
        _ => Ok(()),
    }
}

/// Why an amount is not in the only currency of its column.
pub(crate) fn other_than(fixed: Currency) -> String {
    format!("must be in {}", fixed.code())
}
