//! Restoring a row.

use chrono::{DateTime, Utc};

use super::change::change_one;
use super::found::One;
use super::read::found_in_memory;
use super::{Operation, Plan as AnyPlan, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::query::Rows;
use crate::resource::{Resource, StoredIn};
use crate::sql::Args;
use crate::stored::{AnyValue, RowSink};
use crate::tenant::ErasedScope;

/// Restores a deleted row and returns it.
pub(crate) struct Restore<R: Resource> {
    id: R::Id,
    now: DateTime<Utc>,
    found: One<R>,
}

impl<R: Resource> Restore<R> {
    pub(crate) fn new(id: R::Id, now: DateTime<Utc>) -> Self {
        Self { id, now, found: One::default() }
    }
}

impl<R: Resource> Operation<R> for Restore<R> {
    type Output = R::Read;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Restore(Plan { id: &self.id, now: self.now, found: &mut self.found })
    }

    fn output(self) -> Result<R::Read> {
        self.found.row.ok_or_else(Error::not_found)
    }
}

pub struct Plan<'a, M: Medium> {
    id: &'a AnyValue,
    now: DateTime<Utc>,
    found: &'a mut dyn RowSink<M>,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let mut args = Args::new(scope);
        args.updated_at(&self.now)?.tenant()?.id(self.id)?;
        let restore = args.of(statements(scope)?.restore);
        match change_one(connection, restore, scope, self.id, self.found).await? {
            true => Ok(()),
            false => Err(Error::not_found().of(scope.stored.table.name)),
        }
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let key = tables.target(scope, self.id, Rows::Deleted, None)?;
        let row = tables.restore(scope.stored.table, &key, self.now)?;
        found_in_memory(Some(row), self.found)
    }
}
