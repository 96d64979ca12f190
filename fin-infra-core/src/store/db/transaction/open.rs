//! A transaction within the function that works in it.

use std::sync::Arc;

use super::running::Part;
use super::savepoint::Savepoint;
use super::shared::Shared;
use crate::error::Result;
use crate::operation::Operation;
use crate::resource::DbResource;
use crate::store::Store;
use crate::tenant::Scope;

/// The transaction of [`Db::transaction`](crate::Db::transaction), which ends it after the function has returned.
///
/// Pass `&tx` to each call. Calls run one after the other, also if they are started together. A call that the store
/// rejects ends the transaction, as with a [`DbTransaction`](crate::DbTransaction).
pub struct OpenTransaction {
    shared: Arc<Shared>,
}

impl OpenTransaction {
    pub(super) fn new(shared: &Arc<Shared>) -> Self {
        Self { shared: shared.clone() }
    }

    /// Runs `effect` after the transaction has been committed, at most once. Use it for what must not happen if the
    /// transaction is rolled back or repeated, such as sending a message. It runs in its own task, so it runs even if
    /// the call to `transaction` is dropped; `transaction` returns after it has finished. It is lost if the program ends
    /// after the commit, or if the outcome of the commit is unknown: for what must not be lost, insert a row in the same
    /// transaction, and process it later.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # pub struct Goal { pub name: String }
    /// # async fn notify(_: Uuid) {}
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// db.transaction(async |tx| -> Result<_, Error> {
    ///     let goal = goals.create(&tx, GoalCreate::new("Boat".to_owned())).await?;
    ///     tx.after_commit(async move { notify(goal.id).await }).await
    /// })
    /// .await
    /// # }
    /// ```
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

impl<R: DbResource> Store<R> for &OpenTransaction {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, operation: O) -> Result<O::Output> {
        self.shared.run(Part::Whole, scope, operation).await
    }
}
