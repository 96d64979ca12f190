//! A tenant-scoped resource before a tenant is chosen, and access to all tenants for operators.

use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

use crate::column::InMemory;
use crate::error::Result;
use crate::operation::{Aggregated, Count, Exists, List, Purge, Whole};
use crate::own::ScopedQuery;
use crate::purged::Purged;
use crate::query::{IntoAggregate, Page, Query};
use crate::repository::{EveryTenant, Selected, stream_rows};
use crate::resource::{Resource, SoftDelete, StoredIn};
use crate::row::RowOf;
use crate::store::{Store, run};
use crate::tenant::Scope;
use crate::unsupported_methods::{UnsupportedCall, unsupported_methods};

/// A tenant-scoped resource before a tenant is chosen.
///
/// Call [`tenant`](Self::tenant) to get a repository. For operators' jobs there is [`all_tenants`](Self::all_tenants),
/// whose name makes it easy to find in a review. The other methods cannot be called; they exist so that the compiler
/// reports the missing tenant.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(tenant, soft_delete)]
/// pub struct Goal {
///     pub name: String,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::memory();
/// let (one, other) = (Goal::repository().tenant(Uuid::now_v7()), Goal::repository().tenant(Uuid::now_v7()));
/// let boat = one.create(&db, GoalCreate { name: "Boat".to_owned() }).await?;
/// assert_eq!(other.find(&db, boat.id).await?, None);
///
/// let everyone = Goal::repository().all_tenants();
/// assert_eq!(everyone.count(&db, GoalQuery::new()).await?, 1);
/// # Ok(())
/// # }
/// ```
pub struct Unscoped<R: Resource, T> {
    scoped: fn(R::Tenant) -> T,
}

impl<R: Resource, T> Unscoped<R, T> {
    /// For generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn new(scoped: fn(R::Tenant) -> T) -> Self {
        Self { scoped }
    }

    /// Returns the repository of one tenant.
    pub fn tenant(self, tenant: impl Into<R::Tenant>) -> T {
        (self.scoped)(tenant.into())
    }

    /// Returns the rows of all tenants, for operators' jobs. They can be read and purged, but not changed.
    #[must_use]
    pub fn all_tenants(self) -> AllTenants<R> {
        AllTenants(PhantomData)
    }
}

/// Implemented by repositories whose tenant is chosen.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is tenant-scoped: call `.tenant(id)` first",
    label = "needs `.tenant(id)` before it",
    note = "write `{Self}::repository().tenant(id)`, and call the method on the repository that it returns"
)]
pub trait TenantChosen {}

/// Implemented by repositories of one tenant.
#[diagnostic::on_unimplemented(
    message = "this needs one tenant: `.all_tenants()` only allows reading and purging",
    label = "needs `.tenant(id)` instead of `.all_tenants()`",
    note = "write `.repository().tenant(id)`, once for each tenant if needed"
)]
pub trait BoundTenant {}

unsupported_methods! {
    impl<R: Resource, T> Unscoped<R, T> where TenantChosen:
    create(A, B) -> UnsupportedCall<R::Read>;
    create_with_id(A, B, C) -> UnsupportedCall<R::Read>;
    create_many(A, B) -> UnsupportedCall<Vec<R::Read>>;
    create_with(A, B, C) -> UnsupportedCall<R::Read>;
    find(A, B) -> UnsupportedCall<Option<R::Read>>;
    get(A, B) -> UnsupportedCall<R::Read>;
    get_many(A, B) -> UnsupportedCall<Vec<R::Read>>;
    load(A, B, C) -> UnsupportedCall<Vec<R::Read>>;
    list(A, B) -> UnsupportedCall<Page<R::Read>>;
    count(A, B) -> UnsupportedCall<u64>;
    aggregate(A, B) -> UnsupportedCall<Vec<()>>;
    exists(A, B) -> UnsupportedCall<bool>;
    stream(A, B) -> BoxStream<'static, Result<R::Read>>;
    update(A, B, C) -> UnsupportedCall<R::Read>;
    update_where(A, B, C) -> UnsupportedCall<u64>;
    update_where_limit(A, B, C, D) -> UnsupportedCall<u64>;
    delete(A, B) -> UnsupportedCall<()>;
    delete_many(A, B) -> UnsupportedCall<u64>;
    delete_where(A, B) -> UnsupportedCall<u64>;
    delete_where_limit(A, B, C) -> UnsupportedCall<u64>;
    hard_delete(A, B) -> UnsupportedCall<()>;
    restore(A, B) -> UnsupportedCall<R::Read>;
    list_deleted(A, B) -> UnsupportedCall<Page<R::Read>>;
    purge_deleted(A, B) -> UnsupportedCall<Purged>;
    scoped_query() -> ScopedQuery<R>;
}

unsupported_methods! {
    impl<R: Resource> AllTenants<R> where BoundTenant:
    create(A, B) -> UnsupportedCall<R::Read>;
    create_with_id(A, B, C) -> UnsupportedCall<R::Read>;
    create_many(A, B) -> UnsupportedCall<Vec<R::Read>>;
    create_with(A, B, C) -> UnsupportedCall<R::Read>;
    find(A, B) -> UnsupportedCall<Option<R::Read>>;
    get(A, B) -> UnsupportedCall<R::Read>;
    get_many(A, B) -> UnsupportedCall<Vec<R::Read>>;
    load(A, B, C) -> UnsupportedCall<Vec<R::Read>>;
    update(A, B, C) -> UnsupportedCall<R::Read>;
    update_where(A, B, C) -> UnsupportedCall<u64>;
    update_where_limit(A, B, C, D) -> UnsupportedCall<u64>;
    delete(A, B) -> UnsupportedCall<()>;
    delete_many(A, B) -> UnsupportedCall<u64>;
    delete_where(A, B) -> UnsupportedCall<u64>;
    delete_where_limit(A, B, C) -> UnsupportedCall<u64>;
    hard_delete(A, B) -> UnsupportedCall<()>;
    restore(A, B) -> UnsupportedCall<R::Read>;
    list_deleted(A, B) -> UnsupportedCall<Page<R::Read>>;
    scoped_query() -> ScopedQuery<R>;
}

impl<R: Resource, T> Unscoped<R, T> {
    /// Cannot be called. It exists so that the compiler reports the missing tenant.
    #[doc(hidden)]
    pub fn select<Row: RowOf<R>>(&self) -> Selected<R, <Row as RowOf<R>>::Itself>
    where
        R: TenantChosen,
    {
        crate::stub::stub()
    }
}

/// The rows of all tenants, to be read and purged: see [`Unscoped::all_tenants`].
///
/// The methods work, and fail, like those of [`Repository`](crate::Repository) with the same names. An id belongs to
/// one tenant, so no method here takes an id.
pub struct AllTenants<R: Resource>(PhantomData<fn() -> R>);

impl<R: Resource + StoredIn<InMemory>> AllTenants<R> {
    /// Returns a page of the rows that match a query, of all tenants.
    pub fn list<'s, S: Store<R> + 's>(
        &self,
        store: S,
        query: Query<R>,
    ) -> BoxFuture<'s, Result<Page<R::Read>>> {
        run(store, Scope::AllTenants, List::new(query))
    }

    /// Counts the rows that match a query.
    pub fn count<'s, S: Store<R> + 's>(&self, store: S, query: Query<R>) -> BoxFuture<'s, Result<u64>> {
        run(store, Scope::AllTenants, Count::new(query))
    }

    /// Computes sums, counts, and smallest and greatest values of the live rows, in groups.
    pub fn aggregate<'s, S: Store<R> + 's, A: IntoAggregate<R>>(
        &self,
        mut store: S,
        aggregate: A,
    ) -> BoxFuture<'s, Result<Vec<A::Row>>> {
        let operation = Aggregated::new(aggregate.into_aggregate());
        Box::pin(async move { store.run(&Scope::AllTenants, operation?).await })
    }

    /// Returns `true` if any row matches a query.
    pub fn exists<'s, S: Store<R> + 's>(&self, store: S, query: Query<R>) -> BoxFuture<'s, Result<bool>> {
        run(store, Scope::AllTenants, Exists::new(query))
    }

    /// Returns a stream of all rows that match a query, read page by page.
    pub fn stream<'s, S: Store<R> + 's>(&self, store: S, query: Query<R>) -> BoxStream<'s, Result<R::Read>> {
        stream_rows(store, Scope::AllTenants, query, || Whole)
    }

    /// Selects the columns of a smaller type: see [`Repository::select`](crate::Repository::select). What it returns has
    /// `list` and `stream`.
    pub fn select<Row: RowOf<R>>(&self) -> Selected<R, <Row as RowOf<R>>::Itself, EveryTenant> {
        Selected::of(Scope::AllTenants)
    }

    /// Permanently removes the rows that were deleted before a time, and returns how many there were. A row that others
    /// refer to is kept, which does not prevent the removal of other rows: see [`Purged`].
    pub fn purge_deleted<'s, S: Store<R> + 's>(
        &self,
        store: S,
        before: DateTime<Utc>,
    ) -> BoxFuture<'s, Result<Purged>>
    where
        R: SoftDelete,
    {
        run(store, Scope::AllTenants, Purge::new(before))
    }
}
