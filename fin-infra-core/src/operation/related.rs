//! Reading rows by one of their columns: the rows that refer to others, or those that others refer to.

use std::collections::{BTreeMap, BTreeSet};

use super::found::Many;
use super::read::fetch_all;
use super::select::select;
use super::{Operation, Plan as AnyPlan, reads};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::limits::{self, MAX_ORDER_COLUMNS, MAX_PAGE_SIZE, MAX_VALUES};
use crate::memory::Tables;
use crate::predicate::Order;
use crate::query::{NullPartition, Paging, Query, Selected};
use crate::resource::{Resource, StoredIn};
use crate::sql::Statement;
use crate::stored::{AnyValue, AnyValues, RowSink};
use crate::table::Table;
use crate::tenant::ErasedScope;

/// The name of the column that counts the rows of one value.
const RANK: &str = "fin_rank";

/// Reads the rows of a query that have one of some values in a column, in the order of the query among those of one value.
pub(crate) struct Related<R: Resource> {
    query: Query<R>,
    by: By,
    found: Many<R>,
}

/// The rows to be read.
pub(crate) struct By {
    /// The ordinal of the column.
    pub(crate) column: usize,
    /// The values, none of them twice.
    pub(crate) values: Box<dyn AnyValues>,
    /// The number of rows to be read of each value.
    pub(crate) rows_of_each: Option<u32>,
    /// The number of rows after which no more than one is read.
    pub(crate) rows_of_all: usize,
}

impl<R: Resource> Related<R> {
    pub(crate) fn new(query: Query<R>, by: By) -> Self {
        Self { query, by, found: Many::default() }
    }
}

impl<R: Resource> Operation<R> for Related<R> {
    type Output = Vec<R::Read>;
    const WRITES: bool = false;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        let (selected, paging) = (self.query.selected(), self.query.paging());
        AnyPlan::Related(Plan { selected, paging, by: &self.by, found: &mut self.found })
    }

    fn output(self) -> Result<Vec<R::Read>> {
        Ok(self.found.rows)
    }
}

pub struct Plan<'a, M: Medium> {
    selected: Selected<'a, M>,
    /// Only the order of it applies.
    paging: Paging<'a>,
    by: &'a By,
    found: &'a mut dyn RowSink<M>,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let order = self.order(scope.stored.table)?;
        let values = self.by.values.all();
        self.found.start(0);
        for values in values.chunks(MAX_VALUES) {
            let statement = self.statement(scope, &order, values)?;
            fetch_all(connection, statement, scope, self.found).await?;
            if self.found.len() > self.by.rows_of_all {
                break;
            }
        }
        Ok(())
    }

    fn statement(
        &self,
        scope: ErasedScope<'_, DB>,
        order: &Order,
        values: &[&AnyValue],
    ) -> Result<Statement<DB>> {
        let table = scope.stored.table;
        let mut statement = Statement::<DB>::new();
        match self.by.rows_of_each {
            Some(_) => self.ranked(&mut statement, scope, order)?,
            None => select(&mut statement, scope, self.selected, &reads(scope)?.select)?,
        }
        self.have_values(&mut statement, scope, values)?;
        if let Some(rows) = self.by.rows_of_each {
            statement.push(") AS fin_ranked WHERE fin_rank <= ").push_number(rows.into());
            statement.push(" ORDER BY fin_rank");
        } else if self.by.column != table.id {
            statement.order(table, order, NullPartition::All);
        }
        // There is at most one row of each id.
        if self.by.column != table.id {
            let left = self.by.rows_of_all.saturating_sub(self.found.len());
            statement.push(" LIMIT ").push_number(left as u64 + 1);
        }
        Ok(statement)
    }

    /// Writes the query that ranks the rows of each value. The window is computed from the rows that the predicates leave.
    fn ranked(&self, statement: &mut Statement<DB>, scope: ErasedScope<'_, DB>, order: &Order) -> Result<()> {
        let table = scope.stored.table;
        statement.push("SELECT ");
        columns(statement, table);
        statement.push(" FROM (SELECT ");
        columns(statement, table);
        statement.push(", ROW_NUMBER() OVER (PARTITION BY ").name(table.columns[self.by.column].name);
        statement.order(table, order, NullPartition::All);
        statement.push(") AS ").push(RANK);
        select(statement, scope, self.selected, &reads(scope)?.rows)
    }

    /// Writes that the rows have one of the values. Their number is rounded up, so that few texts are prepared.
    fn have_values(
        &self,
        statement: &mut Statement<DB>,
        scope: ErasedScope<'_, DB>,
        values: &[&AnyValue],
    ) -> Result<()> {
        let column = self.by.column;
        let count = values.len().next_power_of_two().clamp(values.len(), MAX_VALUES);
        statement.push(" AND ").name(scope.stored.table.columns[column].name).push(" IN (");
        statement.placeholders(count).push(")");
        let last = values.last().into_iter().cycle();
        let mut padded = values.iter().chain(last).take(count);
        padded.try_for_each(|value| scope.stored.add(column, *value, &mut statement.arguments))
    }
}

/// Writes the columns of a row.
fn columns<DB: Backend>(statement: &mut Statement<DB>, table: &Table) {
    for (ordinal, column) in table.columns.iter().enumerate() {
        statement.push(if ordinal == 0 { "" } else { ", " }).name(column.name);
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let order = self.order(scope.stored.table)?;
        let By { column, rows_of_each, rows_of_all, ref values } = *self.by;
        let scalar = |value: &AnyValue| scope.stored.columns[column].scalar(Some(value));
        let values: BTreeSet<_> = values.all().into_iter().map(scalar).collect();
        let mut rows = tables.select(scope, self.selected)?;
        rows.retain(|row| values.contains(&row[column].scalar));
        rows.sort_by(|a, b| order.compare(order.values(a), order.values(b)));
        let mut ranks = BTreeMap::new();
        let most = rows_of_each.unwrap_or(u32::MAX);
        rows.retain(|row| {
            let rank = ranks.entry(row[column].scalar.clone()).or_insert(0);
            *rank += 1;
            *rank <= most
        });
        self.found.start(0);
        rows.iter().take(rows_of_all.saturating_add(1)).try_for_each(|row| self.found.push(row))
    }
}

impl<M: Medium> Plan<'_, M> {
    /// The order of the rows of one value. Returns an error for a limit that is invalid.
    fn order(&self, table: &'static Table) -> Result<Order> {
        check_rows_of_each(self.by.rows_of_each)?;
        limits::check("order_by", "columns", self.paging.order.columns(), MAX_ORDER_COLUMNS)?;
        Ok(self.paging.order(table, false))
    }
}

/// Returns an error for a limit that is invalid.
pub(crate) fn check_rows_of_each(limit: Option<u32>) -> Result<()> {
    if limit.is_none_or(|rows| (1..=MAX_PAGE_SIZE).contains(&rows)) {
        return Ok(());
    }
    let most = limits::with_commas(MAX_PAGE_SIZE);
    Err(Error::invalid("limit", format!("must be between 1 and {most}")))
}
