//! Sums, counts and extremes of rows, in groups.

mod groups;
mod in_memory;
mod request;
mod statement;
mod windows;

use self::groups::Groups;
use self::request::{Page, Request};
use self::windows::{Watched, Window};
use super::read::fetch;
use super::{Operation, Plan as AnyPlan};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
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
        let mut windows = self.request.windows()?;
        for _ in 0..ATTEMPTS {
            if self.attempt(connection, scope, &mut windows).await? {
                return self.request.page.check(self.found.len());
            }
        }
        Err(Error::unavailable("other calls keep changing the times of the rows; try again"))
    }

    /// Runs the statement with the offsets of some windows, and returns whether all rows were within them.
    async fn attempt(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
        windows: &mut [Window],
    ) -> Result<bool> {
        let Self { request, found } = self;
        let offsets = request.offsets(scope.stored, windows)?;
        let statement = |windows: &[Window], wide| request.statement(scope, windows, &offsets, wide);
        let first = statement(windows, false)?;
        let (stored, measures) = (scope.stored, request.measures.len());
        let mut watched = Watched { found: *found, stored, measures, windows, is_outside: false };
        watched.start(0);
        match fetch(connection, first, &mut watched).await {
            Err(error) if DB::overflows(&error) => {
                let second = statement(watched.windows, true)?;
                watched.start(0);
                let fetched = Box::pin(fetch(connection, second, &mut watched)).await;
                fetched.map_err(|error| scope.failure(error))??;
            }
            fetched => fetched.map_err(|error| scope.failure(error))??,
        }
        Ok(!watched.is_outside)
    }
}

/// How often the statement runs if each time a row has a time whose offset it does not have.
const ATTEMPTS: u32 = 8;

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let rows = tables.select(scope, self.request.selected)?;
        self.request.run(scope.stored, &rows, self.found)?;
        self.request.page.check(self.found.len())
    }
}
