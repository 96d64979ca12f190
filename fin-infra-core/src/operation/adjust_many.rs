//! Adding to the numbers of several rows at once.

use super::adjust::{self, Adjust};
use super::insert_many::in_row;
use super::read::check_ids;
use super::{Operation, Plan as AnyPlan};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::resource::{Adjustable, StoredIn};
use crate::sql::{finish, transaction};
use crate::stored::StoredTable;
use crate::tenant::ErasedScope;

/// Adjusts all of the rows or, if one of them cannot be adjusted, none, and returns them in the order of the input.
pub(crate) struct AdjustMany<R: Adjustable> {
    pub(crate) rows: Vec<Adjust<R>>,
}

impl<R: Adjustable> Operation<R> for AdjustMany<R> {
    type Output = Vec<R::Read>;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        let rows = self.rows.iter_mut().map(Adjust::typed_plan);
        AnyPlan::AdjustMany(Plan { rows: rows.enumerate().collect() })
    }

    fn output(self) -> Result<Vec<R::Read>> {
        self.rows.into_iter().map(Adjust::output).collect()
    }
}

pub struct Plan<'a, M: Medium> {
    /// Each with its position in the input.
    rows: Vec<(usize, adjust::Plan<'a, M>)>,
}

impl<M: Medium> Plan<'_, M> {
    /// Sorts the rows by their ids, so that calls that have rows in common lock them in the same order.
    fn sort(&mut self, stored: &StoredTable<M>) -> Result<()> {
        check_ids(stored.table, self.rows.len())?;
        self.rows.sort_by_cached_key(|(_, row)| row.id(stored));
        let mut pairs = self.rows.windows(2);
        let twice = pairs.any(|pair| matches!(pair, [(_, a), (_, b)] if a.id(stored) == b.id(stored)));
        match twice {
            true => Err(Error::invalid(stored.table.columns[stored.table.id].field, TWICE)),
            false => Ok(()),
        }
    }
}

const TWICE: &str = "must not be the same for two adjustments: add the amounts up";

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        self.sort(scope.stored)?;
        match &mut self.rows[..] {
            [] => Ok(()),
            [(position, row)] => row.run(connection, scope).await.map_err(|error| in_row(error, *position)),
            // Boxed to keep the futures of other operations small.
            rows => Box::pin(adjust_all(connection, scope, rows)).await,
        }
    }
}

async fn adjust_all<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    rows: &mut [(usize, adjust::Plan<'_, DB>)],
) -> Result<()> {
    let mut transaction = transaction::<DB>(connection).await?;
    let mut adjusted = Ok(());
    for (position, row) in rows {
        adjusted = row.run(&mut transaction, scope).await.map_err(|error| in_row(error, *position));
        if adjusted.is_err() {
            break;
        }
    }
    finish(transaction, adjusted).await
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(
        mut self,
        tables: &mut Tables,
        scope: ErasedScope<'_, InMemory>,
    ) -> Result<()> {
        self.sort(scope.stored)?;
        let mut rows = self.rows.into_iter();
        rows.try_for_each(|(position, row)| {
            row.run_in_memory(tables, scope).map_err(|error| in_row(error, position))
        })
    }
}
