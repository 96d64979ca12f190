//! Permanently removing rows that were deleted before a time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::Connection;

use super::diagnose::named_referrer;
use super::select::{count, counting};
use super::{Operation, Plan as AnyPlan, reads};
use crate::backend::{Backend, Referring};
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::purged::{KeptBy, PASSES, Purged};
use crate::query::{Everything, Rows, Selected};
use crate::resource::{Resource, StoredIn};
use crate::sql::{Args, Statement, finish, transaction};
use crate::tenant::ErasedScope;
use crate::value::bound;

/// The maximum number of attempts if concurrent inserts add references to the rows.
const ATTEMPTS: usize = 3;

/// Permanently removes the rows that were deleted before a time and are not referred to, and returns how many there
/// were.
pub(crate) struct Purge {
    before: DateTime<Utc>,
    purged: Purged,
}

impl Purge {
    pub(crate) fn new(before: DateTime<Utc>) -> Self {
        Self { before, purged: Purged::default() }
    }
}

impl<R: Resource> Operation<R> for Purge {
    type Output = Purged;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Purge(Plan { before: self.before, purged: &mut self.purged })
    }

    fn output(self) -> Result<Purged> {
        Ok(self.purged)
    }
}

pub struct Plan<'a> {
    before: DateTime<Utc>,
    purged: &'a mut Purged,
}

impl Plan<'_> {
    pub(super) async fn run<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let Some(before) = bound(self.before) else { return Ok(()) };
        // Boxed to keep the futures of other operations small.
        *self.purged = Box::pin(purge(connection, Purgeable { scope, before })).await?;
        Ok(())
    }

    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let table = scope.stored.table;
        let deleted = Selected { filter: &Everything, search: &[], rows: Rows::Deleted };
        let rows = tables.select(scope, deleted)?;
        let Some(before) = bound(self.before) else { return Ok(()) };
        let before = crate::value::Native::scalar(&before);
        let purgeable =
            rows.iter().filter(|row| table.deleted_at.is_some_and(|ordinal| row[ordinal].scalar < before));
        let keys: Vec<_> = purgeable.map(|row| Tables::key_of(table, row)).collect();
        let count = keys.len();
        let kept = tables.remove_free(table, keys);
        let mut by = BTreeMap::<&str, u64>::new();
        for name in kept.iter().flatten() {
            *by.entry(name).or_default() += 1;
        }
        let kept_by = by.into_iter().map(|(table, rows)| KeptBy { table: table.to_owned(), rows });
        *self.purged = Purged {
            removed: (count - kept.len()) as u64,
            kept: kept.len() as u64,
            kept_by: kept_by.collect(),
        };
        Ok(())
    }
}

/// The rows of a scope that were deleted before a time.
struct Purgeable<'a, DB: Backend> {
    scope: ErasedScope<'a, DB>,
    before: DateTime<Utc>,
}

async fn purge<DB: Backend>(connection: &mut DB::Connection, purgeable: Purgeable<'_, DB>) -> Result<Purged> {
    // If a failure would abort the transaction, first query whether there can be one.
    if DB::FAILURE_ENDS_TRANSACTION && connection.is_in_transaction() {
        return purgeable.remove_in_transaction(connection).await;
    }
    match purgeable.remove_all(connection).await {
        Err(error) if error.is_foreign_key() => {
            let referring = purgeable.referring(connection).await?;
            purgeable.remove_unreferenced(connection, &referring, ATTEMPTS).await
        }
        purged => purged,
    }
}

impl<DB: Backend> Purgeable<'_, DB> {
    async fn referring(&self, connection: &mut DB::Connection) -> Result<Vec<Referring>> {
        let referring = DB::referring(connection, self.scope.stored.table.name).await;
        referring.map_err(|error| self.scope.failure(error))
    }

    /// Removes all of the rows in one statement.
    async fn remove_all(&self, connection: &mut DB::Connection) -> Result<Purged> {
        let removed = self.remove(connection, "").await?;
        Ok(Purged { removed, ..Purged::default() })
    }

    /// Removes the rows in a transaction that a failure would abort.
    async fn remove_in_transaction(&self, connection: &mut DB::Connection) -> Result<Purged> {
        let referring = self.referring(connection).await?;
        if referring.is_empty() {
            return self.remove_all(connection).await;
        }
        // Rows that refer to each other can only be removed together.
        if referring.iter().any(|table| table.is(self.scope.stored.table)) {
            let mut savepoint = transaction::<DB>(connection).await?;
            let purged = self.remove_all(&mut savepoint).await;
            match finish(savepoint, purged).await {
                Err(error) if error.is_foreign_key() => {}
                purged => return purged,
            }
        }
        self.remove_unreferenced(connection, &referring, 1).await
    }

    /// Removes the rows that are not referred to, and returns which tables keep the others.
    async fn remove_unreferenced(
        &self,
        connection: &mut DB::Connection,
        referring: &[Referring],
        attempts: usize,
    ) -> Result<Purged> {
        let conditions: Vec<String> =
            referring.iter().map(|table| table.condition::<DB>(self.scope.stored.table)).collect();
        let unreferenced =
            conditions.iter().map(|refers| format!(" AND NOT {refers}")).collect::<Vec<_>>().concat();
        let passes = if referring.iter().any(|table| table.is(self.scope.stored.table)) { PASSES } else { 1 };
        let mut purged = Purged::default();
        for _ in 0..passes {
            let removed = self.remove_with_retries(connection, &unreferenced, attempts).await?;
            purged.removed += removed;
            if removed == 0 {
                break;
            }
        }
        purged.kept = self.count(connection, "").await?;
        if purged.kept > 0 {
            for (table, refers) in referring.iter().zip(&conditions) {
                let rows = self.count(connection, &format!(" AND {refers}")).await?;
                purged.kept_by.extend((rows > 0).then(|| KeptBy { table: table.table.clone(), rows }));
            }
            purged.kept_by.sort_by(|one, other| one.table.cmp(&other.table));
        }
        Ok(purged)
    }

    /// Removes the rows that match a condition. It retries if a row that refers to one of them is inserted
    /// concurrently.
    async fn remove_with_retries(
        &self,
        connection: &mut DB::Connection,
        condition: &str,
        attempts: usize,
    ) -> Result<u64> {
        let mut attempt = 1;
        loop {
            match self.remove(connection, condition).await {
                Err(error) if error.is_foreign_key() && attempt < attempts => attempt += 1,
                removed => return removed,
            }
        }
    }

    async fn remove(&self, connection: &mut DB::Connection, condition: &str) -> Result<u64> {
        let mut args = Args::new(self.scope);
        args.scope()?.time(&self.before)?;
        let purge = reads(self.scope)?.purge;
        let (sql, arguments) = if condition.is_empty() {
            args.of(purge)
        } else {
            let mut statement = Statement::<DB>::with(purge, args.finish());
            statement.push(condition);
            statement.finish()
        };
        let removed = DB::execute(connection, sql, arguments).await;
        removed.map_err(|error| named_referrer(self.scope, self.scope.failure(error)))
    }

    /// Counts the remaining rows that match a condition.
    async fn count(&self, connection: &mut DB::Connection, condition: &str) -> Result<u64> {
        let mut statement = counting(self.scope, Rows::Deleted)?;
        let table = self.scope.stored.table;
        let deleted_at = table.deleted_at.map_or("", |ordinal| table.columns[ordinal].name);
        statement.push(" AND ").name(deleted_at).push(" < ").placeholder().push(condition);
        statement.bind(self.scope, |args| args.time(&self.before))?;
        count(connection, statement, self.scope).await
    }
}
