//! What was deleted long ago goes for good.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::{Connection, SqlSafeStr};

use super::change::add_time;
use super::count::count;
use super::diagnose::named_referrer;
use super::{Operation, arguments, reads};
use crate::backend::{Backend, Referring};
use crate::column::InMemory;
use crate::error::Result;
use crate::memory::Tables;
use crate::purged::{KeptBy, PASSES, Purged};
use crate::query::{Query, Rows};
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::sql::failure;
use crate::sql::statement::Statement;
use crate::sql::{finish, transaction};
use crate::tenant::Scope;
use crate::value::bound;

/// How often a statement is run again that lost against rows that came meanwhile.
const ATTEMPTS: usize = 3;

/// Removes for good what was deleted before a time and is not referred to, and says how many rows that were.
pub(crate) struct Purge<R: Resource> {
    pub(crate) scope: Scope<R>,
    pub(crate) before: DateTime<Utc>,
}

impl<R: Resource> Operation<R> for Purge<R> {
    type Output = Purged;

    fn scope(&self) -> &Scope<R> {
        &self.scope
    }

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection) -> Result<Purged>
    where
        R: SqlTable<DB>,
    {
        let Some(before) = bound(self.before) else { return Ok(Purged::default()) };
        self.before = before;
        // Where a refusal would end the transaction, it is asked first whether there can be one.
        if DB::FAILURE_ENDS_TRANSACTION && connection.is_in_transaction() {
            return self.within::<DB>(connection).await;
        }
        match self.all::<DB>(connection).await {
            Err(error) if error.is_foreign_key() => {
                let referring = referring::<R, DB>(connection).await?;
                self.free::<DB>(connection, &referring, ATTEMPTS).await
            }
            purged => purged,
        }
    }

    fn memory(self, tables: &mut Tables) -> Result<Purged>
    where
        R: StoredIn<InMemory>,
    {
        let query = Query { rows: Rows::Deleted, ..Query::new() };
        let rows = tables.select::<R>(&self.scope, &query)?;
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

impl<R: Resource> Purge<R> {
    /// Removes all of the rows, in one statement.
    async fn all<DB: Backend>(&self, connection: &mut DB::Connection) -> Result<Purged>
    where
        R: SqlTable<DB>,
    {
        let removed = self.remove::<DB>(connection, "").await?;
        Ok(Purged { removed, ..Purged::default() })
    }

    /// The same in a transaction that a refusal would end.
    async fn within<DB: Backend>(&self, connection: &mut DB::Connection) -> Result<Purged>
    where
        R: SqlTable<DB>,
    {
        let referring = referring::<R, DB>(connection).await?;
        if referring.is_empty() {
            return self.all::<DB>(connection).await;
        }
        // Rows that refer to each other go together or not at all.
        if referring.iter().any(|table| table.is(R::TABLE)) {
            let mut savepoint = transaction::<DB>(connection).await?;
            let purged = self.all::<DB>(&mut savepoint).await;
            match finish(savepoint, purged).await {
                Err(error) if error.is_foreign_key() => {}
                purged => return purged,
            }
        }
        self.free::<DB>(connection, &referring, 1).await
    }

    /// Removes those that nothing refers to, and says what keeps the others.
    async fn free<DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        referring: &[Referring],
        attempts: usize,
    ) -> Result<Purged>
    where
        R: SqlTable<DB>,
    {
        let conditions: Vec<String> = referring.iter().map(|table| table.condition::<DB>(R::TABLE)).collect();
        let is_free =
            conditions.iter().map(|refers| format!(" AND NOT {refers}")).collect::<Vec<_>>().concat();
        let passes = if referring.iter().any(|table| table.is(R::TABLE)) { PASSES } else { 1 };
        let mut purged = Purged::default();
        for _ in 0..passes {
            let removed = self.remove_again::<DB>(connection, &is_free, attempts).await?;
            purged.removed += removed;
            if removed == 0 {
                break;
            }
        }
        purged.kept = self.count::<DB>(connection, "").await?;
        if purged.kept > 0 {
            for (table, refers) in referring.iter().zip(&conditions) {
                let rows = self.count::<DB>(connection, &format!(" AND {refers}")).await?;
                purged.kept_by.extend((rows > 0).then(|| KeptBy { table: table.table.clone(), rows }));
            }
            purged.kept_by.sort_by(|one, other| one.table.cmp(&other.table));
        }
        Ok(purged)
    }

    /// Removes those that a condition is true of, again where a row came meanwhile that refers to one of them.
    async fn remove_again<DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        condition: &str,
        attempts: usize,
    ) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        let mut attempt = 1;
        loop {
            match self.remove::<DB>(connection, condition).await {
                Err(error) if error.is_foreign_key() && attempt < attempts => attempt += 1,
                removed => return removed,
            }
        }
    }

    async fn remove<DB: Backend>(&self, connection: &mut DB::Connection, condition: &str) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        let mut arguments = arguments::<R, DB>(&self.scope)?;
        add_time::<R, DB>(&self.before, &mut arguments)?;
        let purge = reads::<R, DB>(&self.scope)?.purge;
        let (sql, arguments) = if condition.is_empty() {
            (purge.into_sql_str(), arguments)
        } else {
            let mut statement = Statement::<DB>::with(purge, arguments);
            statement.push(condition);
            statement.finish()
        };
        let removed = DB::execute(connection, sql, arguments).await;
        removed.map_err(|error| named_referrer::<R, DB>(failure::<R, DB>(error)))
    }

    /// Counts those that are still there and that a condition is true of.
    async fn count<DB: Backend>(&self, connection: &mut DB::Connection, condition: &str) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        let mut statement = Statement::<DB>::new();
        statement.scoped(reads::<R, DB>(&self.scope)?.count.deleted, &self.scope)?;
        let deleted_at = R::TABLE.deleted_at.map_or("", |ordinal| R::TABLE.columns[ordinal].name);
        statement.push(" AND ").name(deleted_at).push(" < ").placeholder().push(condition);
        add_time::<R, DB>(&self.before, &mut statement.arguments)?;
        count::<R, DB>(connection, statement).await
    }
}
