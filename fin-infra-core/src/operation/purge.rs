//! Permanently removing rows that were deleted before a time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::Connection;

use super::count::count;
use super::diagnose::named_referrer;
use super::{Operation, reads};
use crate::backend::{Backend, Referring};
use crate::column::InMemory;
use crate::error::Result;
use crate::memory::Tables;
use crate::purged::{KeptBy, PASSES, Purged};
use crate::query::{Query, Rows};
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::sql::{Args, Statement, failure, finish, transaction};
use crate::tenant::Scope;
use crate::value::bound;

/// How often a statement is run if rows that are inserted concurrently refer to its rows.
const ATTEMPTS: usize = 3;

/// Permanently removes the rows that were deleted before a time and are not referred to, and returns how many there
/// were.
pub(crate) struct Purge {
    pub(crate) before: DateTime<Utc>,
}

impl<R: Resource> Operation<R> for Purge {
    type Output = Purged;

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection, scope: &Scope<R>) -> Result<Purged>
    where
        R: SqlTable<DB>,
    {
        let Some(before) = bound(self.before) else { return Ok(Purged::default()) };
        self.before = before;
        // If a failure would abort the transaction, first query whether there can be one.
        if DB::FAILURE_ENDS_TRANSACTION && connection.is_in_transaction() {
            return self.remove_in_transaction::<R, DB>(connection, scope).await;
        }
        match self.remove_all::<R, DB>(connection, scope).await {
            Err(error) if error.is_foreign_key() => {
                let referring = referring::<R, DB>(connection).await?;
                self.remove_unreferenced::<R, DB>(connection, scope, &referring, ATTEMPTS).await
            }
            purged => purged,
        }
    }

    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<Purged>
    where
        R: StoredIn<InMemory>,
    {
        let query = Query { rows: Rows::Deleted, ..Query::new() };
        let rows = tables.select::<R>(scope, &query)?;
        let Some(before) = bound(self.before) else { return Ok(Purged::default()) };
        let before = crate::value::Native::scalar(&before);
        let old =
            rows.iter().filter(|row| R::TABLE.deleted_at.is_some_and(|ordinal| row[ordinal].scalar < before));
        let keys: Vec<_> = old.map(|row| Tables::key_of(R::TABLE, row)).collect();
        let count = keys.len();
        let kept = tables.remove_free(R::TABLE, keys);
        let mut by = BTreeMap::<&str, u64>::new();
        for table in kept.iter().flatten() {
            *by.entry(table).or_default() += 1;
        }
        let kept_by = by.into_iter().map(|(table, rows)| KeptBy { table: table.to_owned(), rows });
        Ok(Purged {
            removed: (count - kept.len()) as u64,
            kept: kept.len() as u64,
            kept_by: kept_by.collect(),
        })
    }
}

async fn referring<R: SqlTable<DB>, DB: Backend>(connection: &mut DB::Connection) -> Result<Vec<Referring>> {
    DB::referring(connection, R::TABLE.name).await.map_err(failure::<R, DB>)
}

impl Purge {
    /// Removes all of the rows in one statement.
    async fn remove_all<R: SqlTable<DB>, DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
    ) -> Result<Purged> {
        let removed = self.remove::<R, DB>(connection, scope, "").await?;
        Ok(Purged { removed, ..Purged::default() })
    }

    /// Removes the rows in a transaction that a failure would abort.
    async fn remove_in_transaction<R: SqlTable<DB>, DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
    ) -> Result<Purged> {
        let referring = referring::<R, DB>(connection).await?;
        if referring.is_empty() {
            return self.remove_all::<R, DB>(connection, scope).await;
        }
        // Rows that refer to each other can only be removed together.
        if referring.iter().any(|table| table.is(R::TABLE)) {
            let mut savepoint = transaction::<DB>(connection).await?;
            let purged = self.remove_all::<R, DB>(&mut savepoint, scope).await;
            match finish(savepoint, purged).await {
                Err(error) if error.is_foreign_key() => {}
                purged => return purged,
            }
        }
        self.remove_unreferenced::<R, DB>(connection, scope, &referring, 1).await
    }

    /// Removes the rows that are not referred to, and returns which tables keep the others.
    async fn remove_unreferenced<R: SqlTable<DB>, DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
        referring: &[Referring],
        attempts: usize,
    ) -> Result<Purged> {
        let conditions: Vec<String> = referring.iter().map(|table| table.condition::<DB>(R::TABLE)).collect();
        let is_free =
            conditions.iter().map(|refers| format!(" AND NOT {refers}")).collect::<Vec<_>>().concat();
        let passes = if referring.iter().any(|table| table.is(R::TABLE)) { PASSES } else { 1 };
        let mut purged = Purged::default();
        for _ in 0..passes {
            let removed = self.remove_with_retries::<R, DB>(connection, scope, &is_free, attempts).await?;
            purged.removed += removed;
            if removed == 0 {
                break;
            }
        }
        purged.kept = self.count::<R, DB>(connection, scope, "").await?;
        if purged.kept > 0 {
            for (table, refers) in referring.iter().zip(&conditions) {
                let rows = self.count::<R, DB>(connection, scope, &format!(" AND {refers}")).await?;
                purged.kept_by.extend((rows > 0).then(|| KeptBy { table: table.table.clone(), rows }));
            }
            purged.kept_by.sort_by(|one, other| one.table.cmp(&other.table));
        }
        Ok(purged)
    }

    /// Removes the rows that match a condition. It retries if a row that refers to one of them is inserted
    /// concurrently.
    async fn remove_with_retries<R: SqlTable<DB>, DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
        condition: &str,
        attempts: usize,
    ) -> Result<u64> {
        let mut attempt = 1;
        loop {
            match self.remove::<R, DB>(connection, scope, condition).await {
                Err(error) if error.is_foreign_key() && attempt < attempts => attempt += 1,
                removed => return removed,
            }
        }
    }

    async fn remove<R: SqlTable<DB>, DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
        condition: &str,
    ) -> Result<u64> {
        let arguments = Args::new().scope(scope)?.time(&self.before)?;
        let purge = reads::<R, DB>(scope)?.purge;
        let (sql, arguments) = if condition.is_empty() {
            arguments.of(purge)
        } else {
            let mut statement = Statement::<DB>::with(purge, arguments.finish());
            statement.push(condition);
            statement.finish()
        };
        let removed = DB::execute(connection, sql, arguments).await;
        removed.map_err(|error| named_referrer::<R, DB>(failure::<R, DB>(error)))
    }

    /// Counts the remaining rows that match a condition.
    async fn count<R: SqlTable<DB>, DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
        condition: &str,
    ) -> Result<u64> {
        let mut statement = Statement::<DB>::new();
        statement.scoped(reads::<R, DB>(scope)?.count.of(Rows::Deleted), scope)?;
        let deleted_at = R::TABLE.deleted_at.map_or("", |ordinal| R::TABLE.columns[ordinal].name);
        statement.push(" AND ").name(deleted_at).push(" < ").placeholder().push(condition);
        statement.bind::<R>(|args| args.time(&self.before))?;
        count::<R, DB>(connection, statement).await
    }
}
