//! Relations between resources: rows that refer to rows of another resource.

mod create;
mod described;
mod include;
mod load;
mod through;
mod to_many;
mod to_one;

use std::collections::{HashMap, HashSet};

use futures_util::future::BoxFuture;

pub use self::create::{NewChildren, NewRelated};
pub use self::described::{ReferringColumn, Relation};
pub use self::include::{Include, Load, Loaded};
pub use self::load::LoadedRows;
pub use self::through::Through;
pub use self::to_many::ToMany;
pub use self::to_one::{Optional, Required, ToOne};
use crate::column::InMemory;
use crate::error::Result;
use crate::limits::MAX_VALUES;
use crate::operation::{Aggregated, List, check_ids};
use crate::query::{IntoAggregate, Keyed, MAX_PAGE_SIZE, Query};
use crate::repository::Repository;
use crate::resource::{Resource, StoredIn};
use crate::store::Store;
use crate::table::Table;

/// A resource with one column that refers to rows of `P`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not belong to `{P}`",
    label = "no column, or more than one, refers to `{P}`",
    note = "`children(..)` needs exactly one field with `#[fin(belongs_to = \"{P}\")]` on `{Self}`"
)]
pub trait BelongsTo<P>: Resource {
    /// The type of the parent's id.
    type Parent;

    /// The ordinal of the column.
    #[doc(hidden)]
    const COLUMN: usize;

    /// The filter for the rows of these parents.
    fn of(parents: Vec<Self::Parent>) -> Self::Filter;

    /// The parent of a row.
    fn parent(row: &Self::Read) -> Option<&Self::Parent>;
}

/// Implemented by the column that refers to a parent, if it has the type of the parent's id.
#[diagnostic::on_unimplemented(
    message = "the id of the parent is a `{Id}`, and this column is a `{Self}`",
    label = "not the type of the parent's id",
    note = "write `{Id}`, or `Option<{Id}>` if the parent is optional"
)]
pub trait SameAs<Id> {}

#[diagnostic::do_not_recommend]
impl<T> SameAs<T> for T {}

/// Checks at compile time that the child of a tenant-scoped parent is tenant-scoped, too, and that the column can hold
/// the parent's id.
///
/// # Panics
///
/// If the parent is tenant-scoped and the child is not.
pub const fn check_parent<Id, T: SameAs<Id>>(child: &Table, parent: &Table) {
    assert!(
        child.tenant.is_some() || parent.tenant.is_none(),
        "`belongs_to` names a tenant-scoped resource, and this one is not: add `tenant` to its `#[fin(..)]`"
    );
}

/// The children of many parents, by the id of the parent. A parent without children has no entry.
pub type Children<P, C> = HashMap<<P as Resource>::Id, Vec<<C as Resource>::Read>>;

/// What was computed of the children of many parents, by the id of the parent.
pub type Sums<P, Row> = HashMap<<P as Resource>::Id, Row>;

/// The number of parents whose children one query reads.
const PARENTS_PER_QUERY: usize = MAX_VALUES;

impl<P: Resource> Repository<P> {
    /// Returns the live children of many parents, grouped by parent, in ascending order of their ids. It runs one query
    /// for every 1,000 parents and every 10,000 children. The repository's `<children>_of` methods call it. One call
    /// accepts at most 10,000 parents.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant, children("Deposit"))]
    /// pub struct Goal {
    ///     pub name: String,
    /// }
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Deposit {
    ///     #[fin(belongs_to = "Goal")]
    ///     pub goal_id: Uuid,
    ///     pub amount: Decimal,
    /// }
    ///
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let page = goals.list(db, GoalQuery::new()).await?;
    /// let ids: Vec<Uuid> = page.items.iter().map(|goal| goal.id).collect();
    /// let deposits = goals.deposits_of(db, &ids).await?;
    /// for goal in page {
    ///     println!("{}: {}", goal.name, deposits.get(&goal.id).map_or(0, Vec::len));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for more than 10,000 parents.
    pub fn children<'s, C, S>(&self, store: S, parents: &'s [P::Id]) -> BoxFuture<'s, Result<Children<P, C>>>
    where
        C: BelongsTo<P, Parent = P::Id> + Resource<Tenant = P::Tenant> + StoredIn<InMemory>,
        S: Store<C> + 's,
    {
        ToMany::children("children").of(self).list(store, parents)
    }
}

impl<P: Resource> Repository<P> {
    /// Computes something of the live children of each of many parents: one query for every 1,000 parents. The repository's
    /// `<children>_sum_of` methods call it. One call accepts at most 10,000 parents. Each parent has an entry, also if it has
    /// no children.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant, children("Deposit"))]
    /// pub struct Goal {
    ///     pub name: String,
    /// }
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Deposit {
    ///     #[fin(belongs_to = "Goal")]
    ///     pub goal_id: Uuid,
    ///     #[fin(sum, decimal(precision = 18, scale = 2))]
    ///     pub amount: Decimal,
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, tenant) = (Db::memory(), Uuid::now_v7());
    /// let (goals, deposits) = (Goal::repository().tenant(tenant), Deposit::repository().tenant(tenant));
    /// let boat = goals.create(&db, GoalCreate { name: "Boat".to_owned() }).await?;
    /// let car = goals.create(&db, GoalCreate { name: "Car".to_owned() }).await?;
    /// for amount in [dec!(20), dec!(30)] {
    ///     deposits.create(&db, DepositCreate { goal_id: boat.id, amount }).await?;
    /// }
    /// let saved = goals.deposits_sum_of(&db, &[boat.id, car.id], DepositAggregate::new().sum_amount().count()).await?;
    /// assert_eq!(saved[&boat.id], (dec!(50.00), 2));
    /// assert_eq!(saved[&car.id], (dec!(0.00), 0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for more than 10,000 parents, for an aggregate that has groups, conditions on
    /// groups, an order or pages, and as [`aggregate`](Repository::aggregate).
    pub fn sum_children<'s, C, S, A>(
        &self,
        store: S,
        parents: &'s [P::Id],
        aggregate: A,
    ) -> BoxFuture<'s, Result<Sums<P, A::Row>>>
    where
        C: BelongsTo<P, Parent = P::Id> + Resource<Tenant = P::Tenant> + StoredIn<InMemory>,
        S: Store<C> + 's,
        A: IntoAggregate<C, Row: Clone>,
    {
        ToMany::children("children").of(self).sum(store, parents, aggregate)
    }
}

/// The children of the rows of `P`.
#[doc(hidden)]
pub struct ChildrenOf<P: Resource, C: Resource> {
    children: Repository<C>,
    reference: Reference<P, C>,
}

/// How rows of `C` refer to rows of `P`: see [`BelongsTo`].
struct Reference<P: Resource, C: Resource> {
    of: fn(Vec<P::Id>) -> C::Filter,
    parent: fn(&C::Read) -> Option<&P::Id>,
    tenant: fn(&P::Tenant) -> C::Tenant,
    /// The ordinal of the column.
    column: usize,
}

impl<P: Resource, C: Resource> Clone for Reference<P, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Resource, C: Resource> Copy for Reference<P, C> {}

impl<P: Resource, C: StoredIn<InMemory>> ChildrenOf<P, C> {
    /// See [`Repository::children`].
    pub fn list<'s, S: Store<C> + 's>(
        self,
        mut store: S,
        parents: &'s [P::Id],
    ) -> BoxFuture<'s, Result<Children<P, C>>> {
        Box::pin(async move {
            check_ids(P::TABLE, parents.len())?;
            let mut found = Children::<P, C>::with_capacity(parents.len());
            // A parent in two queries would have each of its children twice.
            let mut known = HashSet::with_capacity(parents.len());
            let parents: Vec<_> = parents.iter().filter(|parent| known.insert(*parent)).cloned().collect();
            for parents in parents.chunks(PARENTS_PER_QUERY) {
                let filter = (self.reference.of)(parents.to_vec());
                let mut query = Query::<C>::new().filter(filter).page_size(MAX_PAGE_SIZE);
                loop {
                    let page = store.run(&self.children.scope(), List::new(query.clone())).await?;
                    for row in page.items {
                        if let Some(parent) = (self.reference.parent)(&row).cloned() {
                            found.entry(parent).or_default().push(row);
                        }
                    }
                    match page.next {
                        Some(cursor) => query = query.after(cursor),
                        None => break,
                    }
                }
            }
            Ok(found)
        })
    }

    /// See [`Repository::sum_children`].
    pub fn sum<'s, S: Store<C> + 's, A: IntoAggregate<C, Row: Clone>>(
        self,
        mut store: S,
        parents: &'s [P::Id],
        aggregate: A,
    ) -> BoxFuture<'s, Result<Sums<P, A::Row>>> {
        let aggregate = aggregate.into_aggregate();
        Box::pin(async move {
            check_ids(P::TABLE, parents.len())?;
            let nothing = aggregate.of_nothing().map_err(|error| error.of(C::TABLE.name))?;
            let mut found: Sums<P, A::Row> =
                parents.iter().map(|parent| (parent.clone(), nothing.clone())).collect();
            for parents in parents.chunks(PARENTS_PER_QUERY) {
                let of_parents = aggregate.clone().filter((self.reference.of)(parents.to_vec()));
                let sums = Aggregated::new(of_parents.keyed::<P::Id>(self.reference.column))?;
                for Keyed { key, row } in store.run(&self.children.scope(), sums).await? {
                    found.insert(key, row);
                }
            }
            Ok(found)
        })
    }
}
