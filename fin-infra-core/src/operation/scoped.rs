//! Queries in the program's own SQL, whose tables hold the tenant.

use std::any::Any;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use futures_util::TryStreamExt as _;
use sqlx::SqlStr;

use super::own::no_sql;
use super::{Operation, Plan as AnyPlan, reads};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::resource::StoredIn;
use crate::row::FinRow;
use crate::scoped::{
    Assembled, Bind, Fields, Joined, JoinedColumns, JoinedTables, Part, ScopedSql, Source, Value, check_units,
};
use crate::sql::{Args, Bound};
use crate::statements::Rows;
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
            // Whoever takes a row runs this call further.
            poll_fn(|_| if (self.is_full)() { Poll::Pending } else { Poll::Ready(()) }).await;
        }
    }

    fn statement(&mut self, scope: ErasedScope<'_, DB>) -> Result<Bound<DB>> {
        let (tables, source) = (self.tables, self.source);
        let assembled =
            source.text(DB::DATABASE, || assemble::<DB>(source, tables, self.values, &self.fields, scope))?;
        let mut arguments = Args::<DB>::new(scope).finish();
        for bind in &assembled.binds {
            match *bind {
                Bind::Tenant(table) => {
                    ErasedScope { stored: tables[table], ..scope }.add_tenant(&mut arguments)?;
                }
                Bind::Value(value) => self.values[value].add(tables, &mut arguments)?,
            }
        }
        Ok((SqlStr::from_static(&assembled.sql), arguments))
    }
}

/// Writes the text for a database. Each table becomes the fixed text that reads the table's rows, which is where its tenant
/// predicate and its predicate for live rows come from.
fn assemble<DB: Backend>(
    source: &Source,
    tables: &[&'static StoredTable<DB>],
    values: &[Value],
    fields: &Fields,
    scope: ErasedScope<'_, DB>,
) -> Result<Assembled> {
    check(source, tables, fields)?;
    let (mut sql, mut binds) = (String::new(), Vec::new());
    let tenant_scoped = |table: usize| tables[table].table.tenant.is_some();
    // Where placeholders are numbered, the tenant is the first in the fixed text of each table.
    if DB::NUMBERED {
        binds.extend((0..tables.len()).find(|&table| tenant_scoped(table)).map(Bind::Tenant));
    }
    for part in source.parts(DB::DATABASE) {
        match *part {
            Part::Sql(text) => sql.push_str(text),
            Part::Table(table, has_name) => {
                let rows = ErasedScope { stored: tables[table], ..scope };
                sql.push('(');
                sql.push_str(reads(rows)?.select.of(Rows::Live));
                sql.push(')');
                if !has_name {
                    sql.push_str(" AS ");
                    DB::quote(rows.stored.table.name, &mut sql);
                }
                if !DB::NUMBERED && tenant_scoped(table) {
                    binds.push(Bind::Tenant(table));
                }
            }
            Part::Value(value) => {
                let bind = Bind::Value(value);
                let known = binds.iter().position(|other| *other == bind).filter(|_| DB::NUMBERED);
                let number = known.unwrap_or_else(|| {
                    binds.push(bind);
                    binds.len() - 1
                });
                // The spaces separate it from an adjacent word or number, as where the text is checked.
                sql.push(' ');
                DB::placeholder(number + 1, &mut sql);
                sql.push(' ');
            }
        }
    }
    if DB::NUMBERED {
        push_types(&mut sql, values, tables);
    }
    if binds.len() > DB::BIND_LIMIT {
        return Err(Error::invalid("scoped_sql", format!("has more values than {} binds", DB::TITLE)));
    }
    Ok(Assembled { sql, binds })
}

/// Writes the types of the values as a comment: PostgreSQL prepares a statement for the types of its first values, and it is
/// cached by its text.
fn push_types<DB: Backend>(sql: &mut String, values: &[Value], tables: &[&'static StoredTable<DB>]) {
    for (number, value) in values.iter().enumerate() {
        sql.push_str(if number == 0 { " -- " } else { " " });
        sql.extend(value.sql_type(tables).chars().filter(|character| !character.is_control()));
    }
}

/// Rejects a query without a text for the database, and one that reads amounts as what they are not in the database.
fn check<DB: Backend>(source: &Source, tables: &[&'static StoredTable<DB>], fields: &Fields) -> Result<()> {
    if source.parts(DB::DATABASE).is_empty() {
        return Err(Error::invalid("scoped_sql", format!("the query has no text for {}", DB::TITLE)));
    }
    check_units(source, tables, fields)
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
