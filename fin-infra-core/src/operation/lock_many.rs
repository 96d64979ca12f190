//! Reading several rows and locking them.

use std::collections::HashMap;

use super::found::Many;
use super::read::{IDS_PER_STATEMENT, check_ids, fetch_all};
use super::{Operation, Plan as AnyPlan, find_many};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::query::{LockWait, Rows};
use crate::resource::{Resource, StoredIn};
use crate::stored::{AnyValue, AnyValues, RowSink, StoredTable};
use crate::tenant::ErasedScope;

/// Finds live rows by their ids, and locks them in the order of their ids until the transaction ends. Returns them in the
/// order of the input.
pub(crate) struct LockMany<R: Resource> {
    ids: Vec<R::Id>,
    found: Many<R>,
}

impl<R: Resource> LockMany<R> {
    pub(crate) fn new(ids: Vec<R::Id>) -> Self {
        Self { ids, found: Many::default() }
    }
}

impl<R: Resource> Operation<R> for LockMany<R> {
    type Output = Vec<R::Read>;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::LockMany(Plan { ids: &self.ids, found: &mut self.found })
    }

    fn output(self) -> Result<Vec<R::Read>> {
        let rows = self.found.rows.into_iter();
        let mut rows: HashMap<_, _> = rows.map(|row| (R::id(&row).clone(), row)).collect();
        let row = |id| rows.remove(id).ok_or_else(|| Error::not_found().of(R::TABLE.name));
        self.ids.iter().map(row).collect()
    }
}

pub struct Plan<'a, M: Medium> {
    ids: &'a dyn AnyValues,
    found: &'a mut dyn RowSink<M>,
}

/// Returns the ids in their order.
fn sorted<'i, M: Medium>(ids: &'i dyn AnyValues, stored: &StoredTable<M>) -> Result<Vec<&'i AnyValue>> {
    let mut ids = ids.all();
    check_ids(stored.table, ids.len())?;
    ids.sort_by_cached_key(|id| stored.id_scalar(*id));
    let mut pairs = ids.windows(2);
    match pairs.any(|pair| stored.id_scalar(pair[0]) == stored.id_scalar(pair[1])) {
        true => Err(Error::invalid(stored.table.columns[stored.table.id].field, TWICE)),
        false => Ok(ids),
    }
}

const TWICE: &str = "must not be given twice";

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let ids = sorted(self.ids, scope.stored)?;
        self.found.start(ids.len());
        let id = scope.stored.table.columns[scope.stored.table.id].name;
        for ids in ids.chunks(IDS_PER_STATEMENT) {
            let mut statement = find_many::select(scope, ids, None)?;
            statement.push(" ORDER BY ").name(id).for_update(LockWait::Wait);
            fetch_all(connection, statement, scope, self.found).await?;
        }
        Ok(())
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let ids = sorted(self.ids, scope.stored)?;
        self.found.start(ids.len());
        for id in &ids {
            if let Some(row) = tables.find(scope, *id, Rows::Live)? {
                tables.lock(scope.stored.table, &row);
                self.found.push(&row)?;
            }
        }
        Ok(())
    }
}
