//! The values of a field of the type [`Money`], for generated code.

use std::any::Any;

use super::Money;
use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::stub::stub;

/// The type of a field: [`Money`], or an `Option` of it.
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

/// Compiles only for [`Money`].
pub const fn check_is_money<T: SpelledMoney>() {}

/// A type that is spelled `Money` in a resource.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `fin_infra::Money`",
    label = "a field of a type that is spelled `Money` is an amount with its currency",
    note = "give a type of your own another name, such as `Amount`"
)]
pub trait SpelledMoney {}

impl SpelledMoney for Money {}

/// The value itself, whose type has two names.
pub fn same<A: 'static, B: 'static>(value: A) -> B {
    let mut value = Some(value);
    let same = (&mut value as &mut dyn Any).downcast_mut::<Option<B>>().and_then(Option::take);
    same.unwrap_or_else(stub)
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
