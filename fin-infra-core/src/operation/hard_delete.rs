//! Permanently removing a row.

use super::remove::remove;
use super::{Operation, Plan as AnyPlan, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::query::Rows;
use crate::resource::{Resource, StoredIn};
use crate::sql::Args;
use crate::stored::AnyValue;
use crate::tenant::ErasedScope;

/// Permanently removes a row, whether it is live or deleted.
pub(crate) struct HardDelete<R: Resource> {
    pub(crate) id: R::Id,
}

impl<R: Resource> Operation<R> for HardDelete<R> {
    type Output = ();

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::HardDelete(Plan { id: &self.id })
    }

    fn output(self) -> Result<()> {
        Ok(())
    }
}

pub struct Plan<'a> {
    id: &'a AnyValue,
}

impl Plan<'_> {
    pub(super) async fn run<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let delete = Args::new(scope).tenant()?.id(self.id)?.of(statements(scope)?.hard_delete);
        match remove(connection, delete, scope, &[self.id]).await? {
            0 => Err(Error::not_found().of(scope.stored.table.name)),
            _ => Ok(()),
        }
    }

    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let key = tables.target(scope, self.id, Rows::All, None)?;
        tables.remove(scope.stored.table, &[key])
    }
}
