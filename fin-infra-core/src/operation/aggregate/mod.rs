//! Sums, counts and extremes of rows, in groups.

mod groups;
mod in_memory;
mod request;
mod statement;

use self::groups::Groups;
use self::request::{Page, Request};
use super::read::fetch;
use super::{Operation, Plan as AnyPlan};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::query::{Aggregate, AggregateRow};
use crate::resource::{Resource, StoredIn};
use crate::stored::RowSink;
use crate::tenant::ErasedScope;

/// Computes the measures of groups of rows.
pub(crate) struct Aggregated<R: Resource, Row> {
    aggregate: Aggregate<R, Row>,
    /// Whether the first group of the next page is read as well.
    peeks: bool,
    found: Groups<R, Row>,
}

impl<R: Resource, Row: AggregateRow> Aggregated<R, Row> {
    pub(crate) fn new(aggregate: Aggregate<R, Row>) -> Result<Self> {
        aggregate.check().map_err(|error| error.of(R::TABLE.name))?;
        let found = Groups::of(aggregate.outputs.clone());
        Ok(Self { aggregate, peeks: false, found })
    }

    /// Also reads the first group of the next page, if there is one.
    pub(crate) fn peeking(self) -> Self {
        Self { peeks: true, ..self }
    }
}

impl<R: StoredIn<InMemory>, Row: AggregateRow> Operation<R> for Aggregated<R, Row> {
    type Output = Vec<Row>;
    const WRITES: bool = false;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        let Aggregate { query, having, order, page, page_size, .. } = &self.aggregate;
        let request = Request {
            selected: query.selected(),
            in_memory: query.selected(),
            measures: self.aggregate.measures().collect(),
            having,
            order,
            page: Page { number: *page, size: *page_size, peeks: self.peeks },
        };
        AnyPlan::Aggregate(Plan { request, found: &mut self.found })
    }

    fn output(self) -> Result<Vec<Row>> {
        Ok(self.found.rows)
    }
}

pub struct Plan<'a, M: Medium> {
    request: Request<'a, M>,
    found: &'a mut dyn RowSink<M>,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let Self { request, found } = self;
        let offsets = request.offsets(connection, scope).await?;
        found.start(0);
        match fetch(connection, request.statement(scope, &offsets, false)?, *found).await {
            Err(error) if DB::overflows(&error) => {
                let statement = request.statement(scope, &offsets, true)?;
                found.start(0);
                let fetched = Box::pin(fetch(connection, statement, *found)).await;
                fetched.map_err(|error| scope.failure(error))??;
            }
            fetched => fetched.map_err(|error| scope.failure(error))??,
        }
        request.page.check(found.len())
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let rows = tables.select(scope, self.request.selected)?;
        self.request.run(scope.stored, &rows, self.found)?;
        self.request.page.check(self.found.len())
    }
}
