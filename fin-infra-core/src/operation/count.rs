//! Counting rows.

use super::select::{count, counting, filter};
use super::{Operation, Plan as AnyPlan};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::query::{Query, Selected};
use crate::resource::{Resource, StoredIn};
use crate::tenant::ErasedScope;

/// Counts the rows that match a query.
pub(crate) struct Count<R: Resource> {
    query: Query<R>,
    rows: u64,
}

impl<R: Resource> Count<R> {
    pub(crate) fn new(query: Query<R>) -> Self {
        Self { query, rows: 0 }
    }
}

impl<R: Resource> Operation<R> for Count<R> {
    type Output = u64;
    const WRITES: bool = false;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Count(Plan { selected: self.query.selected(), rows: &mut self.rows })
    }

    fn output(self) -> Result<u64> {
        Ok(self.rows)
    }
}

pub struct Plan<'a, M: Medium> {
    selected: Selected<'a, M>,
    rows: &'a mut u64,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        *self.rows = count_selected(connection, scope, self.selected).await?;
        Ok(())
    }
}

/// Counts the rows that match the scope, filter and search.
pub(super) async fn count_selected<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    selected: Selected<'_, DB>,
) -> Result<u64> {
    let mut statement = counting(scope, selected.rows)?;
    filter(&mut statement, scope, selected)?;
    count(connection, statement, scope).await
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        *self.rows = tables.select(scope, self.selected)?.len() as u64;
        Ok(())
    }
}
