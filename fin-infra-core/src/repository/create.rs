//! Creating rows.

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::{Repository, now};
use crate::error::Result;
use crate::operation::{Insert, InsertMany, Upsert, in_row};
use crate::resource::{Creatable, NewId};
use crate::store::Store;

impl<R: Creatable> Repository<R> {
    /// Creates a row with a new id and returns it as later reads will: decimals with the scale of their column, times
    /// in microseconds.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let goal = goals.create(db, GoalCreate { name: "Bicycle".to_owned() }).await?;
    /// println!("{} since {}", goal.id, goal.created_at);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a value that cannot be stored exactly or violates a rule,
    /// [`Conflict`](crate::ErrorKind::Conflict) for a unique value that is already taken,
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) for a reference to a row that this tenant does not have.
    pub fn create<'s, S: Store<R> + 's>(
        &self,
        store: S,
        create: impl Into<R::Create>,
    ) -> BoxFuture<'s, Result<R::Read>> {
        self.create_with_id(store, R::Id::new_id(), create)
    }

    /// Creates a row with an id that the caller chose, so that repeating the call is a conflict instead of a second
    /// row.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let id = Uuid::now_v7(); // kept for retries
    /// let bicycle = GoalCreate { name: "Bicycle".to_owned() };
    /// match goals.create_with_id(db, id, bicycle).await {
    ///     Err(error) if error.is_conflict() => println!("{} is taken", error.fields().collect::<String>()),
    ///     result => drop(result?),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create). The id of a soft-deleted row is still taken.
    pub fn create_with_id<'s, S: Store<R> + 's>(
        &self,
        mut store: S,
        id: R::Id,
        create: impl Into<R::Create>,
    ) -> BoxFuture<'s, Result<R::Read>> {
        let (repository, create) = (self.clone(), create.into());
        Box::pin(async move {
            let row = repository.row(id, create, now())?;
            store.run(&repository.scope(), Insert { row }).await
        })
    }

    /// Creates all of the rows or, if one of them is rejected, none. Their number is not limited: they are sent in
    /// statements of up to 500 rows, in one transaction.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let names = ["Bicycle", "Boat"];
    /// let created = goals.create_many(db, names.map(|name| GoalCreate { name: name.to_owned() })).await?;
    /// assert_eq!(created.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create). If a row is rejected before any statement is sent, the error contains the index of
    /// the row, counted from zero.
    pub fn create_many<'s, S: Store<R> + 's, C: Into<R::Create>>(
        &self,
        mut store: S,
        creates: impl IntoIterator<Item = C>,
    ) -> BoxFuture<'s, Result<Vec<R::Read>>> {
        let (now, scope) = (now(), self.scope());
        let rows = creates.into_iter().enumerate().map(|(number, create)| {
            self.row(R::Id::new_id(), create.into(), now).map_err(|error| in_row(error, number))
        });
        let rows = rows.collect::<Result<Vec<_>>>();
        Box::pin(async move { store.run(&scope, InsertMany { rows: rows? }).await })
    }

    /// For generated code: creates a row, or updates the live row with the same value of a unique constraint.
    #[doc(hidden)]
    pub fn upsert<'s, S: Store<R> + 's>(
        &self,
        mut store: S,
        unique: usize,
        create: R::Create,
    ) -> BoxFuture<'s, Result<R::Read>> {
        let repository = self.clone();
        Box::pin(async move {
            let row = repository.row(R::Id::new_id(), create, now())?;
            store.run(&repository.scope(), Upsert::new(row, unique)).await
        })
    }

    fn row(&self, id: R::Id, mut create: R::Create, now: DateTime<Utc>) -> Result<R::Read> {
        R::prepare(&mut create).map_err(|error| error.of(R::TABLE.name))?;
        Ok(R::row(create, id, self.tenant.clone(), now))
    }
}
