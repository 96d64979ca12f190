//! Deleting and restoring rows.

use std::collections::BTreeSet;

use super::change::{change_one, missing};
use super::diagnose::name_referrer;
use super::read::{IDS_PER_STATEMENT, check_ids};
use super::{Operation, statements};
use crate::backend::Backend;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::query::Rows;
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::sql::{Args, Bound, Statement, failure, finish, transaction};
use crate::tenant::Scope;
use chrono::{DateTime, Utc};

/// Runs a statement that removes rows, and returns how many.
async fn remove<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    (sql, arguments): Bound<DB>,
    scope: &Scope<R>,
    ids: &[R::Id],
) -> Result<u64> {
    match DB::execute(connection, sql, arguments).await.map_err(failure::<R, DB>) {
        // Removing a row can only violate a reference to that row.
        Err(error) if error.is_foreign_key() => Err(name_referrer(connection, error, scope, ids).await),
        removed => removed,
    }
}

/// Deletes a live row: softly if the resource has soft delete, otherwise permanently.
pub(crate) struct Delete<R: Resource> {
    pub(crate) id: R::Id,
    pub(crate) version: Option<i64>,
    pub(crate) now: DateTime<Utc>,
}

impl<R: Resource> Operation<R> for Delete<R> {
    type Output = ();

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection, scope: &Scope<R>) -> Result<()>
    where
        R: SqlTable<DB>,
    {
        let arguments =
            Args::new().deleted_at(&self.now)?.tenant(scope)?.id(&self.id)?.version(self.version)?;
        let delete = arguments.of(statements::<R, DB>()?.delete);
        match remove(connection, delete, scope, std::slice::from_ref(&self.id)).await? {
            0 => Err(missing::<R, DB>(connection, scope, &self.id, self.version).await),
            _ => Ok(()),
        }
    }

    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<()>
    where
        R: StoredIn<InMemory>,
    {
        let key = tables.target::<R>(scope, &self.id, Rows::Live, self.version)?;
        tables.delete::<R>(&[key], self.now).map(drop)
    }
}

/// Deletes the live rows with these ids, and returns how many there were.
pub(crate) struct DeleteMany<R: Resource> {
    pub(crate) ids: Vec<R::Id>,
    pub(crate) now: DateTime<Utc>,
}

impl<R: Resource> DeleteMany<R> {
    async fn chunks<DB: Backend>(&self, connection: &mut DB::Connection, scope: &Scope<R>) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        let mut deleted = 0;
        for ids in self.ids.chunks(IDS_PER_STATEMENT) {
            deleted += self.chunk::<DB>(connection, scope, ids).await?;
        }
        Ok(deleted)
    }

    async fn chunk<DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
        ids: &[R::Id],
    ) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        let arguments = Args::new().deleted_at(&self.now)?.tenant(scope)?;
        let mut delete = Statement::<DB>::with(statements::<R, DB>()?.delete_many, arguments.finish());
        delete.bind::<R>(|args| args.ids(ids))?.placeholders(ids.len()).push(")");
        remove(connection, delete.finish(), scope, ids).await
    }
}

impl<R: Resource> Operation<R> for DeleteMany<R> {
    type Output = u64;

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection, scope: &Scope<R>) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        check_ids::<R>(&self.ids)?;
        match self.ids.len() {
            0 => Ok(0),
            1..=IDS_PER_STATEMENT => self.chunk::<DB>(connection, scope, &self.ids).await,
            _ => {
                let mut transaction = transaction::<DB>(connection).await?;
                let deleted = self.chunks::<DB>(&mut transaction, scope).await;
                finish(transaction, deleted).await
            }
        }
    }

    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<u64>
    where
        R: StoredIn<InMemory>,
    {
        check_ids::<R>(&self.ids)?;
        let target = |id| tables.target::<R>(scope, id, Rows::Live, None).ok();
        let keys: BTreeSet<_> = self.ids.iter().filter_map(target).collect();
        tables.delete::<R>(&Vec::from_iter(keys), self.now)
    }
}

/// Permanently removes a row, whether it is live or deleted.
pub(crate) struct HardDelete<R: Resource> {
    pub(crate) id: R::Id,
}

impl<R: Resource> Operation<R> for HardDelete<R> {
    type Output = ();

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection, scope: &Scope<R>) -> Result<()>
    where
        R: SqlTable<DB>,
    {
        let delete = Args::new().tenant(scope)?.id(&self.id)?.of(statements::<R, DB>()?.hard_delete);
        match remove(connection, delete, scope, std::slice::from_ref(&self.id)).await? {
            0 => Err(Error::not_found().of(R::TABLE.name)),
            _ => Ok(()),
        }
    }

    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<()>
    where
        R: StoredIn<InMemory>,
    {
        let key = tables.target::<R>(scope, &self.id, Rows::All, None)?;
        tables.remove(R::TABLE, &[key])
    }
}

/// Restores a deleted row and returns it.
pub(crate) struct Restore<R: Resource> {
    pub(crate) id: R::Id,
    pub(crate) now: DateTime<Utc>,
}

impl<R: Resource> Operation<R> for Restore<R> {
    type Output = R::Read;

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection, scope: &Scope<R>) -> Result<R::Read>
    where
        R: SqlTable<DB>,
    {
        let arguments = Args::new().updated_at(&self.now)?.tenant(scope)?.id(&self.id)?;
        let restore = arguments.of(statements::<R, DB>()?.restore);
        let row = change_one(connection, restore, scope, &self.id).await?;
        row.ok_or_else(|| Error::not_found().of(R::TABLE.name))
    }

    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<R::Read>
    where
        R: StoredIn<InMemory>,
    {
        let key = tables.target::<R>(scope, &self.id, Rows::Deleted, None)?;
        tables.restore::<R>(&key, self.now)
    }
}
