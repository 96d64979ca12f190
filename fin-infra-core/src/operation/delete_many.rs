//! Deleting rows.

use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

use super::read::{IDS_PER_STATEMENT, check_ids};
use super::remove::remove;
use super::{Operation, Plan as AnyPlan, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::query::Rows;
use crate::resource::{Resource, StoredIn};
use crate::sql::{Args, Statement, finish, transaction};
use crate::stored::{AnyValue, AnyValues};
use crate::tenant::ErasedScope;

/// Deletes the live rows with these ids, and returns how many there were.
pub(crate) struct DeleteMany<R: Resource> {
    ids: Vec<R::Id>,
    now: DateTime<Utc>,
    deleted: u64,
}

impl<R: Resource> DeleteMany<R> {
    pub(crate) fn new(ids: Vec<R::Id>, now: DateTime<Utc>) -> Self {
        Self { ids, now, deleted: 0 }
    }
}

impl<R: Resource> Operation<R> for DeleteMany<R> {
    type Output = u64;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        let (ids, deleted) = (&self.ids, &mut self.deleted);
        AnyPlan::DeleteMany(Plan { ids, now: self.now, deleted })
    }

    fn output(self) -> Result<u64> {
        Ok(self.deleted)
    }
}

pub struct Plan<'a> {
    ids: &'a dyn AnyValues,
    now: DateTime<Utc>,
    deleted: &'a mut u64,
}

impl Plan<'_> {
    pub(super) async fn run<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let ids = self.ids.all();
        check_ids(scope.stored.table, ids.len())?;
        *self.deleted = match ids.len() {
            0 => 0,
            1..=IDS_PER_STATEMENT => delete_chunk(connection, scope, &ids, self.now).await?,
            _ => {
                let mut transaction = transaction::<DB>(connection).await?;
                let deleted = delete_chunks::<DB>(&mut transaction, scope, &ids, self.now).await;
                finish(transaction, deleted).await?
            }
        };
        Ok(())
    }
}

async fn delete_chunks<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    ids: &[&AnyValue],
    now: DateTime<Utc>,
) -> Result<u64> {
    let mut deleted = 0;
    for ids in ids.chunks(IDS_PER_STATEMENT) {
        deleted += delete_chunk(connection, scope, ids, now).await?;
    }
    Ok(deleted)
}

async fn delete_chunk<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    ids: &[&AnyValue],
    now: DateTime<Utc>,
) -> Result<u64> {
    let arguments = Args::new(scope).deleted_at(&now)?.tenant()?.finish();
    let mut delete = Statement::<DB>::with(statements(scope)?.delete_many, arguments);
    delete.bind(scope, |args| args.ids(ids))?.placeholders(ids.len()).push(")");
    remove(connection, delete.finish(), scope, ids).await
}

impl Plan<'_> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let ids = self.ids.all();
        check_ids(scope.stored.table, ids.len())?;
        let target = |id: &&AnyValue| tables.target(scope, *id, Rows::Live, None).ok();
        let keys: BTreeSet<_> = ids.iter().filter_map(target).collect();
        *self.deleted = tables.delete(scope.stored.table, &Vec::from_iter(keys), self.now)?;
        Ok(())
    }
}
