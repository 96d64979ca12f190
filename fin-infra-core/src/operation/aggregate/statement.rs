//! The statement of an aggregate.

use super::request::{OrderedBy, Request};
use super::windows::{Window, select_times};
use crate::backend::Backend;
use crate::error::Result;
use crate::operation::reads;
use crate::operation::select::select;
use crate::sql::Statement;
use crate::stored::StoredTable;
use crate::tenant::ErasedScope;
use crate::value::Offsets;

impl<DB: Backend> Request<'_, DB> {
    /// Writes the statement. A sum is `wide` after it overflowed.
    pub(super) fn statement(
        &self,
        scope: ErasedScope<'_, DB>,
        windows: &[Window],
        offsets: &[Offsets],
        wide: bool,
    ) -> Result<Statement<DB>> {
        let stored = scope.stored;
        let mut statement = Statement::<DB>::new();
        for (index, (measure, offsets)) in self.measures.iter().zip(offsets).enumerate() {
            statement.push(if index == 0 { "SELECT " } else { ", " });
            statement.measure(stored, measure, offsets, wide);
        }
        select_times(&mut statement, stored, windows);
        select(&mut statement, scope, self.selected, &reads(scope)?.rows)?;
        let keys = self.measures.iter().enumerate().filter(|(_, measure)| measure.key().is_some());
        for (number, (index, _)) in keys.enumerate() {
            statement.push(if number == 0 { " GROUP BY " } else { ", " }).push_number(index as u64 + 1);
        }
        for (number, having) in self.having.iter().enumerate() {
            statement.push(if number == 0 { " HAVING " } else { " AND " });
            statement.having(stored, having, wide)?;
        }
        for (number, (by, direction)) in self.order(stored)?.into_iter().enumerate() {
            statement.push(if number == 0 { " ORDER BY " } else { ", " });
            match by {
                OrderedBy::Key(index) => {
                    statement.push_number(index as u64 + 1);
                    statement.directed(direction, self.may_be_null(stored, index));
                }
                OrderedBy::Computed(measure) => statement.order_by_measure(stored, &measure, direction, wide),
            }
        }
        statement.push(" LIMIT ").push_number(self.page.limit());
        if self.page.offset() > 0 {
            statement.push(" OFFSET ").push_number(self.page.offset());
        }
        Ok(statement)
    }

    fn may_be_null(&self, stored: &StoredTable<DB>, index: usize) -> bool {
        self.measures[index].key().is_some_and(|key| stored.table.columns[key.ordinal].nullable)
    }
}
