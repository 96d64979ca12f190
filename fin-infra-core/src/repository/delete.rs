//! Rows that go, and come back.

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::{Repository, now};
use crate::column::InMemory;
use crate::error::Result;
use crate::operation::{Delete, DeleteMany, HardDelete, Purge, Restore};
use crate::purged::Purged;
use crate::query::{Page, Query};
use crate::resource::{Deletable, SoftDelete, StoredIn, Target};
use crate::store::{Store, run};

impl<R: Deletable> Repository<R> {
    /// Deletes a live row: softly where the resource has soft delete, else for good.
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
    /// [`NotFound`](crate::ErrorKind::NotFound), also for a row that was deleted before;
    /// [`StaleVersion`](crate::ErrorKind::StaleVersion) if the row has another version than that; and
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) for a row to be deleted for good that others refer to. Its reason names a
    /// table with such rows.
    pub fn delete<'s, S: Store<R> + 's>(
        &self,
        store: S,
        target: impl Target<R>,
    ) -> BoxFuture<'s, Result<()>> {
        let (id, version) = target.into_parts();
        self.delete_version(store, id, version)
    }

    /// Removes a row for good.
    pub(crate) fn remove<'s, S: Store<R> + 's>(&self, store: S, id: R::Id) -> BoxFuture<'s, Result<()>> {
        run(store, self.scope(), HardDelete { id })
    }

    /// Deletes a row of a version, where it has one.
    pub(crate) fn delete_version<'s, S: Store<R> + 's>(
        &self,
        store: S,
        id: R::Id,
        version: Option<i64>,
    ) -> BoxFuture<'s, Result<()>> {
        run(store, self.scope(), Delete { id, version, now: now() })
    }

    /// Deletes those of the rows that are there, whatever their version, and says how many that were. They go in
    /// statements of up to 500 rows, in one transaction.
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
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) for a row to be deleted for good that others refer to; none is
    /// deleted then.
    pub fn delete_many<'s, S: Store<R> + 's>(&self, store: S, ids: &[R::Id]) -> BoxFuture<'s, Result<u64>> {
        run(store, self.scope(), DeleteMany { ids: ids.to_vec(), now: now() })
    }
}

impl<R: SoftDelete> Repository<R> {
    /// Removes a row for good, live or deleted.
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

    /// Makes a deleted row live again, and gives it.
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
    /// [`Conflict`](crate::ErrorKind::Conflict) if one of its unique values was taken meanwhile.
    pub fn restore<'s, S: Store<R> + 's>(&self, store: S, id: R::Id) -> BoxFuture<'s, Result<R::Read>> {
        run(store, self.scope(), Restore { id, now: now() })
    }

    /// Reads a page of the deleted rows that a query asks for: [`list`](Self::list) with
    /// [`only_deleted`](Query::only_deleted).
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// for goal in goals.list_deleted(db, GoalQuery::new()).await? {
    ///     println!("{} went at {:?}", goal.name, goal.deleted_at);
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

    /// Removes for good what was deleted before a time, and says how many rows that were. The time is any instant there is.
    ///
    /// A row that others refer to stays, keeps no other row, and is counted: see [`Purged`]. Rows that refer to each other go
    /// together where the database lets them (MySQL does not), and else stay, if another one among those that are to go is
    /// kept.
    ///
    /// It is one statement. Where rows stay, it goes on in some more, and rows that are gone stay gone if one of those fails,
    /// unless it is in a transaction. In a transaction on PostgreSQL it first asks which tables refer to this one.
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
    ///     println!("{} wait until what refers to them is gone", purged.kept);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) if rows that refer to one of them came at the same time, again and again.
    pub fn purge_deleted<'s, S: Store<R> + 's>(
        &self,
        store: S,
        before: DateTime<Utc>,
    ) -> BoxFuture<'s, Result<Purged>> {
        run(store, self.scope(), Purge { before })
    }
}
