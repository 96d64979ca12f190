//! The amounts that an adjustment adds to columns.

use rust_decimal::Decimal;

use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::money::{Money, mixed, other_than};
use crate::table::{CurrencyOf, Table};
use crate::value::{Addend, Native as _, Number, Scalar};

/// What an adjustment adds to the columns of a row, in table order.
pub struct Adjustments {
    table: &'static Table,
    pub(crate) list: Vec<Adjustment>,
    refused: Option<Error>,
}

/// What is added to one column.
pub(crate) struct Adjustment {
    /// The ordinal of the column.
    pub(crate) ordinal: usize,
    pub(crate) addend: Addend,
    /// The currency that the row must have, and the ordinal of its column.
    pub(crate) currency: Option<(usize, Currency)>,
}

impl Adjustments {
    pub(crate) fn new(table: &'static Table) -> Self {
        Self { table, list: Vec::new(), refused: None }
    }

    /// Adds an amount, if there is one, to the column at an ordinal.
    pub fn add<T: Number>(&mut self, ordinal: usize, amount: Option<T::Amount>) {
        let Some(amount) = amount else { return };
        self.add_in::<T>(ordinal, amount, None);
    }

    /// Adds money, if there is any, to the amount in the column at an ordinal.
    pub fn add_money(&mut self, ordinal: usize, amount: Option<Money>) {
        let Some(Money { amount, currency }) = amount else { return };
        let column = &self.table.columns[ordinal];
        match column.currency {
            Some(CurrencyOf::Fixed(fixed)) if fixed != currency => {
                self.refuse(Error::invalid(column.field, other_than(fixed)));
            }
            _ => self.add_in::<Decimal>(ordinal, amount, column.currency_column().map(|at| (at, currency))),
        }
    }

    fn add_in<T: Number>(&mut self, ordinal: usize, amount: T::Amount, currency: Option<(usize, Currency)>) {
        let column = &self.table.columns[ordinal];
        match T::addend(amount, &column.limits) {
            Ok(addend) => self.list.push(Adjustment { ordinal, addend, currency }),
            Err(invalid) => self.refuse(Error::invalid(column.field, invalid.reason)),
        }
    }

    fn refuse(&mut self, error: Error) {
        self.refused = Some(match self.refused.take() {
            Some(first) => first.and(error),
            None => error,
        });
    }

    /// Returns an error if any amount is invalid. The error lists all of them.
    pub(crate) fn checked(mut self) -> Result<Self> {
        self.refused.take().map_or(Ok(self), Err)
    }
}

/// Returns an error for the columns to which an amount cannot be added: the sum would be out of range, or mix currencies.
pub(crate) fn check_sums(
    table: &'static Table,
    adjustments: &[Adjustment],
    value: impl Fn(usize) -> Scalar,
) -> Result<()> {
    let reason = |Adjustment { ordinal, addend, currency }: &Adjustment| match currency {
        Some((at, currency)) if value(*at) != currency.scalar() => Some(
            Currency::from_scalar(value(*at))
                .map_or_else(|| NO_CURRENCY.to_owned(), |of_row| mixed(of_row, *currency)),
        ),
        _ if !addend.fits(&value(*ordinal)) => Some((addend.outside)(&table.columns[*ordinal].limits)),
        _ => None,
    };
    let errors = adjustments.iter().filter_map(|adjustment| {
        Some(Error::invalid(table.columns[adjustment.ordinal].field, reason(adjustment)?))
    });
    errors.reduce(Error::and).map_or(Ok(()), Err)
}

const NO_CURRENCY: &str = "has an amount without a currency";
