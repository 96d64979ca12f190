//! Finding rows by their ids.

use std::collections::HashMap;

use super::found::{Form, Many, Whole, WithId};
use super::read::{IDS_PER_STATEMENT, check_ids, fetch_all};
use super::select::{of_columns, select_columns};
use super::{Operation, Plan as AnyPlan, reads};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::query::Rows;
use crate::resource::{Resource, StoredIn};
use crate::row::Columns;
use crate::sql::Statement;
use crate::stored::{AnyValue, AnyValues, RowSink};
use crate::tenant::ErasedScope;

/// Finds live rows by their ids, in the order of the ids. Ids without a live row are ignored.
pub(crate) struct FindMany<R: Resource, F: Form<R> = Whole> {
    ids: Vec<R::Id>,
    found: Many<R, WithId<F>>,
}

impl<R: Resource, F: Form<R>> FindMany<R, F> {
    pub(crate) fn of(ids: Vec<R::Id>, form: F) -> Self {
        Self { ids, found: Many::of(WithId(form)) }
    }
}

impl<R: Resource> FindMany<R> {
    pub(crate) fn new(ids: Vec<R::Id>) -> Self {
        Self::of(ids, Whole)
    }
}

impl<R: Resource, F: Form<R>> Operation<R> for FindMany<R, F> {
    type Output = Vec<F::Row>;
    const WRITES: bool = false;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::FindMany(Plan { ids: &self.ids, columns: self.found.columns(), found: &mut self.found })
    }

    fn output(self) -> Result<Vec<F::Row>> {
        let mut rows: HashMap<_, _> = self.found.rows.into_iter().collect();
        Ok(self.ids.iter().filter_map(|id| rows.remove(id)).collect())
    }
}

pub struct Plan<'a, M: Medium> {
    ids: &'a dyn AnyValues,
    columns: Option<Columns>,
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
            fetch_all(connection, select(scope, ids, self.columns.as_ref())?, scope, self.found).await?;
        }
        Ok(())
    }
}

/// Selects the live rows with these ids.
pub(super) fn select<DB: Backend>(
    scope: ErasedScope<'_, DB>,
    ids: &[&AnyValue],
    columns: Option<&Columns>,
) -> Result<Statement<DB>> {
    let table = scope.stored.table;
    let mut statement = Statement::<DB>::new();
    select_columns(&mut statement, scope, reads(scope)?, Rows::Live, columns)?;
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
                self.found.push(&of_columns(row, self.columns.as_ref()))?;
            }
        }
        Ok(())
    }
}
