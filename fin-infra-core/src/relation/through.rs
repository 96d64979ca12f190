//! Relations between many rows and many others, through the rows that refer to both.

use futures_util::future::BoxFuture;

use super::include::{Call, Include, Level, Load, LoadNested, Nested};
use super::to_many::{Counted, ToMany, of_each};
use super::to_one::ToOne;
use crate::column::InMemory;
use crate::error::Result;
use crate::operation::check_rows_of_each;
use crate::predicate::OrderBy;
use crate::presence::Presence;
use crate::query::Query;
use crate::resource::{Resource, StoredIn};
use crate::store::Store;
use crate::stored::AnyRow as _;
use crate::tenant::ScopedBy;
use crate::value::Scalar;

/// The relation from the rows of `P` to the rows of `T`, through the rows of `C`, which refer to both: see
/// [`ToMany::through`].
///
/// [`Repository::load`](crate::Repository::load) loads a `Vec` for each row, by one query for the rows between and one for
/// those that they refer to. The filter, the order and the limit before `through` select the rows between; those after it
/// select the rows that are loaded. A row is loaded once for each row between, and left out if it is deleted.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(tenant)]
/// pub struct Person {
///     #[fin(order)]
///     pub name: String,
/// }
///
/// #[derive(FinResource)]
/// #[fin(tenant, children("Membership"))]
/// pub struct Team {
///     pub name: String,
/// }
///
/// #[derive(FinResource)]
/// #[fin(tenant, unique("team_id", "person_id"))]
/// pub struct Membership {
///     #[fin(belongs_to = "Team")]
///     pub team_id: Uuid,
///     #[fin(belongs_to = "Person")]
///     pub person_id: Uuid,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let (db, tenant) = (Db::memory(), Uuid::now_v7());
/// let (teams, people) = (Team::repository().tenant(tenant), Person::repository().tenant(tenant));
/// let memberships = Membership::repository().tenant(tenant);
/// let crew = teams.create(&db, TeamCreate { name: "Crew".to_owned() }).await?;
/// for name in ["Mira", "Ada"] {
///     let person = people.create(&db, PersonCreate { name: name.to_owned() }).await?;
///     memberships.create(&db, MembershipCreate { team_id: crew.id, person_id: person.id }).await?;
/// }
/// let by_name = Team::memberships().through(Membership::person()).order_by(PersonOrder::Name.asc());
/// let loaded = teams.load(&db, [crew], by_name).await?;
/// let names: Vec<&str> = loaded[0].related.iter().map(|person| person.name.as_str()).collect();
/// assert_eq!(names, ["Ada", "Mira"]);
/// # Ok(())
/// # }
/// ```
#[must_use = "a relation is loaded by `Repository::load`"]
pub struct Through<P: Resource, C: Resource, T: Resource, K, W> {
    between: ToMany<P, C>,
    to: ToOne<C, T, K, W>,
    limit: Option<u32>,
}

impl<P: Resource, C: Resource, T: Resource, K, W: Clone> Clone for Through<P, C, T, K, W> {
    fn clone(&self) -> Self {
        Self { between: self.between.clone(), to: self.to.clone(), limit: self.limit }
    }
}

impl<P: Resource, C: Resource, T: Resource, K, W> std::fmt::Debug for Through<P, C, T, K, W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Through")
            .field("between", &self.between)
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}

impl<P: Resource, C: Resource, T: Resource, K, W> Through<P, C, T, K, W> {
    pub(super) fn new(between: ToMany<P, C>, to: ToOne<C, T, K, W>) -> Self {
        Self { between, to, limit: None }
    }

    /// Loads rows that meet all conditions of the filter, and of each earlier filter.
    pub fn filter(mut self, filter: T::Filter) -> Self {
        self.to.query = self.to.query.filter(filter);
        self
    }

    /// Sets the order of the rows of each parent, as [`Query::order_by`] does. Without it, they have the order of the rows
    /// between.
    pub fn order_by(mut self, order: impl Into<OrderBy<T::Order>>) -> Self {
        self.to.query = self.to.query.order_by(order);
        self
    }

    /// Keeps at most this many rows of each parent, the first ones in the order. The others are read as well, and count for
    /// the limit of the call; [`ToMany::limit`] before `through` limits what is read.
    ///
    /// A limit that is not between 1 and [`MAX_PAGE_SIZE`](crate::query::MAX_PAGE_SIZE) is
    /// [`Invalid`](crate::ErrorKind::Invalid) when the relation is loaded.
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(rows);
        self
    }
}

impl<P, C, T, K, W> Include<P> for Through<P, C, T, K, W>
where
    P: Resource,
    C: Resource,
    T: Resource,
    K: Presence,
    W: Nested<T>,
{
    type Output = Vec<W::Item>;
}

impl<P, C, T, K, W, S> Load<P, S, Vec<W::Item>> for Through<P, C, T, K, W>
where
    P: Resource,
    C: ScopedBy<P::Tenant>,
    T: ScopedBy<C::Tenant> + StoredIn<InMemory>,
    K: Presence,
    W: LoadNested<T, S>,
    S: Store<C> + Store<T>,
{
    fn load<'a>(
        self,
        call: &'a mut Call<S>,
        level: Level<'a, P>,
    ) -> BoxFuture<'a, Result<Vec<Vec<W::Item>>>> {
        Box::pin(async move {
            let Self { between, to, limit } = self;
            check_rows_of_each(limit).map_err(|error| error.of(T::TABLE.name))?;
            let parent = between.reference.parent;
            let (Counted { rows, copies }, _) = between.read(call, level).await?;
            let tenant = C::scoped_by(level.tenant);
            let parents: Vec<_> = rows.iter().map(|row| parent(row).cloned()).collect();
            let is_ordered = !to.query.order.is_empty();
            let links = Level { tenant: &tenant, rows: &rows, copies: &copies };
            let found = to.find(call, links, sort).await?;
            let mut found: Vec<_> = parents.into_iter().zip(found).collect();
            if is_ordered {
                found.sort_by_key(|(_, (_, position))| *position);
            }
            let items = found.into_iter().filter_map(|(parent, (item, _))| Some((parent, item?)));
            let mut all = of_each(level, items);
            let most = limit.map_or(usize::MAX, |limit| limit as usize);
            for items in &mut all {
                items.truncate(most);
            }
            Ok(all)
        })
    }
}

/// Sorts rows in the order of a query.
fn sort<R: StoredIn<InMemory>>(query: &Query<R>, rows: &mut Vec<R::Read>) {
    let order = query.paging().order(R::TABLE, false);
    let value = |row: &R::Read, ordinal: usize| R::ALL[ordinal].scalar(row.value(ordinal));
    let values =
        |row: &R::Read| order.keys.iter().map(|key| value(row, key.ordinal)).collect::<Vec<Scalar>>();
    let mut sorted: Vec<_> = rows.drain(..).map(|row| (values(&row), row)).collect();
    sorted.sort_by(|(a, _), (b, _)| order.compare(a.iter(), b.iter()));
    rows.extend(sorted.into_iter().map(|(_, row)| row));
}
