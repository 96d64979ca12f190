//! The statement of an aggregate.

use std::any::Any;

use futures_util::TryStreamExt as _;

use super::request::{OrderedBy, Request, WINDOW, changing, micros, offsets};
use crate::backend::Backend;
use crate::error::Result;
use crate::operation::reads;
use crate::operation::select::select;
use crate::sql::Statement;
use crate::stored::StoredTable;
use crate::tenant::ErasedScope;
use crate::timeout::answered;
use crate::value::{Offsets, Scalar};

impl<DB: Backend> Request<'_, DB> {
    /// Returns the offsets of the time zone of each measure.
    pub(super) async fn offsets(
        &self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<Vec<Offsets>> {
        let mut all = Vec::with_capacity(self.measures.len());
        for measure in &self.measures {
            let window = match changing(measure) {
                // Boxed, since it is rare: otherwise the future of every call would reserve space for it.
                Some(ordinal) => Box::pin(self.window(connection, scope, ordinal)).await?,
                None => WINDOW,
            };
            all.push(offsets(scope.stored, measure, window)?);
        }
        Ok(all)
    }

    /// Returns the first and the last time of the rows, or times that are beyond those.
    async fn window(
        &self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
        ordinal: usize,
    ) -> Result<(i64, i64)> {
        let bounds = self.bounds(ordinal)?;
        let mut window = (bounds.0.unwrap_or(WINDOW.0), bounds.1.unwrap_or(WINDOW.1));
        let first = bounds.0.is_none().then_some(("MIN(", " < ", window.0));
        let last = bounds.1.is_none().then_some(("MAX(", " > ", window.1));
        if first.is_none() && last.is_none() {
            return Ok(window);
        }
        let sides: Vec<_> = first.into_iter().chain(last).collect();
        let (sql, arguments) = self.times_outside(scope, ordinal, &sides)?.finish();
        let rows = answered(DB::fetch(connection, sql, arguments).try_collect::<Vec<_>>());
        let column = scope.stored.columns[ordinal];
        for row in rows.await.map_err(|error| scope.failure(error))? {
            let value = column.get(&row, 0)?;
            if let Some(time) = micros(&column.scalar(value.as_deref().map(|value| value as &dyn Any))) {
                window = (window.0.min(time), window.1.max(time));
            }
        }
        Ok(window)
    }

    /// Writes a query for the first and the last time of the rows on the sides of a window. Each side is a query of its own,
    /// since SQLite reads all rows of the tenant for `a < ? OR a > ?`.
    fn times_outside(
        &self,
        scope: ErasedScope<'_, DB>,
        ordinal: usize,
        sides: &[(&'static str, &'static str, i64)],
    ) -> Result<Statement<DB>> {
        let name = scope.stored.table.columns[ordinal].name;
        let (begin, end) = if sides.len() > 1 { ("SELECT * FROM (", ") AS fin_segment") } else { ("", "") };
        let mut statement = Statement::<DB>::new();
        for (number, (function, operator, bound)) in sides.iter().enumerate() {
            statement.push(if number == 0 { "" } else { " UNION ALL " }).push(begin);
            statement.push("SELECT ").push(function).name(name).push(")");
            select(&mut statement, scope, self.selected, &reads(scope)?.rows)?;
            statement.push(" AND ").name(name).push(operator).placeholder().push(end);
            let bound = Scalar::Int((*bound).into());
            scope.stored.columns[ordinal].add_scalar(bound, &mut statement.arguments)?;
        }
        Ok(statement)
    }

    /// Writes the statement. A sum is `wide` after it overflowed.
    pub(super) fn statement(
        &self,
        scope: ErasedScope<'_, DB>,
        offsets: &[Offsets],
        wide: bool,
    ) -> Result<Statement<DB>> {
        let stored = scope.stored;
        let mut statement = Statement::<DB>::new();
        for (index, (measure, offsets)) in self.measures.iter().zip(offsets).enumerate() {
            statement.push(if index == 0 { "SELECT " } else { ", " });
            statement.measure(stored, measure, offsets, wide);
        }
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
