//! The amounts that an adjustment adds to columns.

use crate::error::{Error, Result};
use crate::table::Table;
use crate::value::{Addend, Number, Scalar};

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
}

impl Adjustments {
    pub(crate) fn new(table: &'static Table) -> Self {
        Self { table, list: Vec::new(), refused: None }
    }

    /// Adds an amount, if there is one, to the column at an ordinal.
    pub fn add<T: Number>(&mut self, ordinal: usize, amount: Option<T::Amount>) {
        let Some(amount) = amount else { return };
        let column = &self.table.columns[ordinal];
        match T::addend(amount, &column.limits) {
            Ok(addend) => self.list.push(Adjustment { ordinal, addend }),
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

/// Returns an error for the columns in which a sum would be out of range.
pub(crate) fn check_range(
    table: &'static Table,
    adjustments: &[Adjustment],
    value: impl Fn(usize) -> Scalar,
) -> Result<()> {
    let outside = adjustments.iter().filter(|adjustment| !adjustment.addend.fits(&value(adjustment.ordinal)));
    let errors = outside.map(|Adjustment { ordinal, addend }| {
        let column = &table.columns[*ordinal];
        Error::invalid(column.field, (addend.outside)(&column.limits))
    });
    errors.reduce(Error::and).map_or(Ok(()), Err)
}
