//! The rows of a page, and where the next page begins.

use std::any::Any;

use crate::column::Medium;
use crate::error::Result;
use crate::predicate::Order;
use crate::query::Position;
use crate::row::Columns;
use crate::stored::{AnyRow, RowSink, StoredTable};

/// Passes on the rows of a page, and remembers the position of its last row. The row after it only shows that there are more.
pub(super) struct PageRows<'a, M: Medium> {
    found: &'a mut dyn RowSink<M>,
    stored: &'static StoredTable<M>,
    order: &'a Order,
    columns: Option<&'a Columns>,
    size: usize,
    last: Option<Position>,
    has_more: bool,
}

impl<'a, M: Medium> PageRows<'a, M> {
    pub(super) fn new(
        found: &'a mut dyn RowSink<M>,
        stored: &'static StoredTable<M>,
        (order, columns): (&'a Order, Option<&'a Columns>),
        size: usize,
    ) -> Self {
        Self { found, stored, order, columns, size, last: None, has_more: false }
    }

    /// Returns the position of the last row, if there are rows after it.
    pub(super) fn last_of_more(self) -> Option<Position> {
        self.last.filter(|_| self.has_more)
    }

    /// The index of a column, which the statement has because the order has it.
    fn index(&self, ordinal: usize) -> usize {
        self.columns.and_then(|columns| columns.index(ordinal)).unwrap_or(ordinal)
    }

    fn position(&self, row: &M::Row) -> Result<Position> {
        let key = |ordinal: usize| {
            let column = self.stored.columns[ordinal];
            let value = column.get(row, self.index(ordinal))?;
            Ok(column.scalar(value.as_deref().map(|value| value as &dyn Any)))
        };
        Ok(Position { keys: self.order.keys.iter().map(|sort| key(sort.ordinal)).collect::<Result<_>>()? })
    }
}

impl<M: Medium> RowSink<M> for PageRows<'_, M> {
    fn start(&mut self, expected: usize) {
        self.found.start(expected);
    }

    fn push(&mut self, row: &M::Row) -> Result<()> {
        if self.found.len() == self.size {
            self.has_more = true;
            return Ok(());
        }
        self.found.push(row)?;
        if self.found.len() == self.size {
            let id = self.index(self.stored.table.id);
            let last = self.position(row);
            self.last = Some(last.map_err(|error| error.with_row_id(self.stored.id_text(row, id)))?);
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.found.len()
    }

    fn row(&self, index: usize) -> Option<&dyn AnyRow> {
        self.found.row(index)
    }
}
