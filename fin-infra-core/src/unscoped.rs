//! A resource with tenants before its tenant is chosen, and the operators' way around that.

use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use futures_util::stream::Stream;

use crate::error::Result;
use crate::left_out::refused;
use crate::operation::{Count, Exists, List, Purge};
use crate::purged::Purged;
use crate::query::{Page, Query};
use crate::repository::stream_rows;
use crate::resource::{Resource, SoftDelete, StoredIn};
use crate::store::{Memory, Store};
use crate::tenant::Scope;

/// A resource with tenants, before it is said whose rows are meant.
///
/// There is one way on, [`tenant`](Self::tenant), and a loud one for operators' jobs,
/// [`all_tenants`](Self::all_tenants). The other methods are here to say so to who forgot.
///
/// ```
/// use fin_infra_core::prelude::*;
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

    /// The rows of one tenant.
    pub fn tenant(self, tenant: impl Into<R::Tenant>) -> T {
        (self.scoped)(tenant.into())
    }

    /// The rows of all tenants, for operators' jobs: to read and to purge, nothing else.
    #[must_use]
    pub fn all_tenants(self) -> AllTenants<R> {
        AllTenants(PhantomData)
    }
}

/// Holds for a repository that knows its tenant.
#[diagnostic::on_unimplemented(
    message = "nobody said whose rows: `{Self}` has tenants",
    label = "needs `.tenant(id)` first",
    note = "write `.repository().tenant(id)` and go on from there"
)]
pub trait TenantChosen {}

/// Holds for a repository of one tenant.
#[diagnostic::on_unimplemented(
    message = "this needs one tenant: all tenants' rows can be read and purged, and nothing else",
    label = "needs `.tenant(id)` instead of `.all_tenants()`",
    note = "write `.repository().tenant(id)`, once for each tenant if it must be done for all"
)]
pub trait OneTenant {}

refused! {
    impl<R: Resource, T> Unscoped<R, T> where TenantChosen:
    create(A, B);
    create_with_id(A, B, C);
    create_many(A, B);
    find(A, B);
    get(A, B);
    get_many(A, B);
    list(A, B);
    count(A, B);
    exists(A, B);
    stream(A, B);
    update(A, B, C);
    delete(A, B);
    delete_many(A, B);
    hard_delete(A, B);
    restore(A, B);
    list_deleted(A, B);
    purge_deleted(A, B);
    scoped_query();
}

refused! {
    impl<R: Resource> AllTenants<R> where OneTenant:
    create(A, B);
    create_with_id(A, B, C);
    create_many(A, B);
    find(A, B);
    get(A, B);
    get_many(A, B);
    update(A, B, C);
    delete(A, B);
    delete_many(A, B);
    hard_delete(A, B);
    restore(A, B);
    list_deleted(A, B);
    scoped_query();
}

/// The rows of all tenants, to read and to purge: see [`Unscoped::all_tenants`].
///
/// The methods are those of [`Repository`](crate::Repository) by the same names, and fail as those do. An id belongs to
/// one tenant, so nothing here takes an id.
pub struct AllTenants<R: Resource>(PhantomData<fn() -> R>);

impl<R: Resource + StoredIn<Memory>> AllTenants<R> {
    /// Reads a page of the rows that a query asks for, whosever they are.
    pub async fn list<S: Store<R>>(&self, mut store: S, query: Query<R>) -> Result<Page<R::Read>> {
        store.run(List { scope: Scope::AllTenants, query }).await
    }

    /// Counts the rows that a query asks for.
    pub async fn count<S: Store<R>>(&self, mut store: S, query: Query<R>) -> Result<u64> {
        store.run(Count(List { scope: Scope::AllTenants, query })).await
    }

    /// Says whether there is any row that a query asks for.
    pub async fn exists<S: Store<R>>(&self, mut store: S, query: Query<R>) -> Result<bool> {
        store.run(Exists(List { scope: Scope::AllTenants, query })).await
    }

    /// Reads all the rows that a query asks for, page by page.
    pub fn stream<S: Store<R>>(
        &self,
        store: S,
        query: Query<R>,
    ) -> impl Stream<Item = Result<R::Read>> + Send + use<R, S> {
        stream_rows(store, Scope::AllTenants, query)
    }

    /// Removes for good what was deleted before a time, and says how many rows that were. What others refer to stays, and
    /// keeps no other row: see [`Purged`].
    pub async fn purge_deleted<S: Store<R>>(&self, mut store: S, before: DateTime<Utc>) -> Result<Purged>
    where
        R: SoftDelete,
    {
        store.run(Purge { scope: Scope::AllTenants, before }).await
    }
}
