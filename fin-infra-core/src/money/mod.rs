//! Amounts with their currency.

mod field;
mod literal;

use std::fmt;
use std::ops::Neg;

pub use iso_currency::Currency;
use rust_decimal::Decimal;

pub(crate) use self::field::other_than;
pub use self::field::{
    MoneyField, SpelledMoney, amount, amount_mut, check_currency, check_is_money, currency, currency_mut,
    same,
};
pub use self::literal::money;
use crate::error::{Error, Result};

/// An amount of money in a currency of ISO 4217.
///
/// A field of this type is two columns: `price` is `price`, the amount, and `price_currency`, the code of the currency. With
/// `#[fin(fixed = "EUR")]` it is the column of the amount alone.
///
/// An amount has as many decimal places as its currency, the exponent of ISO 4217: 2 for the euro, none for the yen, 3 for
/// the Kuwaiti dinar. One with more digits is an error, and so is adding amounts in different currencies.
///
/// In JSON it is `{"amount": "10.00", "currency": "EUR"}`.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(tenant, filter("price"), check(price > 0))]
/// pub struct Invoice {
///     pub customer: String,
///     pub price: Money,
/// }
///
/// # fn main() -> Result<(), Error> {
/// let price = Money::new(dec!(10), Currency::EUR)?;
/// assert_eq!(price.to_string(), "10.00 EUR");
/// assert_eq!(price.try_add(money!(0.50 EUR))?, money!(10.50 EUR));
/// assert!(price.try_add(money!(1 USD)).is_err());
/// assert!(Money::new(dec!(0.005), Currency::EUR).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Equal to an amount with as many decimal places as the currency. It has those of its column after it was stored.
    pub(crate) amount: Decimal,
    pub(crate) currency: Currency,
}

impl Money {
    /// An amount in a currency.
    ///
    /// # Errors
    ///
    /// If the amount has more decimal places than the currency.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self> {
        match in_places(amount, currency) {
            Some(amount) => Ok(Self { amount, currency }),
            None => Err(Error::invalid("amount", too_many_places(currency))),
        }
    }

    /// Nothing, in a currency.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self { amount: Decimal::ZERO, currency }
    }

    /// The amount, with the decimal places of the currency.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        in_places(self.amount, self.currency).unwrap_or(self.amount)
    }

    /// The currency.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Whether the amount is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.amount.is_zero()
    }

    /// Whether the amount is less than zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.amount < Decimal::ZERO
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    ///
    /// If their currencies differ, or the sum has more digits than a [`Decimal`] can hold.
    pub fn try_add(self, other: Self) -> Result<Self> {
        self.with(other, Decimal::checked_add)
    }

    /// The difference of two amounts.
    ///
    /// # Errors
    ///
    /// If their currencies differ, or the difference has more digits than a [`Decimal`] can hold.
    pub fn try_sub(self, other: Self) -> Result<Self> {
        self.with(other, Decimal::checked_sub)
    }

    fn with(self, other: Self, compute: fn(Decimal, Decimal) -> Option<Decimal>) -> Result<Self> {
        if self.currency != other.currency {
            return Err(Error::invalid("currency", mixed(self.currency, other.currency)));
        }
        match compute(self.amount(), other.amount()) {
            Some(amount) => Ok(Self { amount, currency: self.currency }),
            None => Err(Error::invalid("amount", "has more digits than a decimal can hold")),
        }
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self { amount: -self.amount, currency: self.currency }
    }
}

/// Amounts in different currencies have no order.
impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        (self.currency == other.currency).then(|| self.amount.cmp(&other.amount))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency.code())
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Money({self})")
    }
}

/// The decimal places of the amounts in a currency: its exponent in ISO 4217. None for what has no minor unit, such as gold:
/// its amounts have as many as their column.
fn decimal_places(currency: Currency) -> Option<u32> {
    currency.exponent().map(u32::from)
}

/// An amount with the decimal places of a currency, unless it has more digits.
fn in_places(mut amount: Decimal, currency: Currency) -> Option<Decimal> {
    let Some(places) = decimal_places(currency) else { return Some(amount.normalize()) };
    if amount.scale() > places {
        amount = amount.normalize();
    }
    if amount.scale() > places {
        return None;
    }
    amount.rescale(places);
    (amount.scale() == places).then_some(amount)
}

/// Why an amount is rejected.
pub(crate) fn too_many_places(currency: Currency) -> String {
    let places = decimal_places(currency).unwrap_or_default();
    match places {
        0 => format!("must have no decimal places in {}", currency.code()),
        _ => format!("must have at most {places} decimal places in {}", currency.code()),
    }
}

/// Why two amounts are not computed with or compared.
pub(crate) fn mixed(one: Currency, other: Currency) -> String {
    format!("{} and {} cannot be mixed", one.code(), other.code())
}
