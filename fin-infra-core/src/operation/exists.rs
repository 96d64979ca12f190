//! Testing whether there are any rows.

use super::select::select;
use super::{Operation, Plan as AnyPlan, reads};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::query::{Query, Selected};
use crate::resource::{Resource, StoredIn};
use crate::sql::Statement;
use crate::tenant::ErasedScope;

/// Tests whether any rows match a query.
pub(crate) struct Exists<R: Resource> {
    query: Query<R>,
    exists: bool,
}

impl<R: Resource> Exists<R> {
    pub(crate) fn new(query: Query<R>) -> Self {
        Self { query, exists: false }
    }
}

impl<R: Resource> Operation<R> for Exists<R> {
    type Output = bool;
    const WRITES: bool = false;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Exists(Plan { selected: self.query.selected(), exists: &mut self.exists })
    }

    fn output(self) -> Result<bool> {
        Ok(self.exists)
    }
}

pub struct Plan<'a, M: Medium> {
    selected: Selected<'a, M>,
    exists: &'a mut bool,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let mut statement = Statement::<DB>::new();
        select(&mut statement, scope, self.selected, &reads(scope)?.select)?;
        statement.push(" LIMIT 1");
        let (sql, arguments) = statement.finish();
        let row = DB::fetch_optional(connection, sql, arguments).await;
        *self.exists = row.map_err(|error| scope.failure(error))?.is_some();
        Ok(())
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        *self.exists = !tables.select(scope, self.selected)?.is_empty();
        Ok(())
    }
}
