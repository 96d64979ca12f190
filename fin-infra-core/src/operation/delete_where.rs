//! Deleting rows by condition.

use chrono::{DateTime, Utc};

use super::diagnose::named_referrer;
use super::matching::{check_limit, complete};
use super::{Operation, Plan as AnyPlan, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::query::{Query, Selected};
use crate::resource::{Resource, StoredIn};
use crate::sql::{Args, Statement};
use crate::tenant::ErasedScope;

/// Deletes the live rows that match a filter, and returns how many there were.
pub(crate) struct DeleteWhere<R: Resource> {
    query: Query<R>,
    limit: Option<u32>,
    now: DateTime<Utc>,
    deleted: u64,
}

impl<R: Resource> DeleteWhere<R> {
    pub(crate) fn new(filter: R::Filter, limit: Option<u32>, now: DateTime<Utc>) -> Self {
        Self { query: Query::new().filter(filter), limit, now, deleted: 0 }
    }
}

impl<R: Resource> Operation<R> for DeleteWhere<R> {
    type Output = u64;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        let (selected, limit, now) = (self.query.selected(), self.limit, self.now);
        AnyPlan::DeleteWhere(Plan { selected, limit, now, deleted: &mut self.deleted })
    }

    fn output(self) -> Result<u64> {
        Ok(self.deleted)
    }
}

pub struct Plan<'a, M: Medium> {
    selected: Selected<'a, M>,
    limit: Option<u32>,
    now: DateTime<Utc>,
    deleted: &'a mut u64,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        check_limit(self.limit)?;
        let arguments = Args::new(scope).deleted_at(&self.now)?.tenant()?.finish();
        let mut statement = Statement::<DB>::with(statements(scope)?.delete_where, arguments);
        complete(&mut statement, scope, self.selected, self.limit)?;
        let (sql, arguments) = statement.finish();
        let deleted = DB::execute(connection, sql, arguments).await.map_err(|error| scope.failure(error));
        *self.deleted = deleted.map_err(|error| named_referrer(scope, error))?;
        Ok(())
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        check_limit(self.limit)?;
        let keys = tables.keys(scope, self.selected, self.limit)?;
        *self.deleted = tables.delete(scope.stored.table, &keys, self.now)?;
        Ok(())
    }
}
