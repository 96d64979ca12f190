//! Reading the first rows of a list and locking them.

use super::found::Many;
use super::read::fetch_all;
use super::select::select;
use super::{Operation, Plan as AnyPlan, reads};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::query::{LockWait, NullPartition, Paging, Query, Rows, Selected, Start};
use crate::resource::{Resource, StoredIn};
use crate::sql::Statement;
use crate::stored::RowSink;
use crate::tenant::ErasedScope;

/// Finds the first live rows of a list, and locks them until the transaction ends.
pub(crate) struct LockList<R: Resource> {
    query: Query<R>,
    wait: LockWait,
    found: Many<R>,
}

impl<R: Resource> LockList<R> {
    pub(crate) fn new(query: Query<R>, wait: LockWait) -> Self {
        Self { query, wait, found: Many::default() }
    }
}

impl<R: Resource> Operation<R> for LockList<R> {
    type Output = Vec<R::Read>;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::LockList(Plan {
            selected: self.query.selected(),
            paging: self.query.paging(),
            wait: self.wait,
            found: &mut self.found,
        })
    }

    fn output(self) -> Result<Vec<R::Read>> {
        Ok(self.found.rows)
    }
}

pub struct Plan<'a, M: Medium> {
    selected: Selected<'a, M>,
    paging: Paging<'a>,
    wait: LockWait,
    found: &'a mut dyn RowSink<M>,
}

impl<M: Medium> Plan<'_, M> {
    fn check(&self) -> Result<()> {
        self.paging.check()?;
        if self.selected.rows != Rows::Live {
            return Err(Error::invalid("include_deleted", "deleted rows cannot be locked"));
        }
        if self.paging.with_total {
            return Err(Error::invalid("with_total", "rows that are locked are not counted"));
        }
        match self.paging.start {
            Start::Page(1) => Ok(()),
            Start::Page(_) => Err(Error::invalid("page", FIRST)),
            Start::After(_) => Err(Error::invalid("cursor", FIRST)),
        }
    }
}

const FIRST: &str = "only the first rows of a list can be locked; filter those that are done";

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        self.check()?;
        let (table, reads) = (scope.stored.table, reads(scope)?);
        let mut statement = Statement::<DB>::new();
        select(&mut statement, scope, self.selected, &reads.select)?;
        let order = self.paging.order(table, scope.tenant.is_none());
        statement.order(table, &order, NullPartition::All);
        statement.push(" LIMIT ").push_number(self.paging.size.into());
        statement.for_update(self.wait);
        self.found.start(self.paging.size.min(100) as usize);
        fetch_all(connection, statement, scope, self.found).await
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        self.check()?;
        let order = self.paging.order(scope.stored.table, scope.tenant.is_none());
        let mut rows = tables.select(scope, self.selected)?;
        rows.sort_by(|a, b| order.compare(order.values(a), order.values(b)));
        self.found.start(0);
        for row in rows.iter().take(self.paging.size as usize) {
            tables.lock(scope.stored.table, row);
            self.found.push(row)?;
        }
        Ok(())
    }
}
