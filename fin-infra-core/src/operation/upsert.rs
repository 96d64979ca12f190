//! Upserts: inserting a row, or updating the row with the same unique value.

use super::diagnose::violated_constraint;
use super::found::One;
use super::parents::{check_unchanged, lock_one, missing_parents};
use super::read::{fetch_changed, fetch_one, found_in_memory};
use super::{Operation, Plan as AnyPlan, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::resource::{Resource, StoredIn};
use crate::sql::{Args, transaction_unless_inside};
use crate::statements::Upsert as Statement;
use crate::stored::{AnyRow, RowSink, StoredTable};
use crate::table::LiveReference;
use crate::tenant::ErasedScope;
use crate::violation::dangling_key;

/// The maximum number of attempts to update the row after a concurrent insert of the same unique value.
const ATTEMPTS: usize = 3;

/// Inserts a row, or updates the tenant's live row with the same unique value.
pub(crate) struct Upsert<R: Resource> {
    row: R::Read,
    unique: usize,
    /// The stored row, unless it equals the normalized input.
    found: One<R>,
}

impl<R: Resource> Upsert<R> {
    /// `unique` is the index of the unique constraint.
    pub(crate) fn new(row: R::Read, unique: usize) -> Self {
        Self { row, unique, found: One::default() }
    }
}

impl<R: Resource> Operation<R> for Upsert<R> {
    /// The stored row.
    type Output = R::Read;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Upsert(Plan { row: &mut self.row, unique: self.unique, found: &mut self.found })
    }

    fn output(self) -> Result<R::Read> {
        Ok(self.found.row.unwrap_or(self.row))
    }
}

pub struct Plan<'a, M: Medium> {
    row: &'a mut dyn AnyRow,
    unique: usize,
    found: &'a mut dyn RowSink<M>,
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        scope.stored.normalize(self.row)?;
        self.row.check()?;
        tables.check_parents_of_upsert(scope.stored, self.row, self.unique)?;
        let stored = tables.upsert(scope.stored, self.row, self.unique)?;
        found_in_memory(stored, self.found)
    }
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        scope.stored.normalize(self.row)?;
        self.row.check()?;
        // Boxed to keep the futures of other operations small.
        Box::pin(self.run_normalized(connection, scope)).await
    }

    async fn run_normalized(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let missing = missing_parents(connection, scope, self.row).await?;
        if missing.is_empty() {
            return self.store(connection, scope).await;
        }
        let mut transaction = transaction_unless_inside::<DB>(connection).await?;
        let stored = self.store_with_missing_parents(transaction.connection(), scope, &missing).await;
        transaction.finish(stored).await
    }

    /// Updates the row with the unique value if the references to rows that are not live are unchanged.
    async fn store_with_missing_parents(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
        missing: &[LiveReference],
    ) -> Result<()> {
        let (stored, table) = (scope.stored, scope.stored.table);
        let row = &*self.row;
        let found = lock_one(connection, scope, |statement| {
            table.key_ordinals(&table.uniques[self.unique]).try_for_each(|ordinal| {
                statement.push(" AND ").name(table.name_at(ordinal)).push(" = ").placeholder();
                add(stored, ordinal, row, &mut statement.arguments)
            })
        });
        match (found.await?, missing) {
            (Some(found), missing) => check_unchanged(stored, missing, &*found, row)?,
            (None, [first, ..]) => return Err(dangling_key(table, first.key)),
            (None, []) => {}
        }
        self.store(connection, scope).await
    }

    /// Updates the row with the unique value, or inserts this one.
    async fn store(&mut self, connection: &mut DB::Connection, scope: ErasedScope<'_, DB>) -> Result<()> {
        let (table, statements) = (scope.stored.table, statements(scope)?);
        let rows = &[&*self.row];
        let stored = |sql| Ok::<_, Error>(Args::new(scope).rows(rows, statements.width)?.of(sql));
        match &statements.upserts[self.unique] {
            Statement::OneStatement(sql) => {
                match fetch_changed(connection, stored(sql)?, scope, self.found).await {
                    Ok(true) => Ok(()),
                    Ok(false) => Err(Error::not_found().of(table.name)),
                    Err(error) => Err(violated_constraint(connection, scope, error, rows).await),
                }
            }
            Statement::UpdateFirst { update, update_values, select, select_values } => {
                for _ in 0..ATTEMPTS {
                    // In one transaction: otherwise, the row could be changed again before it is read.
                    let mut transaction = transaction_unless_inside::<DB>(connection).await?;
                    let (update, select) = ((*update, *update_values), (*select, *select_values));
                    let inner = transaction.connection();
                    let changed = change(inner, scope, rows[0], update, select, self.found).await;
                    if transaction.finish(changed).await? {
                        return Ok(());
                    }
                    let (sql, arguments) = stored(statements.insert)?;
                    let inserted = DB::execute(connection, sql, arguments).await;
                    match inserted.map_err(|error| scope.failure(error)) {
                        Ok(_) => return Ok(()),
                        Err(error) if error.constraint() == Some(table.uniques[self.unique].name) => {}
                        Err(error) => return Err(error),
                    }
                }
                Err(Error::unavailable("others kept changing the same row; try again").of(table.name))
            }
        }
    }
}

/// The SQL of a statement, and the ordinals of its arguments.
type SqlWithOrdinals = (&'static str, &'static [usize]);

/// Updates the row with the unique value and reads it. Returns whether there is such a row.
async fn change<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    row: &dyn AnyRow,
    (update, update_values): SqlWithOrdinals,
    (select, select_values): SqlWithOrdinals,
    found: &mut dyn RowSink<DB>,
) -> Result<bool> {
    let (sql, arguments) = values(scope, update_values, row)?.of(update);
    let changed = DB::execute(connection, sql, arguments).await;
    if changed.map_err(|error| scope.failure(error))? == 0 {
        return Ok(false);
    }
    let select = values(scope, select_values, row)?.of(select);
    fetch_one(connection, select, scope, found).await
}

/// Returns the values of columns, by their ordinals.
fn values<'a, DB: Backend>(
    scope: ErasedScope<'a, DB>,
    ordinals: &[usize],
    row: &dyn AnyRow,
) -> Result<Args<'a, DB>> {
    let mut arguments = DB::Arguments::default();
    ordinals.iter().try_for_each(|&ordinal| add(scope.stored, ordinal, row, &mut arguments))?;
    Ok(Args::after(arguments, scope))
}

/// Adds the value of a column. The ordinals of folded copies follow after those of the columns.
fn add<DB: Backend>(
    stored: &StoredTable<DB>,
    ordinal: usize,
    row: &dyn AnyRow,
    arguments: &mut DB::Arguments,
) -> Result<()> {
    let table = stored.table;
    let Some(number) = ordinal.checked_sub(table.columns.len()) else {
        return stored.add_value(ordinal, row, arguments);
    };
    let folded = table.folded().nth(number).map_or(ordinal, |(ordinal, _)| ordinal);
    stored.add_folded(folded, row, arguments)
}
