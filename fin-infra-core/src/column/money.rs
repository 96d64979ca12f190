//! Money in the columns of its amount and its currency.

use rust_decimal::Decimal;

use super::{Column, Medium};
use crate::currency::Currency;
use crate::error::Result;
use crate::money::{Money, MoneyField, other_than};
use crate::table::CurrencyOf;

impl<M: Medium> Column<M, Decimal> {
    /// Reads a required value. The row has all columns in table order.
    #[inline]
    pub fn money(&self, row: &M::Row, index: usize) -> Result<Money> {
        self.money_optional(row, index)?.ok_or_else(|| self.unreadable("it is null".into()))
    }

    /// Reads a nullable value. The row has all columns in table order.
    pub fn money_optional(&self, row: &M::Row, index: usize) -> Result<Option<Money>> {
        let amount = self.get_optional(row, index)?;
        match (amount, self.currency_of(row)?) {
            (None, _) => Ok(None),
            (Some(_), None) => Err(self.unreadable("the amount has no currency".into())),
            (Some(amount), Some(currency)) => {
                Money::new(amount, currency).map(Some).map_err(|error| self.unreadable(error.into()))
            }
        }
    }

    fn currency_of(&self, row: &M::Row) -> Result<Option<Currency>> {
        match self.description().currency {
            Some(CurrencyOf::Column(ordinal)) => M::own(row, ordinal).map_err(|error| self.unreadable(error)),
            Some(CurrencyOf::Fixed(currency)) => Ok(Some(currency)),
            None => Ok(None),
        }
    }

    /// Brings the amount of a field into the form in which it will be read back, or rejects it.
    pub(crate) fn normalize_money(&self, field: &mut impl MoneyField) -> Result<()> {
        let Some(money) = field.money_mut() else { return Ok(()) };
        self.check_currency(money.currency)?;
        self.normalize(&mut money.amount)
    }

    /// Rejects any currency but the only one of the column, if there is one.
    pub(crate) fn check_currency(&self, currency: Currency) -> Result<()> {
        match self.description().currency {
            Some(CurrencyOf::Fixed(fixed)) if fixed != currency => Err(self.invalid(other_than(fixed))),
            _ => Ok(()),
        }
    }
}
