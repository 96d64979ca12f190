//! Inserting a row.

use super::diagnose::violated_constraint;
use super::parents::{check_parents, has_parents, missing_parent, require_parents};
use super::{Operation, Plan as AnyPlan, number, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::resource::{Resource, StoredIn};
use crate::sql::{Args, Bound, Statement, finish, transaction};
use crate::statements::Numbering;
use crate::stored::AnyRow;
use crate::tenant::ErasedScope;

/// Inserts one row, and normalizes it to what later reads return.
pub(crate) struct Insert<R: Resource> {
    pub(crate) row: R::Read,
}

impl<R: Resource> Operation<R> for Insert<R> {
    type Output = R::Read;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Insert(Plan { row: &mut self.row })
    }

    fn output(self) -> Result<R::Read> {
        Ok(self.row)
    }
}

pub struct Plan<'a> {
    row: &'a mut dyn AnyRow,
}

impl Plan<'_> {
    pub(super) async fn run<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let statements = statements(scope)?;
        scope.stored.normalize(self.row)?;
        self.row.check()?;
        match &statements.numbering {
            None => insert(connection, scope, self.row).await,
            // Boxed to keep the futures of other operations small.
            Some(numbering) => Box::pin(insert_numbered(connection, scope, numbering, self.row)).await,
        }
    }
}

async fn insert_numbered<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    numbering: &'static Numbering,
    row: &mut dyn AnyRow,
) -> Result<()> {
    if let Some(statement) = numbering.insert {
        return number::insert(connection, scope, statement, row).await;
    }
    let mut transaction = transaction::<DB>(connection).await?;
    let inserted = insert_next::<DB>(&mut transaction, scope, numbering, row).await;
    finish(transaction, inserted).await
}

async fn insert_next<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    numbering: &'static Numbering,
    row: &mut dyn AnyRow,
) -> Result<()> {
    // First, so that the counter is not locked meanwhile.
    check_parents_of(connection, scope, row).await?;
    let number = number::take(connection, scope, numbering, row, 1).await?;
    number::set(scope.stored.table, row, number);
    let statements = statements(scope)?;
    let statement = Args::new(scope).rows(&[row], statements.width)?.of(statements.insert);
    execute(connection, scope, row, statement).await
}

async fn insert<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    row: &dyn AnyRow,
) -> Result<()> {
    let statements = statements(scope)?;
    let mut args = Args::new(scope);
    args.rows(&[row], statements.width)?;
    let statement = if has_parents(scope.stored, row) {
        insert_under_parents(connection, scope, row, args).await?
    } else {
        args.of(statements.insert)
    };
    execute(connection, scope, row, statement).await
}

async fn execute<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    row: &dyn AnyRow,
    (sql, arguments): Bound<DB>,
) -> Result<()> {
    match DB::execute(connection, sql, arguments).await.map_err(|error| scope.failure(error)) {
        Ok(0) => Err(missing_parent(connection, scope, row).await),
        Ok(_) => Ok(()),
        Err(error) => Err(violated_constraint(connection, scope, error, &[row]).await),
    }
}

/// Returns an error unless the parents of a row are live.
async fn check_parents_of<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    row: &dyn AnyRow,
) -> Result<()> {
    match check_parents(connection, scope, &[row]).await {
        Err(error) if error.is_foreign_key() => Err(missing_parent(connection, scope, row).await),
        checked => checked,
    }
}

/// Returns a statement that inserts the row if its parents are live. If a single statement cannot do that, the parents
/// are checked first.
async fn insert_under_parents<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    row: &dyn AnyRow,
    mut args: Args<'_, DB>,
) -> Result<Bound<DB>> {
    let statements = statements(scope)?;
    if !DB::INSERTS_SELECTED || scope.stored.table.distribution.is_some() {
        check_parents_of(connection, scope, row).await?;
        return Ok(args.of(statements.insert));
    }
    let mut statement = Statement::<DB>::with_later(statements.insert_into, 0, args.finish());
    statement.push("SELECT ").placeholders(statements.width).push(" WHERE TRUE");
    require_parents(&mut statement, scope, row)?;
    Ok(statement.finish())
}

impl Plan<'_> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        scope.stored.normalize(self.row)?;
        self.row.check()?;
        if let Some(numbering) = &scope.stored.table.numbering {
            let number = tables.take_numbers(scope.stored, numbering, self.row, 1)?;
            number::set(scope.stored.table, self.row, number);
        }
        tables.insert(scope.stored, self.row)
    }
}
