//! Queries in the program's own SQL, whose tables hold the tenant.

mod text;

use std::any::Any;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use futures_util::TryStreamExt as _;
use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};
use tokio::task::consume_budget;

use self::text::{assemble, with_lists};
use super::own::no_sql;
use super::{Operation, Plan as AnyPlan};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::limits::{MAX_SQL_ROWS, with_commas};
use crate::memory::Tables;
use crate::resource::StoredIn;
use crate::row::FinRow;
use crate::scoped::{
    Bind, Fields, Joined, JoinedColumns, JoinedTables, ScopedSql, Source, Value, check_lists,
};
use crate::sql::{Args, Bound};
use crate::stored::StoredTable;
use crate::tenant::{ErasedScope, Scope};
use crate::timeout::answered;

/// How many rows wait to be taken before the next one is read.
const BUFFERED: usize = 64;

/// The rows of a query that were read and not yet taken.
pub(crate) struct RowBuffer<Row>(Arc<Mutex<VecDeque<Row>>>);

impl<Row> Clone for RowBuffer<Row> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<Row> RowBuffer<Row> {
    pub(crate) fn new() -> Self {
        Self(Arc::default())
    }

    pub(crate) fn take(&self) -> Option<Row> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    fn push(&self, row: Row) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(row);
    }

    fn is_full(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len() >= BUFFERED
    }
}

/// What becomes of the rows.
enum Found<Row> {
    /// All are returned together, or only the first.
    Rows { rows: Vec<Row>, only_first: bool },
    /// They are taken while others are read.
    Buffer(RowBuffer<Row>),
}

/// Runs a [`ScopedSql`].
pub(crate) struct Scoped<Row> {
    source: &'static Source,
    values: Vec<Value>,
    found: Found<Row>,
}

impl<Row: FinRow> Scoped<Row> {
    pub(crate) fn all(source: &'static Source, values: Vec<Value>) -> Self {
        Self { source, values, found: Found::Rows { rows: Vec::new(), only_first: false } }
    }

    pub(crate) fn first(source: &'static Source, values: Vec<Value>) -> Self {
        Self { source, values, found: Found::Rows { rows: Vec::new(), only_first: true } }
    }

    pub(crate) fn buffered(source: &'static Source, values: Vec<Value>, buffer: RowBuffer<Row>) -> Self {
        Self { source, values, found: Found::Buffer(buffer) }
    }
}

impl<T: JoinedTables, Row: FinRow, X: Clone + Send + Sync + 'static> Operation<Joined<T, Row, X>>
    for Scoped<Row>
{
    type Output = Vec<Row>;
    const WRITES: bool = false;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        Joined<T, Row, X>: StoredIn<M>,
    {
        // The bound hides from the compiler what the columns are.
        let columns: &dyn Any = <Joined<T, Row, X> as StoredIn<M>>::COLUMNS;
        let columns: Option<&'static JoinedColumns<M, Row>> = columns.downcast_ref();
        let Self { source, values, found } = self;
        let ordinals = source.fields(Row::FIELDS);
        if let Found::Rows { rows, .. } = found {
            rows.clear();
        }
        let (only_first, buffer) = match &*found {
            Found::Rows { only_first, .. } => (*only_first, None),
            Found::Buffer(buffer) => (false, Some(buffer.clone())),
        };
        AnyPlan::Scoped(Plan {
            source,
            tables: columns.map_or(&[], |columns| columns.tables),
            values,
            fields: Fields { names: Row::FIELDS, ordinals, likes: columns.map(|columns| columns.likes) },
            only_first,
            push: Box::new(move |row| {
                let Some(columns) = columns else { return Err(Error::database("the query has no columns")) };
                let row = (columns.get)(row, ordinals)?;
                match found {
                    Found::Rows { rows, .. } if rows.len() == MAX_SQL_ROWS => return Err(too_many_rows()),
                    Found::Rows { rows, .. } => rows.push(row),
                    Found::Buffer(buffer) => buffer.push(row),
                }
                Ok(())
            }),
            is_full: Box::new(move || buffer.as_ref().is_some_and(RowBuffer::is_full)),
        })
    }

    fn output(self) -> Result<Vec<Row>> {
        match self.found {
            Found::Rows { rows, .. } => Ok(rows),
            Found::Buffer(_) => Ok(Vec::new()),
        }
    }
}

fn too_many_rows() -> Error {
    let most = with_commas(MAX_SQL_ROWS);
    Error::invalid(
        "scoped_sql",
        format!("returns more than {most} rows: add a LIMIT, or read them by `stream`"),
    )
}

/// Decodes a row, and keeps it.
type Push<'a, M> = Box<dyn FnMut(&<M as Medium>::Row) -> Result<()> + Send + 'a>;

pub struct Plan<'a, M: Medium> {
    source: &'static Source,
    tables: &'static [&'static StoredTable<M>],
    values: &'a mut [Value],
    fields: Fields,
    only_first: bool,
    push: Push<'a, M>,
    /// Whether the rows that were read have to be taken first.
    is_full: Box<dyn Fn() -> bool + Send + Sync + 'a>,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let (sql, arguments) = self.statement(scope)?;
        if self.only_first {
            let row = DB::fetch_optional(connection, sql, arguments).await;
            let row = row.map_err(|error| scope.failure(error))?;
            return row.map_or(Ok(()), |row| (self.push)(&row));
        }
        let mut rows = DB::fetch(connection, sql, arguments);
        loop {
            let row = answered(rows.try_next()).await.map_err(|error| scope.failure(error))?;
            let Some(row) = row else { return Ok(()) };
            (self.push)(&row)?;
            // Rows that come faster than they are read must not keep others from running, such as a timeout.
            consume_budget().await;
            // Whoever takes a row runs this call further.
            poll_fn(|_| if (self.is_full)() { Poll::Pending } else { Poll::Ready(()) }).await;
        }
    }

    fn statement(&mut self, scope: ErasedScope<'_, DB>) -> Result<Bound<DB>> {
        check_lists(self.values)?;
        let (tables, source) = (self.tables, self.source);
        let assembled =
            source.text(DB::DATABASE, || assemble::<DB>(source, tables, self.values, &self.fields, scope))?;
        let count: usize = assembled.binds.iter().map(|bind| text::width(*bind, self.values)).sum();
        if count > DB::BIND_LIMIT {
            let reason = format!("has {count} values, and {} binds at most {}", DB::TITLE, DB::BIND_LIMIT);
            return Err(Error::invalid("scoped_sql", reason));
        }
        let mut arguments = Args::<DB>::new(scope).finish();
        for bind in &assembled.binds {
            match *bind {
                Bind::Tenant(table) => {
                    ErasedScope { stored: tables[table], ..scope }.add_tenant(&mut arguments)?;
                }
                Bind::Value(value) => self.values[value].add(tables, &mut arguments)?,
            }
        }
        let sql = match assembled.lists.is_empty() {
            true => SqlStr::from_static(&assembled.sql),
            false => AssertSqlSafe(with_lists::<DB>(assembled, self.values)).into_sql_str(),
        };
        Ok((sql, arguments))
    }
}

impl Plan<'_, InMemory> {
    #[expect(clippy::unused_self, reason = "every plan has this function")]
    pub(super) fn run_in_memory(self, _tables: &mut Tables, _scope: ErasedScope<'_, InMemory>) -> Result<()> {
        Err(no_sql())
    }
}

impl<T: JoinedTables, Row: FinRow, X: Clone + Send + Sync + 'static> ScopedSql<T, Row, X> {
    /// The operation that returns the rows that `of` keeps, and the scope of its tables.
    pub(crate) fn into_parts(
        self,
        of: fn(&'static Source, Vec<Value>) -> Scoped<Row>,
    ) -> (Scope<Joined<T, Row, X>>, Scoped<Row>) {
        (self.scope, of(self.source, self.values))
    }
}
