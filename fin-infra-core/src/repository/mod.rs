//! The operations on the rows of a resource.

mod adjust;
mod aggregate;
mod create;
mod delete;
mod lock;
mod own;
mod read;
mod scoped;
mod select;
mod update;

use chrono::{DateTime, Utc};

pub(crate) use self::read::stream_rows;
pub use self::select::{EveryTenant, OneTenant, Selected};
use crate::resource::Resource;
use crate::table::Limits;
use crate::tenant::Scope;
use crate::value::Native;

/// The repository of a resource: of one tenant, if the resource is tenant-scoped.
///
/// The derive generates a wrapper type for each resource (`BudgetRepository`), so that a program can add methods with
/// an `impl BudgetRepository { .. }`. It contains the tenant but no connection; the first argument of each method is
/// the store to use: see [`Store`](crate::Store).
///
/// All methods access only rows of the tenant and, unless a method states otherwise, only live rows. In addition to the
/// errors that a method lists, each can fail with [`Unavailable`](crate::ErrorKind::Unavailable), if the same call may
/// succeed later, and with [`Database`](crate::ErrorKind::Database), if it will not, for example because the table does
/// not exist.
///
/// If a resource has `unique` columns, the generated type also has `upsert_by_..` methods, and if it has `children`,
/// methods that load them.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource, Debug, Clone)]
/// #[fin(tenant, soft_delete)]
/// pub struct Goal {
///     #[fin(unique)]
///     pub name: String,
///     pub target: Option<Decimal>,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// let db = Db::memory();
/// let goals = Goal::repository().tenant(Uuid::now_v7());
///
/// let boat = goals.create(&db, GoalCreate { name: "Boat".to_owned(), target: None }).await?;
/// let larger = GoalUpdate { target: Some(Some(5_000.into())), ..GoalUpdate::default() };
/// assert_eq!(goals.update(&db, boat.id, larger).await?.target, Some(5_000.into()));
///
/// let same_name = GoalCreate { name: "Boat".to_owned(), target: Some(6_000.into()) };
/// assert_eq!(goals.upsert_by_name(&db, same_name).await?.id, boat.id);
///
/// goals.delete(&db, boat.id).await?;
/// assert!(goals.get(&db, boat.id).await.is_err_and(|error| error.is_not_found()));
/// assert_eq!(goals.restore(&db, boat.id).await?.target, Some(6_000.into()));
/// # Ok(())
/// # }
/// ```
pub struct Repository<R: Resource> {
    tenant: R::Tenant,
}

/// Implemented by no repository: it rejects a call of `tenant` where there is no tenant to choose.
#[diagnostic::on_unimplemented(
    message = "a tenant cannot be chosen here",
    label = "no tenant to choose",
    note = "`.tenant(id)` needs `#[fin(tenant)]` on the struct, and can be called once"
)]
pub trait TenantOpen {}

impl<R: Resource> std::fmt::Debug for Repository<R> {
    /// Omits the tenant, which may be confidential.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository").field("resource", &R::TABLE.name).finish_non_exhaustive()
    }
}

impl<R: Resource> Clone for Repository<R> {
    fn clone(&self) -> Self {
        Self { tenant: self.tenant.clone() }
    }
}

impl<R: Resource> Repository<R> {
    /// For generated code.
    #[doc(hidden)]
    pub fn of(tenant: R::Tenant) -> Self {
        Self { tenant }
    }

    /// Cannot be called. It exists so that the compiler reports that there is no tenant to choose.
    #[doc(hidden)]
    #[must_use]
    pub fn tenant<T>(&self, _: T) -> Self
    where
        R: TenantOpen,
    {
        self.clone()
    }

    /// Returns the tenant.
    #[must_use]
    pub fn tenant_id(&self) -> &R::Tenant {
        &self.tenant
    }

    pub(crate) fn scope(&self) -> Scope<R> {
        Scope::Tenant(self.tenant.clone())
    }
}

/// The current time, in the precision in which it is stored.
fn now() -> DateTime<Utc> {
    let mut now = Utc::now();
    // A clock that is off by millennia is reported when the row is normalized.
    let _ = now.normalize(&Limits::DEFAULT);
    now
}
