//! The rows that others refer to.

use std::collections::HashMap;
use std::marker::PhantomData;

use futures_util::future::BoxFuture;

use super::include::{Call, Include, Level, Load, LoadNested, Nested, NotYet, Plain, With};
use crate::error::{Error, Result};
use crate::operation::{By, Related};
use crate::presence::{Presence, Sometimes};
use crate::query::Query;
use crate::resource::{Resource, SoftDelete};
use crate::store::Store;
use crate::stored::AnyRow as _;
use crate::tenant::{Scope, ScopedBy};

/// The relation from the rows of `C` to the row of `P` that each of them refers to. A struct has one for each field with
/// `belongs_to`, named as the field without `_id`: `Deposit::goal()` for `goal_id`.
///
/// [`Repository::load`](crate::Repository::load) loads for each row:
///
/// | the field | `P` | is loaded as |
/// |---|---|---|
/// | required | has no soft delete | the row |
/// | required | has soft delete | an `Option`: `None` if the row is deleted |
/// | optional | any | an `Option`: `None` if the field is, and if the row is deleted |
///
/// A row of another tenant is never loaded, even if a row refers to it. Nor is a row that was removed since the referring
/// row was read. Where there is no `Option`, both are [`Unavailable`](crate::ErrorKind::Unavailable).
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(tenant)]
/// pub struct Goal {
///     pub name: String,
/// }
///
/// #[derive(FinResource)]
/// #[fin(tenant)]
/// pub struct Deposit {
///     #[fin(belongs_to = "Goal")]
///     pub goal_id: Uuid,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let (db, tenant) = (Db::memory(), Uuid::now_v7());
/// let (goals, deposits) = (Goal::repository().tenant(tenant), Deposit::repository().tenant(tenant));
/// let boat = goals.create(&db, GoalCreate { name: "Boat".to_owned() }).await?;
/// let deposit = deposits.create(&db, DepositCreate { goal_id: boat.id }).await?;
/// let loaded = deposits.load(&db, [deposit], Deposit::goal()).await?;
/// assert_eq!(loaded[0].related.name, "Boat");
/// # Ok(())
/// # }
/// ```
#[must_use = "a relation is loaded by `Repository::load`"]
pub struct ToOne<C: Resource, P: Resource, K, W = Plain> {
    pub(super) query: Query<P>,
    /// The ordinal of the column of `C` that refers to `P`.
    pub(super) column: usize,
    with: W,
    row: PhantomData<fn(C) -> K>,
}

/// The relation of a required field.
#[doc(hidden)]
pub type Required<C, P> = ToOne<C, <P as Resource>::Itself, <P as Resource>::Presence>;

/// The relation of an optional field.
#[doc(hidden)]
pub type Optional<C, P> = ToOne<C, <P as Resource>::Itself, Sometimes>;

impl<C: Resource, P: Resource, K, W: Clone> Clone for ToOne<C, P, K, W> {
    fn clone(&self) -> Self {
        let Self { query, column, with, row } = self;
        Self { query: query.clone(), column: *column, with: with.clone(), row: *row }
    }
}

impl<C: Resource, P: Resource, K, W> std::fmt::Debug for ToOne<C, P, K, W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let field = C::TABLE.columns[self.column].field;
        f.debug_struct("ToOne")
            .field("relation", &format!("{}.{field}", C::TABLE.name))
            .finish_non_exhaustive()
    }
}

impl<C: Resource, P: Resource, K> ToOne<C, P, K> {
    /// For generated code.
    #[doc(hidden)]
    pub fn of_column(column: usize) -> Self {
        Self { query: Query::new(), column, with: Plain, row: PhantomData }
    }
}

impl<C: Resource, P: Resource, K, W> ToOne<C, P, K, W> {
    /// Includes deleted rows.
    pub fn include_deleted(mut self) -> Self
    where
        P: SoftDelete,
    {
        self.query = self.query.include_deleted();
        self
    }

    /// Loads relations of the row as well: another relation, or a tuple of several. The row becomes a
    /// [`Loaded`](super::Loaded).
    pub fn with<I: Include<P>>(self, include: I) -> ToOne<C, P, K, With<I>>
    where
        W: NotYet,
    {
        let Self { query, column, row, .. } = self;
        ToOne { query, column, with: With(include), row }
    }
}

impl<C: Resource, P: Resource, K: Presence, W: Nested<P>> Include<C> for ToOne<C, P, K, W> {
    type Output = K::Of<W::Item>;
}

impl<C, P, K, W, S> Load<C, S, K::Of<W::Item>> for ToOne<C, P, K, W>
where
    C: Resource,
    P: ScopedBy<C::Tenant>,
    K: Presence,
    W: LoadNested<P, S>,
    S: Store<P>,
{
    fn load<'a>(
        self,
        call: &'a mut Call<S>,
        level: Level<'a, C>,
    ) -> BoxFuture<'a, Result<Vec<K::Of<W::Item>>>> {
        Box::pin(async move {
            let field = C::TABLE.columns[self.column].field;
            let missing = || {
                let reason =
                    format!("the row that `{field}` refers to was removed in the meantime; try again");
                Error::unavailable(reason).of(C::TABLE.name)
            };
            let found = self.find(call, level, |_, _| ()).await?;
            found.into_iter().map(|(item, _)| K::of(item, missing)).collect()
        })
    }
}

/// What was found for each row, and its position among what was found.
pub(super) type Found<T> = Vec<(Option<T>, usize)>;

impl<C, P, K, W> ToOne<C, P, K, W>
where
    C: Resource,
    P: ScopedBy<C::Tenant>,
{
    /// The id that a row refers to.
    fn id(row: &C::Read, column: usize) -> Option<&P::Id> {
        row.value(column).and_then(|id| id.downcast_ref())
    }

    /// Finds the row that each row of a level refers to. `sort` determines the positions.
    pub(super) async fn find<S>(
        self,
        call: &mut Call<S>,
        level: Level<'_, C>,
        sort: fn(&Query<P>, &mut Vec<P::Read>),
    ) -> Result<Found<W::Item>>
    where
        W: LoadNested<P, S>,
        S: Store<P>,
    {
        let Self { query, column, with, .. } = self;
        let mut copies_of: HashMap<P::Id, usize> = HashMap::new();
        for (row, copies) in level.counted() {
            if let Some(id) = Self::id(row, column) {
                *copies_of.entry(id.clone()).or_default() += copies;
            }
        }
        let tenant = P::scoped_by(level.tenant);
        let mut rows = Vec::new();
        if !copies_of.is_empty() {
            let values: Vec<P::Id> = copies_of.keys().cloned().collect();
            let rows_of_all = values.len();
            let by = By { column: P::TABLE.id, values: Box::new(values), rows_of_each: None, rows_of_all };
            rows = call.store.run(&Scope::Tenant(tenant.clone()), Related::new(query.clone(), by)).await?;
            sort(&query, &mut rows);
        }
        let ids: Vec<P::Id> = rows.iter().map(|row| P::id(row).clone()).collect();
        let copies: Vec<usize> = ids.iter().map(|id| copies_of.get(id).map_or(0, |count| *count)).collect();
        call.count(&copies).map_err(|error| error.of(P::TABLE.name))?;
        let items = with.items(call, &tenant, rows, copies).await?;
        let found: HashMap<P::Id, (usize, W::Item)> =
            ids.into_iter().zip(items.into_iter().enumerate()).collect();
        let of_row = |row: &C::Read| match Self::id(row, column).and_then(|id| found.get(id)) {
            Some((position, item)) => (Some(item.clone()), *position),
            None => (None, 0),
        };
        Ok(level.rows.iter().map(of_row).collect())
    }
}
