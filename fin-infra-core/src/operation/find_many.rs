//! Finding rows by their ids.

use std::collections::HashMap;

use super::found::Many;
use super::read::{IDS_PER_STATEMENT, check_ids, fetch_all};
use super::{Operation, Plan as AnyPlan, reads};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::query::Rows;
use crate::resource::{Resource, StoredIn};
use crate::sql::Statement;
use crate::stored::{AnyValue, AnyValues, RowSink};
use crate::tenant::ErasedScope;

/// Finds live rows by their ids, in the order of the ids. Ids without a live row are ignored.
pub(crate) struct FindMany<R: Resource> {
    ids: Vec<R::Id>,
    found: Many<R>,
}

impl<R: Resource> FindMany<R> {
    pub(crate) fn new(ids: Vec<R::Id>) -> Self {
        Self { ids, found: Many::default() }
    }
}

impl<R: Resource> Operation<R> for FindMany<R> {
    type Output = Vec<R::Read>;
    const WRITES: bool = false;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::FindMany(Plan { ids: &self.ids, found: &mut self.found })
    }

    fn output(self) -> Result<Vec<R::Read>> {
        let rows = self.found.0.into_iter();
        let mut rows: HashMap<_, _> = rows.map(|row| (R::id(&row).clone(), row)).collect();
        Ok(self.ids.iter().filter_map(|id| rows.remove(id)).collect())
    }
}

pub struct Plan<'a, M: Medium> {
    ids: &'a dyn AnyValues,
    found: &'a mut dyn RowSink<M>,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let ids = self.ids.all();
        check_ids(scope.stored.table, ids.len())?;
        self.found.start(ids.len());
        for ids in ids.chunks(IDS_PER_STATEMENT) {
            fetch_all(connection, select(scope, ids)?, scope, self.found).await?;
        }
        Ok(())
    }
}

/// Selects the live rows with these ids.
pub(super) fn select<DB: Backend>(scope: ErasedScope<'_, DB>, ids: &[&AnyValue]) -> Result<Statement<DB>> {
    let table = scope.stored.table;
    let mut statement = Statement::<DB>::new();
    statement.scoped(reads(scope)?.select.of(Rows::Live), scope)?;
    statement.push(" AND ").name(table.columns[table.id].name).push(" IN (");
    statement.placeholders(ids.len()).push(")");
    statement.bind(scope, |args| args.ids(ids))?;
    Ok(statement)
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let ids = self.ids.all();
        check_ids(scope.stored.table, ids.len())?;
        self.found.start(ids.len());
        for id in ids {
            if let Some(row) = tables.find(scope, id, Rows::Live)? {
                self.found.push(&row)?;
            }
        }
        Ok(())
    }
}
