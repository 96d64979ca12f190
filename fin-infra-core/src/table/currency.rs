//! The currency of amounts.

use crate::currency::Currency;

/// Where the currency of the amounts in a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrencyOf {
    /// In each row: in the column at this ordinal.
    Column(usize),
    /// In no row, because all amounts are in this currency.
    Fixed(Currency),
}

impl super::Column {
    /// The ordinal of the column with the currency of the amounts in this one, if rows may have different ones.
    pub(crate) const fn currency_column(&self) -> Option<usize> {
        match self.currency {
            Some(CurrencyOf::Column(ordinal)) => Some(ordinal),
            _ => None,
        }
    }
}
