//! Savepoints: parts of a transaction that can be undone.

use std::sync::Arc;

use super::running::Part;
use super::shared::Shared;
use crate::error::Result;
use crate::operation::Operation;
use crate::resource::DbResource;
use crate::store::Store;
use crate::tenant::Scope;

/// A part of a transaction that can be undone without ending the transaction.
///
/// Pass `&point` to the calls of this part. Until it ends, a call on the transaction itself is an error. After a call
/// that the store rejects, [`rollback`](Self::rollback) makes the transaction usable again; a transaction that the
/// database aborted in favour of another one stays ended. Dropping a savepoint rolls it back before the next call.
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
/// db.transaction(async |tx| -> Result<_, Error> {
///     goals.create(&tx, GoalCreate::new("Boat".to_owned())).await?;
///     let point = tx.savepoint().await?;
///     match goals.create(&point, GoalCreate::new("Boat".to_owned())).await {
///         Ok(_) => point.release().await?,
///         Err(error) if error.is_conflict() => point.rollback().await?,
///         Err(error) => return Err(error),
///     }
///     goals.create(&tx, GoalCreate::new("Bicycle".to_owned())).await
/// })
/// .await?;
/// assert_eq!(goals.count(&db, GoalQuery::new()).await?, 2);
/// # Ok(())
/// # }
/// ```
#[must_use = "a savepoint that is not released is rolled back"]
pub struct Savepoint {
    shared: Arc<Shared>,
    part: Part,
    /// Whether it still has to be ended.
    is_open: bool,
}

impl Savepoint {
    pub(super) async fn begin(shared: &Arc<Shared>, within: Part) -> Result<Self> {
        let part = shared.savepoint(within).await?;
        Ok(Self { shared: shared.clone(), part, is_open: true })
    }

    /// Keeps the changes of this part. They take effect when the transaction is committed.
    ///
    /// # Errors
    ///
    /// Those of an ended transaction, and [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if a savepoint within it
    /// is open.
    pub async fn release(mut self) -> Result<()> {
        self.shared.end_savepoint(self.part, true).await?;
        self.is_open = false;
        Ok(())
    }

    /// Undoes the changes of this part, including those of savepoints within it that were released.
    ///
    /// # Errors
    ///
    /// As [`release`](Self::release).
    pub async fn rollback(mut self) -> Result<()> {
        self.shared.end_savepoint(self.part, false).await?;
        self.is_open = false;
        Ok(())
    }

    /// Begins a savepoint within this one.
    ///
    /// # Errors
    ///
    /// As [`release`](Self::release).
    pub async fn savepoint(&self) -> Result<Self> {
        Self::begin(&self.shared, self.part).await
    }

    /// Runs `effect` after the transaction was committed, unless this part is rolled back. If the program ends in
    /// between, the effect is lost.
    ///
    /// # Errors
    ///
    /// As [`release`](Self::release).
    pub async fn after_commit(&self, effect: impl Future<Output = ()> + Send + 'static) -> Result<()> {
        self.shared.after_commit(self.part, Box::pin(effect)).await
    }
}

impl Drop for Savepoint {
    fn drop(&mut self) {
        if self.is_open {
            self.shared.drop_savepoint(self.part);
        }
    }
}

impl<R: DbResource> Store<R> for &Savepoint {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, operation: O) -> Result<O::Output> {
        self.shared.run(self.part, scope, operation).await
    }
}
