//! Relations between resources: rows that refer to rows of another resource.

use std::collections::HashMap;

use futures_util::future::BoxFuture;

use crate::column::InMemory;
use crate::error::Result;
use crate::operation::{Aggregated, List, check_ids};
use crate::query::{Aggregate, AggregateRow, IntoAggregate, Keyed, MAX_PAGE_SIZE, Query};
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

/// A resource whose rows are children of `P`, within its tenant.
pub trait ChildOf<P: Resource>:
    BelongsTo<P, Parent = P::Id> + Resource<Tenant = P::Tenant> + StoredIn<InMemory>
{
}

#[diagnostic::do_not_recommend]
impl<P: Resource, C> ChildOf<P> for C where
    C: BelongsTo<P, Parent = P::Id> + Resource<Tenant = P::Tenant> + StoredIn<InMemory>
{
}

/// The number of parents whose children one query reads.
const PARENTS_PER_QUERY: usize = 500;

impl<P: Resource> Repository<P> {
    /// Returns the live children of many parents, grouped by parent, in ascending order of their ids. It runs one query
    /// for every 500 parents and every 10,000 children. The repository's `<children>_of` methods call it. One call
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
        let children = Repository::<C>::of(self.tenant_id().clone());
        Box::pin(of_parents(children, store, parents))
    }
}

impl<P: Resource> Repository<P> {
    /// Computes something of the live children of each of many parents: one query for every 500 parents. The repository's
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
        C: ChildOf<P>,
        S: Store<C> + 's,
        A: IntoAggregate<C, Row: Clone>,
    {
        let children = Repository::<C>::of(self.tenant_id().clone());
        Box::pin(sums_of_parents::<P, C, S, _>(children, store, parents, aggregate.into_aggregate()))
    }
}

/// Computes something of the live rows that belong to each of the given parents.
async fn sums_of_parents<P, C, S, Row>(
    children: Repository<C>,
    mut store: S,
    parents: &[P::Id],
    aggregate: Aggregate<C, Row>,
) -> Result<Sums<P, Row>>
where
    P: Resource,
    C: BelongsTo<P, Parent = P::Id> + StoredIn<InMemory>,
    S: Store<C>,
    Row: AggregateRow + Clone,
{
    check_ids(P::TABLE, parents.len())?;
    let nothing = aggregate.of_nothing()?;
    let mut found: HashMap<_, _> = parents.iter().map(|parent| (parent.clone(), nothing.clone())).collect();
    for parents in parents.chunks(PARENTS_PER_QUERY) {
        let of_parents = aggregate.clone().filter(C::of(parents.to_vec())).keyed::<P::Id>(C::COLUMN);
        for Keyed { key, row } in store.run(&children.scope(), Aggregated::new(of_parents)?).await? {
            found.insert(key, row);
        }
    }
    Ok(found)
}

/// Reads the live rows that belong to the given parents.
async fn of_parents<P, C, S>(
    children: Repository<C>,
    mut store: S,
    parents: &[P::Id],
) -> Result<Children<P, C>>
where
    P: Resource,
    C: BelongsTo<P, Parent = P::Id> + StoredIn<InMemory>,
    S: Store<C>,
{
    check_ids(P::TABLE, parents.len())?;
    let mut found = Children::<P, C>::with_capacity(parents.len());
    for parents in parents.chunks(PARENTS_PER_QUERY) {
        let mut query = Query::<C>::new().filter(C::of(parents.to_vec())).page_size(MAX_PAGE_SIZE);
        loop {
            let page = store.run(&children.scope(), List::new(query.clone())).await?;
            for row in page.items {
                if let Some(parent) = C::parent(&row).cloned() {
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
}
