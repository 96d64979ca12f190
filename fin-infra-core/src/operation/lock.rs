//! Reading a row and locking it.

use super::found::One;
use super::read::{fetch_one, found_in_memory};
use super::{Operation, Plan as AnyPlan, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::query::{LockWait, Rows};
use crate::resource::{Resource, StoredIn};
use crate::sql::{Args, Statement};
use crate::stored::{AnyValue, RowSink};
use crate::tenant::ErasedScope;

/// Finds a live row by its id, and locks it until the transaction ends.
pub(crate) struct Lock<R: Resource> {
    id: R::Id,
    wait: LockWait,
    found: One<R>,
}

impl<R: Resource> Lock<R> {
    pub(crate) fn new(id: R::Id, wait: LockWait) -> Self {
        Self { id, wait, found: One::default() }
    }
}

impl<R: Resource> Operation<R> for Lock<R> {
    type Output = Option<R::Read>;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Lock(Plan { id: &self.id, wait: self.wait, found: &mut self.found })
    }

    fn output(self) -> Result<Option<R::Read>> {
        Ok(self.found.row)
    }
}

pub struct Plan<'a, M: Medium> {
    id: &'a AnyValue,
    wait: LockWait,
    found: &'a mut dyn RowSink<M>,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let arguments = Args::new(scope).tenant()?.id(self.id)?.finish();
        let mut statement = Statement::<DB>::with(statements(scope)?.find, arguments);
        statement.for_update(self.wait);
        fetch_one(connection, statement.finish(), scope, self.found).await.map(drop)
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let row = tables.find(scope, self.id, Rows::Live)?;
        if let Some(row) = &row {
            tables.lock(scope.stored.table, row);
        }
        found_in_memory(row, self.found)
    }
}
