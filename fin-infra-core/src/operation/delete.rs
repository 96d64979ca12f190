//! Rows that go, and rows that come back.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::{SqlSafeStr, SqlStr};

use super::change::{add_time, add_version, change_one, missing};
use super::diagnose::name_referrer;
use super::read::{IDS_PER_STATEMENT, check_ids};
use super::{Operation, statements};
use crate::access::Access;
use crate::backend::Backend;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::query::Rows;
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::sql::failure;
use crate::sql::statement::Statement;
use crate::sql::{finish, transaction};
use crate::tenant::Scope;

/// Adds what marks a row as deleted: the time of deletion, and that of the last change.
fn add_times<R: Resource, DB: Backend>(now: &DateTime<Utc>, arguments: &mut DB::Arguments) -> Result<()> {
    let ordinals = [R::TABLE.deleted_at, R::TABLE.updated_at.and(R::TABLE.deleted_at)];
    ordinals.into_iter().flatten().try_for_each(|_| add_time::<R, DB>(now, arguments))
}

/// Adds the tenant of a scope.
fn add_scope<R: SqlTable<DB>, DB: Backend>(scope: &Scope<R>, arguments: &mut DB::Arguments) -> Result<()> {
    match scope {
        Scope::Tenant(tenant) => R::add_tenant::<DB>(R::COLUMNS, tenant, arguments),
        Scope::AllTenants => Err(Error::database("rows are deleted within one tenant").of(R::TABLE.name)),
    }
}

/// Runs a statement that removes rows, and says how many.
async fn remove<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    sql: SqlStr,
    arguments: DB::Arguments,
    scope: &Scope<R>,
    ids: &[R::Id],
) -> Result<u64> {
    match DB::execute(connection, sql, arguments).await.map_err(failure::<R, DB>) {
        // A row that goes breaks no reference but one to itself.
        Err(error) if error.is_foreign_key() => Err(name_referrer(connection, error, scope, ids).await),
        removed => removed,
    }
}

/// Deletes a live row: softly where the resource does, else for good.
pub(crate) struct Delete<R: Resource> {
    pub(crate) scope: Scope<R>,
    pub(crate) id: R::Id,
    pub(crate) version: Option<i64>,
    pub(crate) now: DateTime<Utc>,
}

impl<R: Resource> Operation<R> for Delete<R> {
    type Output = ();

    fn scope(&self) -> &Scope<R> {
        &self.scope
    }

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection) -> Result<()>
    where
        R: SqlTable<DB>,
    {
        let sql = statements::<R, DB>()?.delete;
        let mut arguments = DB::Arguments::default();
        add_times::<R, DB>(&self.now, &mut arguments)?;
        add_scope::<R, DB>(&self.scope, &mut arguments)?;
        R::add_id::<DB>(R::COLUMNS, &self.id, &mut arguments)?;
        add_version::<R, DB>(self.version, &mut arguments)?;
        let ids = std::slice::from_ref(&self.id);
        match remove::<R, DB>(connection, sql.into_sql_str(), arguments, &self.scope, ids).await? {
            0 => Err(missing::<R, DB>(connection, &self.scope, &self.id, self.version).await),
            _ => Ok(()),
        }
    }

    fn memory(self, tables: &mut Tables) -> Result<()>
    where
        R: StoredIn<InMemory>,
    {
        let key = tables.target::<R>(&self.scope, &self.id, Rows::Live, self.version)?;
        tables.delete::<R>(&[key], self.now).map(drop)
    }
}

/// Deletes all of the rows that are there, and says how many that were.
pub(crate) struct DeleteMany<R: Resource> {
    pub(crate) scope: Scope<R>,
    pub(crate) ids: Vec<R::Id>,
    pub(crate) now: DateTime<Utc>,
}

impl<R: Resource> DeleteMany<R> {
    async fn chunks<DB: Backend>(&self, connection: &mut DB::Connection) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        let mut deleted = 0;
        for ids in self.ids.chunks(IDS_PER_STATEMENT) {
            deleted += self.chunk::<DB>(connection, ids).await?;
        }
        Ok(deleted)
    }

    async fn chunk<DB: Backend>(&self, connection: &mut DB::Connection, ids: &[R::Id]) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        let sql = statements::<R, DB>()?.delete_many;
        let mut arguments = DB::Arguments::default();
        add_times::<R, DB>(&self.now, &mut arguments)?;
        add_scope::<R, DB>(&self.scope, &mut arguments)?;
        let mut statement = Statement::<DB>::with(sql, arguments);
        ids.iter().try_for_each(|id| R::add_id::<DB>(R::COLUMNS, id, &mut statement.arguments))?;
        statement.placeholders(ids.len()).push(")");
        let (sql, arguments) = statement.finish();
        remove::<R, DB>(connection, sql, arguments, &self.scope, ids).await
    }
}

impl<R: Resource> Operation<R> for DeleteMany<R> {
    type Output = u64;

    fn scope(&self) -> &Scope<R> {
        &self.scope
    }

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        check_ids::<R>(&self.ids)?;
        match self.ids.len() {
            0 => Ok(0),
            1..=IDS_PER_STATEMENT => self.chunk::<DB>(connection, &self.ids).await,
            _ => {
                let mut transaction = transaction::<DB>(connection).await?;
                let deleted = self.chunks::<DB>(&mut transaction).await;
                finish(transaction, deleted).await
            }
        }
    }

    fn memory(self, tables: &mut Tables) -> Result<u64>
    where
        R: StoredIn<InMemory>,
    {
        check_ids::<R>(&self.ids)?;
        let target = |id| tables.target::<R>(&self.scope, id, Rows::Live, None).ok();
        let keys: BTreeSet<_> = self.ids.iter().filter_map(target).collect();
        tables.delete::<R>(&Vec::from_iter(keys), self.now)
    }
}

/// Removes a row for good, live or deleted.
pub(crate) struct HardDelete<R: Resource> {
    pub(crate) scope: Scope<R>,
    pub(crate) id: R::Id,
}

impl<R: Resource> Operation<R> for HardDelete<R> {
    type Output = ();

    fn scope(&self) -> &Scope<R> {
        &self.scope
    }

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection) -> Result<()>
    where
        R: SqlTable<DB>,
    {
        let sql = statements::<R, DB>()?.hard_delete;
        let mut arguments = DB::Arguments::default();
        add_scope::<R, DB>(&self.scope, &mut arguments)?;
        R::add_id::<DB>(R::COLUMNS, &self.id, &mut arguments)?;
        let ids = std::slice::from_ref(&self.id);
        match remove::<R, DB>(connection, sql.into_sql_str(), arguments, &self.scope, ids).await? {
            0 => Err(Error::not_found().of(R::TABLE.name)),
            _ => Ok(()),
        }
    }

    fn memory(self, tables: &mut Tables) -> Result<()>
    where
        R: StoredIn<InMemory>,
    {
        let key = tables.target::<R>(&self.scope, &self.id, Rows::All, None)?;
        tables.remove(R::TABLE, &[key])
    }
}

/// Makes a deleted row live again, and gives it.
pub(crate) struct Restore<R: Resource> {
    pub(crate) scope: Scope<R>,
    pub(crate) id: R::Id,
    pub(crate) now: DateTime<Utc>,
}

impl<R: Resource> Operation<R> for Restore<R> {
    type Output = R::Read;

    fn scope(&self) -> &Scope<R> {
        &self.scope
    }

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection) -> Result<R::Read>
    where
        R: SqlTable<DB>,
    {
        let sql = statements::<R, DB>()?.restore;
        let mut arguments = DB::Arguments::default();
        if R::TABLE.updated_at.is_some() {
            add_time::<R, DB>(&self.now, &mut arguments)?;
        }
        add_scope::<R, DB>(&self.scope, &mut arguments)?;
        R::add_id::<DB>(R::COLUMNS, &self.id, &mut arguments)?;
        let row =
            change_one::<R, DB>(connection, sql.into_sql_str(), arguments, &self.scope, &self.id).await?;
        row.ok_or_else(|| Error::not_found().of(R::TABLE.name))
    }

    fn memory(self, tables: &mut Tables) -> Result<R::Read>
    where
        R: StoredIn<InMemory>,
    {
        let key = tables.target::<R>(&self.scope, &self.id, Rows::Deleted, None)?;
        tables.restore::<R>(&key, self.now)
    }
}
