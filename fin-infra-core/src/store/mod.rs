//! Stores, which hold the rows: [`Store`] lists them.

mod call;
mod db;
mod memory;
mod row_security;
pub(crate) mod sql;

use futures_util::future::BoxFuture;

pub use self::db::{AnyLease, Lease};
pub use self::db::{Db, DbStatus, DbTransaction, NestingStore, OpenTransaction, Savepoint, Within};
pub use self::memory::Memory;
use crate::backend::Backend;
use crate::error::Result;
use crate::operation::Operation;
pub use crate::options::{DbOptions, Isolation, Synchronous, TransactionOptions};
use crate::resource::{DbResource, Resource, SqlResource};
use crate::tenant::Scope;

/// A store of the rows of a resource: the first argument of each repository method.
///
/// | store | use it for |
/// |---|---|
/// | `&Db` | most programs: the database of a URL, with a built-in connection pool |
/// | `&OpenTransaction` | several calls on a [`Db`] that succeed or fail together: see [`Db::transaction`] |
/// | `&Savepoint` | a part of a transaction that can be undone |
/// | `&DbTransaction`, `&mut DbTransaction` | a transaction that the program itself ends |
/// | `&Pool<DB>` | a program that already has a sqlx pool and a fixed database |
/// | `&mut Transaction<'_, DB>` | a transaction of such a pool |
/// | `&mut SqliteConnection`, `&mut PgConnection`, `&mut MySqlConnection` | a single connection |
/// | `&Memory` | tests without a database |
///
/// All stores return the same results and the same errors. The trait is sealed.
///
/// A method that you add to a repository can accept any store if it makes a single call. If it makes several, let it
/// accept `impl Store<Goal> + Copy`, since a call consumes the store that it is given: a `&Db`, a `&OpenTransaction` and
/// the other shared references are `Copy`.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(tenant, filter("name"))]
/// pub struct Goal {
///     pub name: String,
/// }
///
/// impl GoalRepository {
///     pub async fn is_known(&self, store: impl Store<Goal>, name: &str) -> Result<bool, Error> {
///         self.exists(store, GoalQuery::new().filter(GoalFilter::new().name(name))).await
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a store for rows of `{R}`",
    label = "not a store",
    note = "pass `&db` for a `Db`, a `Memory` or a `Pool` of sqlx, and `&mut tx` for a transaction or a connection",
    note = "if a variable is already a reference, pass it directly: `db` for a `&Db`, `&mut *tx` for a `&mut` transaction"
)]
pub trait Store<R: Resource>: Send + sealed::Sealed {
    /// Runs an operation on the rows of a scope.
    #[doc(hidden)]
    fn run<O: Operation<R>>(
        &mut self,
        scope: &Scope<R>,
        operation: O,
    ) -> impl Future<Output = Result<O::Output>> + Send;
}

/// A transaction, in which rows can be locked.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a transaction, so it cannot lock rows",
    label = "not a transaction",
    note = "a lock is held until a transaction ends: call this in `db.transaction(async |tx| ..)`, and pass `&tx`",
    note = "for a transaction of `begin`, pass `&mut tx`"
)]
pub trait TransactionStore<R: Resource>: Store<R> {}

impl<R: DbResource> TransactionStore<R> for &mut DbTransaction {}
impl<R: DbResource> TransactionStore<R> for &DbTransaction {}
impl<R: DbResource> TransactionStore<R> for &OpenTransaction {}
impl<R: DbResource> TransactionStore<R> for &Savepoint {}
impl<R: SqlResource<DB>, DB: Backend> TransactionStore<R> for &mut sqlx::Transaction<'_, DB> {}

/// Runs an operation on the rows of a scope once the future is awaited.
///
/// The future is boxed, so that its type does not name the store. Otherwise the compiler would report a wrong store
/// three times: on the argument, on the call and on `.await`.
pub(crate) fn run<'s, R, S, O>(
    mut store: S,
    scope: Scope<R>,
    operation: O,
) -> BoxFuture<'s, Result<O::Output>>
where
    R: Resource,
    S: Store<R> + 's,
    O: Operation<R> + 's,
{
    Box::pin(async move { store.run(&scope, operation).await })
}

mod sealed {
    /// Seals [`Store`](super::Store).
    pub trait Sealed {}

    impl<DB: crate::backend::Backend> Sealed for &sqlx::Pool<DB> {}
    impl<DB: crate::backend::Backend> Sealed for &mut sqlx::Transaction<'_, DB> {}
    #[cfg(feature = "sqlite")]
    impl Sealed for &mut sqlx::SqliteConnection {}
    #[cfg(feature = "postgres")]
    impl Sealed for &mut sqlx::PgConnection {}
    #[cfg(feature = "mysql")]
    impl Sealed for &mut sqlx::MySqlConnection {}
    impl Sealed for &super::Memory {}
    impl Sealed for &super::Db {}
    impl Sealed for &mut super::DbTransaction {}
    impl Sealed for &super::DbTransaction {}
    impl Sealed for &super::OpenTransaction {}
    impl Sealed for &super::Savepoint {}
    impl Sealed for super::Within<'_> {}
}
