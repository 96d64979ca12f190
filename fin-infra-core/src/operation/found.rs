//! The rows that a call reads, with their types.

use crate::column::Medium;
use crate::error::Result;
use crate::resource::{Resource, StoredIn, decode};
use crate::stored::{AnyRow, RowSink};

/// At most one row.
pub(crate) struct One<R: Resource>(pub(super) Option<R::Read>);

impl<R: Resource> Default for One<R> {
    fn default() -> Self {
        Self(None)
    }
}

impl<R: StoredIn<M>, M: Medium> RowSink<M> for One<R> {
    fn start(&mut self, _expected: usize) {
        self.0 = None;
    }

    fn push(&mut self, row: &M::Row) -> Result<()> {
        self.0 = Some(decode::<R, M>(row)?);
        Ok(())
    }

    fn truncate(&mut self, rows: usize) {
        self.0.take_if(|_| rows == 0);
    }

    fn len(&self) -> usize {
        usize::from(self.0.is_some())
    }

    fn row(&self, index: usize) -> Option<&dyn AnyRow> {
        self.0.as_ref().filter(|_| index == 0).map(|row| row as &dyn AnyRow)
    }
}

/// Any number of rows.
pub(crate) struct Many<R: Resource>(pub(super) Vec<R::Read>);

impl<R: Resource> Default for Many<R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<R: StoredIn<M>, M: Medium> RowSink<M> for Many<R> {
    fn start(&mut self, expected: usize) {
        self.0.clear();
        self.0.reserve_exact(expected);
    }

    fn push(&mut self, row: &M::Row) -> Result<()> {
        self.0.push(decode::<R, M>(row)?);
        Ok(())
    }

    fn truncate(&mut self, rows: usize) {
        self.0.truncate(rows);
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn row(&self, index: usize) -> Option<&dyn AnyRow> {
        self.0.get(index).map(|row| row as &dyn AnyRow)
    }
}
