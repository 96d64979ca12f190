//! The decimal places of amounts.

use fin_infra::Currency;

/// The decimal places of a currency that has no smaller unit, such as gold: those of the columns.
const WITHOUT_UNIT: u32 = 4;

/// The decimal places of amounts in a currency.
pub(crate) fn scale(currency: Currency) -> u32 {
    currency.decimal_places().unwrap_or(WITHOUT_UNIT)
}
