//! The rows that refer to others.

use std::collections::HashMap;

use futures_util::future::BoxFuture;

use super::include::{Call, Include, Level, Load, LoadNested, Nested, NotYet, Plain, With};
use super::through::Through;
use super::to_one::ToOne;
use super::{BelongsTo, ChildrenOf, Reference};
use crate::error::Result;
use crate::operation::{By, Related};
use crate::predicate::OrderBy;
use crate::presence::Presence;
use crate::query::Query;
use crate::repository::Repository;
use crate::resource::{Resource, Searchable, SoftDelete};
use crate::store::Store;
use crate::tenant::{Scope, ScopedBy};

/// The relation from the rows of `P` to their children, the rows of `C` that refer to them. A struct has one for each of its
/// `children`: `Goal::deposits()`.
///
/// [`Repository::load`](crate::Repository::load) loads a `Vec` for each parent: its live children, in ascending order of their
/// ids unless [`order_by`](Self::order_by) states otherwise.
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
///     #[fin(filter, order)]
///     pub amount: Decimal,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let (db, tenant) = (Db::memory(), Uuid::now_v7());
/// let (goals, deposits) = (Goal::repository().tenant(tenant), Deposit::repository().tenant(tenant));
/// let boat = goals.create(&db, GoalCreate { name: "Boat".to_owned() }).await?;
/// for amount in [dec!(20), dec!(5), dec!(30)] {
///     deposits.create(&db, DepositCreate { goal_id: boat.id, amount }).await?;
/// }
/// let large = DepositFilter::new().amount(Condition::ge(dec!(10)));
/// let largest = Goal::deposits().filter(large).order_by(DepositOrder::Amount.desc()).limit(1);
/// let loaded = goals.load(&db, [boat], largest).await?;
/// assert_eq!(loaded[0].name, "Boat");
/// assert_eq!(loaded[0].related[0].amount, dec!(30));
/// # Ok(())
/// # }
/// ```
#[must_use = "a relation is loaded by `Repository::load`"]
pub struct ToMany<P: Resource, C: Resource, W = Plain> {
    query: Query<C>,
    limit: Option<u32>,
    pub(super) reference: Reference<P, C>,
    /// The name of the function that returned it.
    pub(super) name: &'static str,
    /// Whether it selects all children.
    pub(super) is_whole: bool,
    with: W,
}

impl<P: Resource, C: Resource, W: Clone> Clone for ToMany<P, C, W> {
    fn clone(&self) -> Self {
        let Self { query, limit, reference, name, is_whole, with } = self;
        let (query, with) = (query.clone(), with.clone());
        Self { query, limit: *limit, reference: *reference, name, is_whole: *is_whole, with }
    }
}

impl<P: Resource, C: Resource, W> std::fmt::Debug for ToMany<P, C, W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = format!("{} of {}", C::TABLE.name, P::TABLE.name);
        f.debug_struct("ToMany").field("relation", &name).field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl<P: Resource, C: Resource> ToMany<P, C> {
    /// For generated code.
    #[doc(hidden)]
    pub fn children(name: &'static str) -> Self
    where
        C: BelongsTo<P, Parent = P::Id> + Resource<Tenant = P::Tenant>,
    {
        let reference =
            Reference { of: C::of, parent: C::parent, tenant: P::Tenant::clone, column: C::COLUMN };
        Self { query: Query::new(), limit: None, reference, name, is_whole: true, with: Plain }
    }

    /// Whether it has no filter, order or limit, so that it can create children.
    #[doc(hidden)]
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The children of the rows of a repository, for generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn of(&self, parents: &Repository<P>) -> ChildrenOf<P, C> {
        let tenant = (self.reference.tenant)(parents.tenant_id());
        ChildrenOf { children: Repository::of(tenant), reference: self.reference }
    }

    /// Loads the rows that the children refer to, in place of the children: the people of a team, through its memberships.
    /// The filter, the order and the limit so far select children: see [`Through`].
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant)]
    /// # pub struct Person { #[fin(order)] pub name: String }
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, children("Membership"))]
    /// # pub struct Team { pub name: String }
    /// # #[derive(FinResource)]
    /// # #[fin(tenant)]
    /// # pub struct Membership {
    /// #     #[fin(belongs_to = "Team")] pub team_id: Uuid,
    /// #     #[fin(belongs_to = "Person")] pub person_id: Uuid,
    /// # }
    /// let people = Team::memberships().through(Membership::person());
    /// # drop(people);
    /// ```
    pub fn through<T: Resource, K: Presence, W>(self, to: ToOne<C, T, K, W>) -> Through<P, C, T, K, W> {
        Through::new(self, to)
    }
}

impl<P: Resource, C: Resource, W> ToMany<P, C, W> {
    /// Selects children that meet all conditions of the filter, and of each earlier filter, as
    /// [`Query::filter`] does.
    pub fn filter(mut self, filter: C::Filter) -> Self {
        self.query = self.query.filter(filter);
        self.selecting()
    }

    /// Selects children that contain a text, as [`Query::search`] does.
    pub fn search(mut self, text: impl Into<String>) -> Self
    where
        C: Searchable,
    {
        self.query = self.query.search(text);
        self.selecting()
    }

    /// Sets the order of the children of each parent, as [`Query::order_by`] does.
    pub fn order_by(mut self, order: impl Into<OrderBy<C::Order>>) -> Self {
        self.query = self.query.order_by(order);
        self.selecting()
    }

    /// Loads at most this many children of each parent: the first ones in the order. It is still one query, in which the
    /// database ranks the children of each parent, so it reads all of them that match the filter.
    ///
    /// The last call applies. A limit that is not between 1 and [`MAX_PAGE_SIZE`](crate::query::MAX_PAGE_SIZE) is
    /// [`Invalid`](crate::ErrorKind::Invalid) when the relation is loaded.
    pub fn limit(mut self, children: u32) -> Self {
        self.limit = Some(children);
        self.selecting()
    }

    /// Includes deleted children.
    pub fn include_deleted(mut self) -> Self
    where
        C: SoftDelete,
    {
        self.query = self.query.include_deleted();
        self.selecting()
    }

    fn selecting(mut self) -> Self {
        self.is_whole = false;
        self
    }

    /// Loads relations of the children as well: another relation, or a tuple of several. Each child becomes a
    /// [`Loaded`](super::Loaded).
    pub fn with<I: Include<C>>(self, include: I) -> ToMany<P, C, With<I>>
    where
        W: NotYet,
    {
        let Self { query, limit, reference, name, is_whole, .. } = self;
        ToMany { query, limit, reference, name, is_whole, with: With(include) }
    }
}

impl<P: Resource, C: Resource, W: Nested<C>> Include<P> for ToMany<P, C, W> {
    type Output = Vec<W::Item>;
}

impl<P, C, W, S> Load<P, S, Vec<W::Item>> for ToMany<P, C, W>
where
    P: Resource,
    C: ScopedBy<P::Tenant>,
    W: LoadNested<C, S>,
    S: Store<C>,
{
    fn load<'a>(
        self,
        call: &'a mut Call<S>,
        level: Level<'a, P>,
    ) -> BoxFuture<'a, Result<Vec<Vec<W::Item>>>> {
        Box::pin(async move {
            let parent = self.reference.parent;
            let (children, with) = self.read(call, level).await?;
            let tenant = C::scoped_by(level.tenant);
            let parents: Vec<_> = children.rows.iter().map(|row| parent(row).cloned()).collect();
            let items = with.items(call, &tenant, children.rows, children.copies).await?;
            Ok(of_each(level, parents.into_iter().zip(items)))
        })
    }
}

/// Rows that were read, each with the number of its copies in the result.
pub(super) struct Counted<R: Resource> {
    pub(super) rows: Vec<R::Read>,
    pub(super) copies: Vec<usize>,
}

impl<P: Resource, C: ScopedBy<P::Tenant>, W> ToMany<P, C, W> {
    /// Reads the children of the rows of a level.
    pub(super) async fn read<S: Store<C>>(
        self,
        call: &mut Call<S>,
        level: Level<'_, P>,
    ) -> Result<(Counted<C>, W)> {
        let mut parents: HashMap<&P::Id, usize> = HashMap::with_capacity(level.rows.len());
        let mut values: Vec<P::Id> = Vec::with_capacity(level.rows.len());
        for (row, copies) in level.counted() {
            let counted = parents.entry(P::id(row)).or_insert_with(|| {
                values.push(P::id(row).clone());
                0
            });
            *counted += copies;
        }
        let Self { query, limit, reference: Reference { parent, column, .. }, with, .. } = self;
        let mut rows = Vec::new();
        if !values.is_empty() {
            let (values, rows_of_all) = (Box::new(values), call.rows_left);
            let by = By { column, values, rows_of_each: limit, rows_of_all };
            let scope = Scope::Tenant(C::scoped_by(level.tenant));
            rows = call.store.run(&scope, Related::new(query, by)).await?;
        }
        let copies: Vec<usize> = rows
            .iter()
            .map(|row| parent(row).and_then(|id| parents.get(id)).map_or(0, |count| *count))
            .collect();
        call.count(&copies).map_err(|error| error.of(C::TABLE.name))?;
        Ok((Counted { rows, copies }, with))
    }
}

/// The items of each row of a level, by its id.
pub(super) fn of_each<P: Resource, T: Clone>(
    level: Level<'_, P>,
    items: impl Iterator<Item = (Option<P::Id>, T)>,
) -> Vec<Vec<T>> {
    let mut groups: HashMap<P::Id, Vec<T>> = HashMap::new();
    for (parent, item) in items {
        if let Some(parent) = parent {
            groups.entry(parent).or_default().push(item);
        }
    }
    let mut uses: HashMap<&P::Id, usize> = HashMap::with_capacity(level.rows.len());
    level.rows.iter().for_each(|row| *uses.entry(P::id(row)).or_default() += 1);
    let mut take = |id: &P::Id| match uses.get_mut(id) {
        Some(left) if *left > 1 => {
            *left -= 1;
            groups.get(id).cloned()
        }
        _ => groups.remove(id),
    };
    level.rows.iter().map(|row| take(P::id(row)).unwrap_or_default()).collect()
}
