//! The columns of a partial update.

use crate::column::{Column, Medium};
use crate::error::{Error, Result};

/// What an update changes, in table order.
pub struct Assignments<M: Medium> {
    pub(crate) list: Vec<Assignment>,
    pub(crate) arguments: M::Arguments,
    refused: Option<Error>,
    /// The one column that is looked at, where it is not all of them.
    only: Option<usize>,
}

/// One change.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Assignment {
    /// To the column at a place.
    Column(usize),
    /// To the folded copy of the column at a place.
    Folded(usize),
}

impl<M: Medium> Assignments<M> {
    pub(crate) fn new() -> Self {
        Self { list: Vec::new(), arguments: M::Arguments::default(), refused: None, only: None }
    }

    /// Takes the value of one column alone, behind other arguments, if there is one that is not null.
    pub(crate) fn of_one(ordinal: usize, arguments: M::Arguments) -> Self {
        Self { list: Vec::new(), arguments, refused: None, only: Some(ordinal) }
    }

    /// Refuses the update for each value that cannot be accepted.
    pub(crate) fn check(&mut self) -> Result<()> {
        self.refused.take().map_or(Ok(()), Err)
    }

    /// Whether a value was settled; that it was not is kept until all have been looked at.
    fn is_settled(&mut self, settled: Result<()>) -> bool {
        match settled {
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

    /// Changes a required column if there is a value.
    pub fn set<T>(&mut self, column: &Column<M, T>, value: &mut Option<T>) -> Result<()> {
        let Some(value) = value else { return Ok(()) };
        if self.is_settled(column.settle(value)) { self.add(column, Some(value)) } else { Ok(()) }
    }

    /// Changes a nullable column if there is a value, or a null.
    pub fn set_optional<T>(&mut self, column: &Column<M, T>, value: &mut Option<Option<T>>) -> Result<()> {
        let Some(value) = value else { return Ok(()) };
        if self.is_settled(column.settle_optional(value)) { self.add(column, value.as_ref()) } else { Ok(()) }
    }

    fn add<T>(&mut self, column: &Column<M, T>, value: Option<&T>) -> Result<()> {
        if self.only.is_some_and(|ordinal| ordinal != column.ordinal() || value.is_none()) {
            return Ok(());
        }
        self.list.push(Assignment::Column(column.ordinal()));
        column.add_optional(value, &mut self.arguments)?;
        if column.description().folded.is_some() {
            self.list.push(Assignment::Folded(column.ordinal()));
            column.add_folded(value, &mut self.arguments)?;
        }
        Ok(())
    }
}
