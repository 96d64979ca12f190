//! Charts, as SVG or PNG.
//!
//! Amounts become whole minor units of their currency, so that nothing is rounded before it is a pixel.

mod allocation;
mod canvas;
mod net_worth;

use anyhow::{Context, Result};
use fin_infra::prelude::*;

pub(crate) use self::allocation::allocation;
pub(crate) use self::canvas::Canvas;
pub(crate) use self::net_worth::net_worth;
use crate::output;

/// The decimal places of the minor unit of a currency. Amounts without one have those of their columns.
fn places(currency: Currency) -> u32 {
    currency.decimal_places().unwrap_or(4)
}

/// An amount in minor units.
fn minor_units(amount: Decimal, currency: Currency) -> Result<i64> {
    let mut units = amount;
    units.rescale(places(currency));
    let units = i64::try_from(units.mantissa()).ok().filter(|_| units == amount);
    units.with_context(|| format!("{amount} is too large for a chart"))
}

/// The label of a number of minor units.
fn label(units: i64, currency: Currency) -> String {
    let amount = Decimal::new(units, places(currency));
    match amount.fract().is_zero() {
        true => amount.trunc().to_string(),
        false => output::amount(amount, currency),
    }
}
