//! Finding a row by its id.

use super::found::One;
use super::read::{find, found_in_memory};
use super::{Operation, Plan as AnyPlan};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::query::Rows;
use crate::resource::{Resource, StoredIn};
use crate::stored::{AnyValue, RowSink};
use crate::tenant::ErasedScope;

/// Finds a live row by its id.
pub(crate) struct Find<R: Resource> {
    id: R::Id,
    found: One<R>,
}

impl<R: Resource> Find<R> {
    pub(crate) fn new(id: R::Id) -> Self {
        Self { id, found: One::default() }
    }
}

impl<R: Resource> Operation<R> for Find<R> {
    type Output = Option<R::Read>;
    const WRITES: bool = false;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Find(Plan { id: &self.id, found: &mut self.found })
    }

    fn output(self) -> Result<Option<R::Read>> {
        Ok(self.found.0)
    }
}

pub struct Plan<'a, M: Medium> {
    id: &'a AnyValue,
    found: &'a mut dyn RowSink<M>,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        find(connection, scope, self.id, self.found).await.map(drop)
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        found_in_memory(tables.find(scope, self.id, Rows::Live)?, self.found)
    }
}
