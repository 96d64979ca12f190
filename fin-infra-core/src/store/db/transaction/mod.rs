//! Transactions: several calls that succeed or fail together.

mod attempts;
mod ended;
mod nesting;
mod open;
mod running;
mod savepoint;
mod shared;
mod state;

use std::sync::Arc;

use futures_util::future::BoxFuture;

pub use self::nesting::{NestingStore, Within};
pub use self::open::OpenTransaction;
use self::running::{Part, Running};
pub use self::savepoint::Savepoint;
use self::shared::Shared;
use super::bound_tenant::BoundTenant;
use super::{Db, Kind as DbKind};
use crate::error::Result;
use crate::operation::Operation;
use crate::options::Begin;
use crate::resource::DbResource;
use crate::store::Store;
use crate::tenant::Scope;

/// A transaction that [`Db::begin`](super::Db::begin) begins, and that the program itself ends.
///
/// [`Db::transaction`](super::Db::transaction) is simpler: it ends the transaction by the result of a function, and
/// repeats it if the database aborts it in favour of another one.
///
/// Dropping it rolls it back and closes its connection; [`rollback`](Self::rollback) keeps the connection.
///
/// A call that the store rejects (a conflict, a violated rule, a missing parent) or that is dropped halfway ends the
/// transaction: every later call and the commit are errors, on every store, as in PostgreSQL. It stays open after
/// `NotFound`, `StaleVersion` and values that violate no constraint of the database. A [`savepoint`](Self::savepoint)
/// limits what a rejected call ends.
///
/// After a table or a type has changed, a call whose statement was prepared before the change is
/// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable): start the transaction again. This happens once per `Db`,
/// not once for each of its connections, and never to calls outside transactions.
///
/// Pass `&mut tx` or `&tx` to each call.
///
/// A value that is computed from a row is only right if the row does not change before the value is written: lock the
/// row with [`get_for_update`](crate::Repository::get_for_update), or let the database add with
/// [`adjust`](crate::Repository::adjust).
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// pub struct Goal {
///     #[fin(unique)]
///     pub name: String,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::memory();
/// let goals = Goal::repository();
/// let mut tx = db.begin().await?;
/// for name in ["Bicycle", "Boat"] {
///     goals.create(&mut tx, GoalCreate::new(name.to_owned())).await?;
/// }
/// tx.commit().await?;
/// assert_eq!(goals.count(&db, GoalQuery::new()).await?, 2);
/// # Ok(())
/// # }
/// ```
#[must_use = "a transaction that is not committed is rolled back"]
pub struct DbTransaction {
    shared: Arc<Shared>,
}

impl Db {
    /// Begins a transaction with options, and binds it to a tenant if there is one. Boxed as `Db::call` is.
    pub(super) fn begin_with(
        &self,
        begin: Begin,
        tenant: Option<Arc<BoundTenant>>,
    ) -> BoxFuture<'_, Result<DbTransaction>> {
        Box::pin(async move {
            let mut running = match &self.0 {
                #[cfg(feature = "sqlite")]
                DbKind::Sqlite(connections) => Running::begin(connections, begin).await?,
                #[cfg(feature = "postgres")]
                DbKind::Postgres(connections) => Running::begin(connections, begin).await?,
                #[cfg(feature = "mysql")]
                DbKind::MySql(connections) => Running::begin(connections, begin).await?,
                DbKind::Memory(memory) => Running::in_memory(memory.open()?, begin).await?,
            };
            if let Some(tenant) = tenant {
                running.bind_tenant(tenant).await?;
            }
            Ok(DbTransaction { shared: Shared::new(running) })
        })
    }
}

impl DbTransaction {
    /// Commits the transaction, and then runs what [`after_commit`](Self::after_commit) was given.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) if it was aborted in favour of another transaction, or
    /// if one of its calls was dropped halfway or received no response in time, and
    /// [`ErrorKind::Database`](crate::ErrorKind::Database) if one of them failed; nothing is committed then. If the
    /// connection breaks, or the database does not respond in time, during the commit, the error is
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) as well, and states that the outcome is unknown.
    pub async fn commit(self) -> Result<()> {
        self.shared.take().await?.commit().await
    }

    /// Rolls the transaction back. Its connection can then be reused.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) if the connection broke. The transaction is rolled
    /// back in this case, too.
    pub async fn rollback(self) -> Result<()> {
        self.shared.take().await?.rollback().await
    }

    /// Runs `effect` after the transaction has been committed, at most once. Use it for what must not happen if the
    /// transaction is rolled back, such as sending a message. It runs in its own task, so it runs even if the call to
    /// `commit` is dropped. It is lost if the program ends after the commit, or if the outcome of the commit is unknown.
    ///
    /// # Errors
    ///
    /// Those of an ended transaction.
    pub async fn after_commit(&self, effect: impl Future<Output = ()> + Send + 'static) -> Result<()> {
        self.shared.after_commit(Part::Whole, Box::pin(effect)).await
    }

    /// Begins a savepoint: what follows can be undone without ending the transaction. See [`Savepoint`].
    ///
    /// # Errors
    ///
    /// Those of an ended transaction, and [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) if the connection
    /// broke.
    pub async fn savepoint(&self) -> Result<Savepoint> {
        Savepoint::begin(&self.shared, Part::Whole).await
    }
}

impl Drop for DbTransaction {
    /// Other handles must not keep it open.
    fn drop(&mut self) {
        self.shared.abandon();
    }
}

impl<R: DbResource> Store<R> for &mut DbTransaction {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, operation: O) -> Result<O::Output> {
        self.shared.run(Part::Whole, scope, operation).await
    }
}

impl<R: DbResource> Store<R> for &DbTransaction {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, operation: O) -> Result<O::Output> {
        self.shared.run(Part::Whole, scope, operation).await
    }
}
