//! Finding a row by its id.

use sqlx::{SqlSafeStr as _, SqlStr};

use super::found::{Form, One, Whole};
use super::read::{fetch_one, find, found_in_memory};
use super::select::{of_columns, select_columns};
use super::{Operation, Plan as AnyPlan, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::query::Rows;
use crate::resource::{Resource, StoredIn};
use crate::row::Columns;
use crate::sql::{Args, Bound, Statement};
use crate::stored::{AnyValue, RowSink};
use crate::tenant::ErasedScope;

/// Finds a live row by its id.
pub(crate) struct Find<R: Resource, F: Form<R> = Whole> {
    id: R::Id,
    found: One<R, F>,
}

impl<R: Resource> Find<R> {
    pub(crate) fn new(id: R::Id) -> Self {
        Self::of(id, Whole)
    }
}

impl<R: Resource, F: Form<R>> Find<R, F> {
    pub(crate) fn of(id: R::Id, form: F) -> Self {
        Self { id, found: One::of(form) }
    }
}

impl<R: Resource, F: Form<R>> Operation<R> for Find<R, F> {
    type Output = Option<F::Row>;
    const WRITES: bool = false;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Find(Plan { id: &self.id, columns: self.found.columns(), found: &mut self.found })
    }

    fn output(self) -> Result<Option<F::Row>> {
        Ok(self.found.row)
    }
}

pub struct Plan<'a, M: Medium> {
    id: &'a AnyValue,
    columns: Option<Columns>,
    found: &'a mut dyn RowSink<M>,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let found = match &self.columns {
            None => find(connection, scope, self.id, self.found).await,
            Some(columns) => {
                let statement = find_columns(scope, self.id, columns)?;
                fetch_one(connection, statement, scope, self.found).await
            }
        };
        found.map(drop)
    }
}

/// The statement that finds some columns of a live row. For the columns of a type, its text is assembled once.
fn find_columns<DB: Backend>(
    scope: ErasedScope<'_, DB>,
    id: &AnyValue,
    columns: &Columns,
) -> Result<Bound<DB>> {
    let arguments = Args::new(scope).tenant()?.id(id)?.finish();
    let sql = match columns.of_type() {
        Some(projection) => {
            let assemble = || text_of(scope, columns).map(|sql| sql.as_str().to_owned());
            projection.find(DB::DATABASE, assemble)?.into_sql_str()
        }
        None => text_of(scope, columns)?,
    };
    Ok((sql, arguments))
}

fn text_of<DB: Backend>(scope: ErasedScope<'_, DB>, columns: &Columns) -> Result<SqlStr> {
    let table = scope.stored.table;
    let mut statement = Statement::<DB>::new();
    // The text outlives the call, so it is that of one tenant whatever the scope is.
    let reads = &statements(scope)?.tenant;
    select_columns(&mut statement, scope, reads, Rows::Live, Some(columns))?;
    statement.push(" AND ").name(table.columns[table.id].name).push(" = ").placeholder();
    Ok(statement.finish().0)
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let row = tables.find(scope, self.id, Rows::Live)?;
        found_in_memory(row.map(|row| of_columns(row, self.columns.as_ref())), self.found)
    }
}
