//! The groups that an aggregate reads.

use std::marker::PhantomData;

use crate::column::Medium;
use crate::error::Result;
use crate::query::{AggregateRow, Output, RowValues};
use crate::resource::StoredIn;
use crate::stored::{AnyRow, RowSink};

/// The groups that are read, with the types of their values.
pub(super) struct Groups<R, Row> {
    outputs: Vec<Output>,
    pub(super) rows: Vec<Row>,
    resource: PhantomData<fn() -> R>,
}

impl<R, Row> Groups<R, Row> {
    pub(super) fn of(outputs: Vec<Output>) -> Self {
        Self { outputs, rows: Vec::new(), resource: PhantomData }
    }
}

impl<R: StoredIn<M>, M: Medium, Row: AggregateRow> RowSink<M> for Groups<R, Row> {
    fn start(&mut self, _expected: usize) {
        self.rows.clear();
    }

    fn push(&mut self, row: &M::Row) -> Result<()> {
        let mut values = RowValues::<M> { stored: R::STORED, row, next: 0 };
        let values = self.outputs.iter().map(|output| output.read(&mut values)).collect::<Result<_>>()?;
        self.rows.push(Row::from_values(values)?);
        Ok(())
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    /// A group is no row.
    fn row(&self, _index: usize) -> Option<&dyn AnyRow> {
        None
    }
}
