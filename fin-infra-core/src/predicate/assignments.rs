//! The columns of a partial update.

use rust_decimal::Decimal;

use crate::column::{Column, Medium};
use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::money::MoneyField;

/// The changes of an update, in table order.
pub struct Assignments<M: Medium> {
    pub(crate) list: Vec<Assignment>,
    pub(crate) arguments: M::Arguments,
    refused: Option<Error>,
    /// The only column to be included, or `None` for all of them.
    only: Option<usize>,
}

/// One assignment.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Assignment {
    /// To the column at an ordinal.
    Column(usize),
    /// To the folded copy of the column at an ordinal.
    Folded(usize),
}

impl<M: Medium> Assignments<M> {
    pub(crate) fn new() -> Self {
        Self { list: Vec::new(), arguments: M::Arguments::default(), refused: None, only: None }
    }

    /// Takes only the value of one column, if it has one that is not null, and appends it to other arguments.
    pub(crate) fn of_one(ordinal: usize, arguments: M::Arguments) -> Self {
        Self { list: Vec::new(), arguments, refused: None, only: Some(ordinal) }
    }

    /// Returns an error if any value is invalid. The error lists all of them.
    pub(crate) fn check(&mut self) -> Result<()> {
        self.refused.take().map_or(Ok(()), Err)
    }

    /// Returns `true` if a value was normalized. Otherwise, the error is kept until all values have been visited.
    fn is_normalized(&mut self, normalized: Result<()>) -> bool {
        match normalized {
            Ok(()) => true,
            Err(error) => {
                self.refused = Some(match self.refused.take() {
                    Some(first) => first.and(error),
                    None => error,
                });
                false
            }
        }
    }

    /// Assigns a required column if there is a value.
    pub fn set<T>(&mut self, column: &Column<M, T>, value: &mut Option<T>) -> Result<()> {
        let Some(value) = value else { return Ok(()) };
        if self.is_normalized(column.normalize(value)) { self.add(column, Some(value)) } else { Ok(()) }
    }

    /// Assigns a nullable column if there is a value or a null.
    pub fn set_optional<T>(&mut self, column: &Column<M, T>, value: &mut Option<Option<T>>) -> Result<()> {
        let Some(value) = value else { return Ok(()) };
        if self.is_normalized(column.normalize_optional(value)) {
            self.add(column, value.as_ref())
        } else {
            Ok(())
        }
    }

    /// Assigns the amount of a field, and the currency unless it is fixed, if there is a value.
    pub fn set_money(
        &mut self,
        amount: &Column<M, Decimal>,
        currency: Option<&Column<M, Currency>>,
        field: &mut Option<impl MoneyField>,
    ) -> Result<()> {
        let Some(field) = field else { return Ok(()) };
        if !self.is_normalized(amount.normalize_money(field)) {
            return Ok(());
        }
        self.add(amount, field.money().map(|money| &money.amount))?;
        currency.map_or(Ok(()), |currency| self.add(currency, field.money().map(|money| &money.currency)))
    }

    fn add<T>(&mut self, column: &Column<M, T>, value: Option<&T>) -> Result<()> {
        if self.only.is_some_and(|ordinal| ordinal != column.ordinal() || value.is_none()) {
            return Ok(());
        }
        self.list.push(Assignment::Column(column.ordinal()));
        column.add_optional(value, &mut self.arguments)?;
        // A single value is compared with ids, which have no folded copies.
        if column.description().folded.is_some() && self.only.is_none() {
            self.list.push(Assignment::Folded(column.ordinal()));
            column.add_folded(value, &mut self.arguments)?;
        }
        Ok(())
    }
}
