//! Deleting, restoring and purging rows.

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::{Repository, now};
use crate::column::InMemory;
use crate::error::Result;
use crate::operation::{Delete, DeleteMany, DeleteWhere, HardDelete, Purge, Restore};
use crate::purged::Purged;
use crate::query::{Page, Query};
use crate::resource::{Deletable, SoftDelete, StoredIn, Target};
use crate::store::{Store, run};

impl<R: Deletable> Repository<R> {
    /// Deletes a live row: softly if the resource has soft delete, otherwise permanently.
    ///
    /// A resource with a version takes `(id, version)`.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, id: Uuid) -> Result<(), Error> {
    /// goals.delete(db, id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound), also for a row that is already deleted;
    /// [`StaleVersion`](crate::ErrorKind::StaleVersion) if the row has a different version; and
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) for a row that would be removed permanently but that other rows
    /// refer to. The reason names a table with such rows.
    pub fn delete<'s, S: Store<R> + 's>(
        &self,
        store: S,
        target: impl Target<R>,
    ) -> BoxFuture<'s, Result<()>> {
        let (id, version) = target.into_parts();
        self.delete_version(store, id, version)
    }

    /// Permanently removes a row.
    pub(crate) fn remove<'s, S: Store<R> + 's>(&self, store: S, id: R::Id) -> BoxFuture<'s, Result<()>> {
        run(store, self.scope(), HardDelete { id })
    }

    /// Deletes a row, with its expected version if the resource has versions.
    pub(crate) fn delete_version<'s, S: Store<R> + 's>(
        &self,
        store: S,
        id: R::Id,
        version: Option<i64>,
    ) -> BoxFuture<'s, Result<()>> {
        run(store, self.scope(), Delete { id, version, now: now() })
    }

    /// Deletes the rows with these ids, whatever their version, and returns how many there were. Ids without a live row
    /// are ignored. It sends statements of up to 500 rows, in one transaction.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, ids: Vec<Uuid>) -> Result<(), Error> {
    /// let deleted = goals.delete_many(db, &ids).await?;
    /// println!("{deleted} of {}", ids.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for more than 10,000 ids, and
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) for a row that would be removed permanently but that other rows
    /// refer to. No row is deleted then. Rows that are removed together may refer to each other, except on MySQL and
    /// MariaDB, which check each row by itself.
    pub fn delete_many<'s, S: Store<R> + 's>(&self, store: S, ids: &[R::Id]) -> BoxFuture<'s, Result<u64>> {
        run(store, self.scope(), DeleteMany::new(ids.to_vec(), now()))
    }

    /// Deletes all rows that match a filter in one statement, whatever their version, and returns how many there were.
    /// An empty filter matches every row of the tenant.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(filter)] pub name: String }
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, goals) = (Db::memory(), Goal::repository().tenant(Uuid::now_v7()));
    /// goals.create_many(&db, ["Boat", "Bicycle"].map(|name| GoalCreate::new(name.to_owned()))).await?;
    /// let deleted = goals.delete_where(&db, GoalFilter::new().name(Condition::starts_with("B"))).await?;
    /// assert_eq!(deleted, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a condition on a value that its column cannot store, and
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) for a row that would be removed permanently but that other rows
    /// refer to. No row is deleted then. Rows that are removed together may refer to each other, except on MySQL and
    /// MariaDB, which check each row by itself.
    pub fn delete_where<'s, S: Store<R> + 's>(
        &self,
        store: S,
        filter: R::Filter,
    ) -> BoxFuture<'s, Result<u64>> {
        run(store, self.scope(), DeleteWhere::new(filter, None, now()))
    }

    /// Like [`delete_where`](Self::delete_where), but at most `limit` rows: those with the smallest ids, which are the
    /// oldest ones if the ids are UUIDs of version 7. Repeat it until it returns less than the limit, so that no
    /// statement locks a table for long.
    ///
    /// # Errors
    ///
    /// As [`delete_where`](Self::delete_where), and [`Invalid`](crate::ErrorKind::Invalid) for a limit of zero or more
    /// than [`MAX_IDS`](crate::query::limits::MAX_IDS).
    pub fn delete_where_limit<'s, S: Store<R> + 's>(
        &self,
        store: S,
        filter: R::Filter,
        limit: u32,
    ) -> BoxFuture<'s, Result<u64>> {
        run(store, self.scope(), DeleteWhere::new(filter, Some(limit), now()))
    }
}

impl<R: SoftDelete> Repository<R> {
    /// Permanently removes a row, whether it is live or deleted.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, id: Uuid) -> Result<(), Error> {
    /// goals.hard_delete(db, id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound), and [`ForeignKey`](crate::ErrorKind::ForeignKey) for a row that others
    /// refer to.
    pub fn hard_delete<'s, S: Store<R> + 's>(&self, store: S, id: R::Id) -> BoxFuture<'s, Result<()>> {
        self.remove(store, id)
    }

    /// Restores a deleted row and returns it.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, id: Uuid) -> Result<(), Error> {
    /// let goal = goals.restore(db, id).await?;
    /// assert_eq!(goal.deleted_at, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is no such deleted row, and
    /// [`Conflict`](crate::ErrorKind::Conflict) if one of its unique values has been taken since.
    pub fn restore<'s, S: Store<R> + 's>(&self, store: S, id: R::Id) -> BoxFuture<'s, Result<R::Read>> {
        run(store, self.scope(), Restore::new(id, now()))
    }

    /// Returns a page of the deleted rows that match a query: [`list`](Self::list) with
    /// [`only_deleted`](Query::only_deleted).
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// for goal in goals.list_deleted(db, GoalQuery::new()).await? {
    ///     println!("{} was deleted at {:?}", goal.name, goal.deleted_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_deleted<'s, S: Store<R> + 's>(
        &self,
        store: S,
        query: Query<R>,
    ) -> BoxFuture<'s, Result<Page<R::Read>>>
    where
        R: StoredIn<InMemory>,
    {
        self.list(store, query.only_deleted())
    }

    /// Permanently removes the rows that were deleted before a time, and returns how many there were. The time can be
    /// any instant.
    ///
    /// A row that other rows refer to is kept and counted, and does not prevent the removal of others: see [`Purged`].
    /// Rows that refer to each other are removed together if the database supports that (MySQL does not). Otherwise
    /// they are kept if any row of such a group is kept.
    ///
    /// It runs one statement, and some more if rows are kept. If one of the later statements fails, the rows that are
    /// already removed stay removed, unless the call is part of a transaction. In a transaction on PostgreSQL, it first
    /// queries which tables refer to this one.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let ninety_days_ago = Utc::now() - std::time::Duration::from_secs(90 * 24 * 60 * 60);
    /// let purged = goals.purge_deleted(db, ninety_days_ago).await?;
    /// println!("goals: {purged}");
    /// if purged.kept > 0 {
    ///     println!("{} are kept: other rows refer to them", purged.kept);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) if references to one of the rows are inserted concurrently, again
    /// and again.
    pub fn purge_deleted<'s, S: Store<R> + 's>(
        &self,
        store: S,
        before: DateTime<Utc>,
    ) -> BoxFuture<'s, Result<Purged>> {
        run(store, self.scope(), Purge::new(before))
    }
}
