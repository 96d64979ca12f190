//! Deleting a row.

use chrono::{DateTime, Utc};

use super::change::missing;
use super::remove::remove;
use super::{Operation, Plan as AnyPlan, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::query::Rows;
use crate::resource::{Resource, StoredIn};
use crate::sql::Args;
use crate::stored::AnyValue;
use crate::tenant::ErasedScope;

/// Deletes a live row: softly if the resource has soft delete, otherwise permanently.
pub(crate) struct Delete<R: Resource> {
    pub(crate) id: R::Id,
    pub(crate) version: Option<i64>,
    pub(crate) now: DateTime<Utc>,
}

impl<R: Resource> Operation<R> for Delete<R> {
    type Output = ();

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Delete(Plan { id: &self.id, version: self.version, now: self.now })
    }

    fn output(self) -> Result<()> {
        Ok(())
    }
}

pub struct Plan<'a> {
    id: &'a AnyValue,
    version: Option<i64>,
    now: DateTime<Utc>,
}

impl Plan<'_> {
    pub(super) async fn run<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let mut args = Args::new(scope);
        args.deleted_at(&self.now)?.tenant()?.id(self.id)?.version(self.version)?;
        let delete = args.of(statements(scope)?.delete);
        match remove(connection, delete, scope, &[self.id]).await? {
            0 => Err(missing(connection, scope, self.id, self.version).await),
            _ => Ok(()),
        }
    }

    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let key = tables.target(scope, self.id, Rows::Live, self.version)?;
        tables.delete(scope.stored.table, &[key], self.now).map(drop)
    }
}
