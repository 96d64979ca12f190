//! Amounts with their currency.

mod columns;
mod field;
mod literal;
#[cfg(feature = "openapi")]
mod schema;

use std::borrow::Cow;
use std::fmt;
use std::ops::Neg;

use rust_decimal::{Decimal, RoundingStrategy};

pub use self::columns::OneColumn;
pub(crate) use self::field::other_than;
pub use self::field::{
    MoneyField, SpelledMoney, amount, amount_mut, check_currency, check_is_money, currency, currency_mut,
    same,
};
pub use self::literal::money;
use crate::currency::Currency;
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
    /// If the amount has more decimal places than the currency, or with these more digits than a [`Decimal`] can hold.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self> {
        in_places(amount, currency)
            .map(|amount| Self { amount, currency })
            .map_err(|reason| Error::invalid("amount", reason))
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

    /// The amount in another currency: `rate` units of it are one unit of this currency. The result is rounded half to even to
    /// the decimal places of the other currency. A currency without decimal places of its own, such as gold, is not rounded.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    ///
    /// # fn main() -> Result<(), Error> {
    /// let price = money!(19.99 EUR);
    /// assert_eq!(price.convert(dec!(1.0837), Currency::USD)?, money!(21.66 USD));
    /// assert_eq!(price.convert(dec!(163.21), Currency::JPY)?, money!(3263 JPY));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If the rate is not above zero, or the exact result has more digits than a [`Decimal`] can hold.
    pub fn convert(self, rate: Decimal, currency: Currency) -> Result<Self> {
        if rate <= Decimal::ZERO {
            return Err(Error::invalid("rate", "must be above zero"));
        }
        if self.is_zero() {
            return Ok(Self::zero(currency));
        }
        let (amount, rate) = (self.amount().normalize(), rate.normalize());
        // A product with fewer decimal places was rounded.
        let exact = amount.checked_mul(rate).filter(|exact| exact.scale() == amount.scale() + rate.scale());
        let exact = exact.ok_or_else(|| Error::invalid("amount", TOO_MANY_DIGITS))?;
        let places = currency.decimal_places().unwrap_or(exact.scale());
        Self::new(exact.round_dp_with_strategy(places, RoundingStrategy::MidpointNearestEven), currency)
    }

    fn with(self, other: Self, compute: fn(Decimal, Decimal) -> Option<Decimal>) -> Result<Self> {
        if self.currency != other.currency {
            return Err(Error::invalid("currency", mixed(self.currency, other.currency)));
        }
        let (one, other) = (self.amount(), other.amount());
        // A result with fewer decimal places was rounded.
        match compute(one, other).filter(|amount| amount.scale() == one.scale().max(other.scale())) {
            Some(amount) => Self::new(amount, self.currency),
            None => Err(Error::invalid("amount", TOO_MANY_DIGITS)),
        }
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        // Zero has no sign.
        let amount = if self.is_zero() { self.amount } else { -self.amount };
        Self { amount, currency: self.currency }
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

/// An amount with the decimal places of a currency, or the reason why it has none.
fn in_places(mut amount: Decimal, currency: Currency) -> Result<Decimal, Cow<'static, str>> {
    if amount.is_zero() {
        amount = Decimal::ZERO;
    }
    let Some(places) = currency.decimal_places() else { return Ok(amount.normalize()) };
    if amount.scale() > places {
        amount = amount.normalize();
    }
    if amount.scale() > places {
        return Err(too_many_places(currency).into());
    }
    amount.rescale(places);
    if amount.scale() == places { Ok(amount) } else { Err(TOO_MANY_DIGITS.into()) }
}

/// Why an amount is rejected that only fits without the decimal places of its currency.
const TOO_MANY_DIGITS: &str = "has more digits than a decimal can hold";

/// Why an amount is rejected.
fn too_many_places(currency: Currency) -> String {
    let places = currency.decimal_places().unwrap_or_default();
    match places {
        0 => format!("must have no decimal places in {}", currency.code()),
        _ => format!("must have at most {places} decimal places in {}", currency.code()),
    }
}

/// Why two amounts are not computed with or compared.
pub(crate) fn mixed(one: Currency, other: Currency) -> String {
    format!("{} and {} cannot be mixed", one.code(), other.code())
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::Money;
    use crate::currency::Currency;
    use crate::{dec, money};

    #[test]
    fn an_amount_is_converted_and_rounded_once() {
        let convert =
            |amount: Money, rate, currency| amount.convert(rate, currency).map_err(|error| error.to_string());
        assert_eq!(convert(money!(0 EUR), dec!(1.0837), Currency::USD), Ok(money!(0 USD)));
        assert_eq!(convert(money!(-250 USD), dec!(0.9213), Currency::EUR), Ok(money!(-230.32 EUR)));
        assert_eq!(convert(money!(1 EUR), dec!(0.0000001), Currency::JPY), Ok(money!(0 JPY)));
        assert_eq!(
            convert(money!(1 EUR), dec!(0), Currency::USD),
            Err("rate: must be above zero".to_owned())
        );
        assert_eq!(
            convert(money!(1 EUR), dec!(-1), Currency::USD),
            Err("rate: must be above zero".to_owned())
        );
        let large = Money::new(dec!(99999999999999999999.99), Currency::EUR).unwrap();
        let too_many = "amount: has more digits than a decimal can hold".to_owned();
        assert_eq!(convert(large, dec!(1.123456789), Currency::USD), Err(too_many));
    }

    #[test]
    fn a_sum_is_exact_or_an_error() {
        let most = Money::new(dec!(792281625142643375935439503.35), Currency::EUR).unwrap();
        let cent = money!(0.01 EUR);
        assert_eq!(most.try_sub(cent).unwrap().to_string(), "792281625142643375935439503.34 EUR");
        for sum in [most.try_add(cent), most.try_add(most), (-most).try_sub(cent)] {
            assert_eq!(sum.unwrap_err().reason(), "has more digits than a decimal can hold");
        }
        assert_eq!(cent.try_add(money!(1 USD)).unwrap_err().reason(), "EUR and USD cannot be mixed");
        assert_eq!(money!(0.5 XAU).try_add(money!(0.25 XAU)).unwrap(), money!(0.75 XAU));
    }

    #[test]
    fn an_amount_is_rejected_for_the_reason_that_it_has() {
        let reason = |amount, currency| Money::new(amount, currency).unwrap_err().reason().to_owned();
        assert_eq!(reason(dec!(0.005), Currency::EUR), "must have at most 2 decimal places in EUR");
        assert_eq!(reason(dec!(0.5), Currency::JPY), "must have no decimal places in JPY");
        assert_eq!(reason(Decimal::MAX, Currency::EUR), "has more digits than a decimal can hold");
    }

    #[test]
    fn zero_has_no_sign() {
        for zero in [-money!(0 EUR), -money!(0.00 EUR), Money::new(dec!(-0.00), Currency::EUR).unwrap()] {
            assert_eq!((zero.to_string(), zero.is_negative()), ("0.00 EUR".to_owned(), false));
        }
    }
}
