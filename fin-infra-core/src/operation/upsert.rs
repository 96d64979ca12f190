//! Upserts: inserting a row, or updating the row with the same unique value.

use super::diagnose::violated_constraint;
use super::parents::{check_kept, lock_one, without_parent};
use super::read::{fetch_changed, fetch_one};
use super::{Operation, statements};
use crate::access::Access;
use crate::backend::Backend;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::sql::{Args, failure, transaction_unless_inside};
use crate::statements::Upsert as Statement;
use crate::table::LiveReference;
use crate::tenant::Scope;
use crate::violation::dangling_key;

/// The maximum number of attempts to update the row after a concurrent insert of the same unique value.
const ATTEMPTS: usize = 3;

/// Inserts a row, or updates the tenant's live row with the same unique value.
pub(crate) struct Upsert<'a, R: Resource> {
    pub(crate) row: &'a mut R::Read,
    /// The index of the unique constraint.
    pub(crate) unique: usize,
}

impl<R: Resource> Upsert<'_, R> {
    /// Returns the values of columns, by their ordinals.
    fn values<DB: Backend>(&self, ordinals: &[usize]) -> Result<Args<R, DB>>
    where
        R: SqlTable<DB>,
    {
        let mut arguments = DB::Arguments::default();
        ordinals.iter().try_for_each(|&ordinal| self.add::<DB>(ordinal, &mut arguments))?;
        Ok(Args::after(arguments))
    }

    /// Adds the value of a column. The ordinals of folded copies follow after those of the columns.
    fn add<DB: Backend>(&self, ordinal: usize, arguments: &mut DB::Arguments) -> Result<()>
    where
        R: SqlTable<DB>,
    {
        let Some(number) = ordinal.checked_sub(R::TABLE.columns.len()) else {
            return R::add_value::<DB>(R::COLUMNS, ordinal, self.row, arguments);
        };
        let folded = R::TABLE.folded().nth(number).map_or(ordinal, |(ordinal, _)| ordinal);
        R::add_folded::<DB>(R::COLUMNS, folded, self.row, arguments)
    }

    /// Updates the row with the unique value if the references to rows that are not live are unchanged.
    async fn store_kept<DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
        missing: &[LiveReference],
    ) -> Result<Option<R::Read>>
    where
        R: SqlTable<DB>,
    {
        let found = lock_one::<R, DB>(connection, scope, |statement| {
            R::TABLE.key_ordinals(&R::TABLE.uniques[self.unique]).try_for_each(|ordinal| {
                statement.push(" AND ").name(R::TABLE.name_at(ordinal)).push(" = ").placeholder();
                self.add::<DB>(ordinal, &mut statement.arguments)
            })
        });
        match (found.await?, missing) {
            (Some(row), missing) => check_kept::<R, DB>(missing, &row, self.row)?,
            (None, [first, ..]) => return Err(dangling_key(R::TABLE, first.key)),
            (None, []) => {}
        }
        self.store::<DB>(connection).await
    }

    /// Updates the row with the unique value, or inserts this one.
    async fn store<DB: Backend>(&self, connection: &mut DB::Connection) -> Result<Option<R::Read>>
    where
        R: SqlTable<DB>,
    {
        let statements = statements::<R, DB>()?;
        let rows = std::slice::from_ref(&*self.row);
        let stored = |sql| Ok::<_, Error>(Args::<R, DB>::new().rows(rows, statements.width)?.of(sql));
        match &statements.upserts[self.unique] {
            Statement::OneStatement(sql) => match fetch_changed::<R, DB>(connection, stored(sql)?).await {
                Ok(Some(row)) => Ok(Some(row)),
                Ok(None) => Err(Error::not_found().of(R::TABLE.name)),
                Err(error) => Err(violated_constraint::<R, DB>(connection, error, rows).await),
            },
            Statement::UpdateFirst { update, update_values, select, select_values } => {
                for _ in 0..ATTEMPTS {
                    // In one transaction: otherwise, the row could be changed again before it is read.
                    let mut transaction = transaction_unless_inside::<DB>(connection).await?;
                    let inner = transaction.connection();
                    let row =
                        self.change::<DB>(inner, (update, update_values), (select, select_values)).await;
                    if let Some(row) = transaction.finish(row).await? {
                        return Ok(Some(row));
                    }
                    let (sql, arguments) = stored(statements.insert)?;
                    match DB::execute(connection, sql, arguments).await.map_err(failure::<R, DB>) {
                        Ok(_) => return Ok(None),
                        Err(error) if error.constraint() == Some(R::TABLE.uniques[self.unique].name) => {}
                        Err(error) => return Err(error),
                    }
                }
                Err(Error::unavailable("others kept changing the same row; try again").of(R::TABLE.name))
            }
        }
    }

    /// Updates the row with the unique value and reads it; `None` if there is no such row.
    async fn change<DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        (update, update_values): (&'static str, &[usize]),
        (select, select_values): (&'static str, &[usize]),
    ) -> Result<Option<R::Read>>
    where
        R: SqlTable<DB>,
    {
        let (sql, arguments) = self.values::<DB>(update_values)?.of(update);
        let changed = DB::execute(connection, sql, arguments).await;
        if changed.map_err(failure::<R, DB>)? == 0 {
            return Ok(None);
        }
        fetch_one::<R, DB>(connection, self.values::<DB>(select_values)?.of(select)).await
    }
}

impl<R: Resource> Operation<R> for Upsert<'_, R> {
    /// The stored row; `None` if it equals the normalized input.
    type Output = Option<R::Read>;

    async fn sql<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
    ) -> Result<Option<R::Read>>
    where
        R: SqlTable<DB>,
    {
        R::normalize::<DB>(R::COLUMNS, self.row)?;
        R::check(self.row)?;
        let missing = without_parent::<R, DB>(connection, scope, self.row).await?;
        if missing.is_empty() {
            return self.store::<DB>(connection).await;
        }
        // Boxed, since it is rare: otherwise the future of every upsert would reserve space for it.
        Box::pin(async {
            let mut transaction = transaction_unless_inside::<DB>(connection).await?;
            let row = self.store_kept::<DB>(transaction.connection(), scope, &missing).await;
            transaction.finish(row).await
        })
        .await
    }

    fn memory(self, tables: &mut Tables, _scope: &Scope<R>) -> Result<Option<R::Read>>
    where
        R: StoredIn<InMemory>,
    {
        R::normalize::<InMemory>(R::COLUMNS, self.row)?;
        R::check(self.row)?;
        tables.check_parents_of_upsert::<R>(self.row, self.unique)?;
        tables.upsert::<R>(self.row, self.unique).map(Some)
    }
}
