//! Literals of [`Money`].

use rust_decimal::Decimal;

use super::Money;
use crate::currency::Currency;

/// Creates a [`Money`](crate::Money) from a literal, such as `money!(10.50 EUR)`. The amount is a literal of
/// [`dec!`](crate::dec), and the code that of a currency of ISO 4217. Anything else does not compile, nor
/// does an amount with more decimal places than the currency.
///
/// ```
/// use fin_infra::prelude::*;
///
/// assert_eq!(money!(10.50 EUR), Money::new(dec!(10.5), Currency::EUR)?);
/// assert_eq!(money!(-3 USD).to_string(), "-3.00 USD");
/// # Ok::<(), Error>(())
/// ```
///
/// ```compile_fail
/// # use fin_infra::money;
/// let price = money!(10 EURO); // not the code of a currency
/// ```
///
/// ```compile_fail
/// # use fin_infra::money;
/// let price = money!(10.005 EUR); // a third decimal place
/// ```
///
/// ```compile_fail
/// # use fin_infra::money;
/// let price = money!(-0.5 JPY); // a yen has no decimal places
/// ```
#[macro_export]
macro_rules! money {
    (- $amount:literal $currency:ident) => {
        const { $crate::private::money($crate::dec!(-$amount), $crate::Currency::$currency) }
    };
    ($amount:literal $currency:ident) => {
        const { $crate::private::money($crate::dec!($amount), $crate::Currency::$currency) }
    };
    ($($other:tt)*) => {
        ::core::compile_error!("write an amount and the code of its currency: `money!(10.50 EUR)`")
    };
}

/// Creates the value of [`money!`].
///
/// # Panics
///
/// At compile time, if the amount has more decimal places than the currency.
#[must_use]
pub const fn money(amount: Decimal, currency: Currency) -> Money {
    if let Some(places) = currency.decimal_places() {
        assert!(amount.scale() <= places, "the amount has more decimal places than its currency");
    }
    Money { amount, currency }
}
