//! Updating rows.

use futures_util::future::BoxFuture;

use super::{Repository, now};
use crate::column::InMemory;
use crate::error::Result;
use crate::operation::Update;
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
