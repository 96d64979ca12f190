//! Updating rows.

use futures_util::future::BoxFuture;

use super::{Repository, now};
use crate::column::InMemory;
use crate::error::Result;
use crate::operation::{Update, UpdateWhere};
use crate::resource::{StoredIn, Target, Updatable};
use crate::store::Store;

impl<R: Updatable + StoredIn<InMemory>> Repository<R> {
    /// Changes the columns that an update sets, and returns the updated row. An update without changes leaves the row
    /// untouched, including `updated_at`.
    ///
    /// A resource with a version takes `(id, version)`.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, version)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, id: Uuid) -> Result<(), Error> {
    /// let rename = GoalUpdate { name: Some("Tandem".to_owned()), ..GoalUpdate::default() };
    /// let goal = goals.get(db, id).await?;
    /// let tandem = goals.update(db, (goal.id, goal.version), rename).await?;
    /// assert_eq!(tandem.version, goal.version + 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), and [`NotFound`](crate::ErrorKind::NotFound), and
    /// [`StaleVersion`](crate::ErrorKind::StaleVersion) if the row has a different version.
    pub fn update<'s, S: Store<R> + 's>(
        &self,
        store: S,
        target: impl Target<R>,
        update: impl Into<R::Update>,
    ) -> BoxFuture<'s, Result<R::Read>> {
        let (id, version) = target.into_parts();
        self.update_version(store, id, version, update.into())
    }

    /// Changes the columns that an update sets in all rows that match a filter, in one statement, whatever their version,
    /// and returns how many there were. An empty filter matches every row of the tenant. An update without changes
    /// leaves the rows untouched, and returns zero.
    ///
    /// The struct's `prepare` and `validate` run once, and its rules hold for each row.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant)]
    /// # pub struct Invoice { #[fin(filter)] pub due: DateTime<Utc>, #[fin(filter)] pub state: String }
    /// async fn mark_overdue(db: &Db, invoices: &InvoiceRepository) -> Result<u64, Error> {
    ///     let unpaid = InvoiceFilter::new().state("sent").due(Condition::lt(Utc::now()));
    ///     let overdue = InvoiceUpdate { state: Some("overdue".to_owned()), ..InvoiceUpdate::default() };
    ///     invoices.update_where(db, unpaid, overdue).await
    /// }
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, invoices) = (Db::memory(), Invoice::repository().tenant(Uuid::now_v7()));
    /// # invoices.create(&db, InvoiceCreate::new(Utc::now() - std::time::Duration::from_secs(9), "sent".to_owned())).await?;
    /// # assert_eq!([mark_overdue(&db, &invoices).await?, mark_overdue(&db, &invoices).await?], [1, 0]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`update`](Self::update), except that there may be no such row. No row is changed then. A reference to a deleted
    /// row is an error even if the rows have it already.
    pub fn update_where<'s, S: Store<R> + 's>(
        &self,
        store: S,
        filter: R::Filter,
        update: impl Into<R::Update>,
    ) -> BoxFuture<'s, Result<u64>> {
        self.update_matching(store, filter, None, update.into())
    }

    /// Like [`update_where`](Self::update_where), but at most `limit` rows: those with the smallest ids, which are the
    /// oldest ones if the ids are UUIDs of version 7.
    ///
    /// # Errors
    ///
    /// As [`update_where`](Self::update_where), and [`Invalid`](crate::ErrorKind::Invalid) for a limit of zero or more
    /// than [`MAX_IDS`](crate::query::limits::MAX_IDS).
    pub fn update_where_limit<'s, S: Store<R> + 's>(
        &self,
        store: S,
        filter: R::Filter,
        limit: u32,
        update: impl Into<R::Update>,
    ) -> BoxFuture<'s, Result<u64>> {
        self.update_matching(store, filter, Some(limit), update.into())
    }

    fn update_matching<'s, S: Store<R> + 's>(
        &self,
        mut store: S,
        filter: R::Filter,
        limit: Option<u32>,
        mut changes: R::Update,
    ) -> BoxFuture<'s, Result<u64>> {
        let scope = self.scope();
        Box::pin(async move {
            R::prepare(&mut changes).map_err(|error| error.of(R::TABLE.name))?;
            store.run(&scope, UpdateWhere::new(filter, limit, changes, now())).await
        })
    }

    /// Updates a row, with its expected version if the resource has versions.
    pub(crate) fn update_version<'s, S: Store<R> + 's>(
        &self,
        mut store: S,
        id: R::Id,
        version: Option<i64>,
        mut changes: R::Update,
    ) -> BoxFuture<'s, Result<R::Read>> {
        let scope = self.scope();
        Box::pin(async move {
            R::prepare(&mut changes).map_err(|error| error.of(R::TABLE.name))?;
            store.run(&scope, Update::new(id, version, changes, now())).await
        })
    }
}
