//! The transaction that several handles use: the one that ends it, the function that works in it, and its savepoints.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::running::{Effect, Part, Running};
use crate::error::{Error, Result};
use crate::operation::Operation;
use crate::resource::DbResource;
use crate::store::call::{DbOperation, ScopedOperation};
use crate::tenant::Scope;

/// A transaction that is running, until it is taken to be ended. Its calls run one after the other.
pub(super) struct Shared {
    running: Mutex<Option<Running>>,
    /// How long a call waits for another one to end.
    limit: Duration,
    /// Whether the handle that ends it was dropped: a handle that outlives it must not keep it open.
    is_abandoned: AtomicBool,
    /// The savepoints that were dropped since the last call.
    dropped: SyncMutex<Vec<Part>>,
}

fn busy() -> Error {
    Error::unavailable(
        "another call of this transaction did not end in time: a stream in a transaction holds it until the stream has \
         ended or is dropped",
    )
}

impl Shared {
    pub(super) fn new(running: Running) -> Arc<Self> {
        let limit = running.response();
        Arc::new(Self {
            limit,
            running: Mutex::new(Some(running)),
            is_abandoned: AtomicBool::new(false),
            dropped: SyncMutex::default(),
        })
    }

    /// Runs an operation of the handle of a part.
    pub(super) async fn run<R: DbResource, O: Operation<R>>(
        &self,
        part: Part,
        scope: &Scope<R>,
        mut operation: O,
    ) -> Result<O::Output> {
        self.call(part, O::WRITES, &mut ScopedOperation { scope, operation: &mut operation }).await?;
        operation.output()
    }

    /// Boxed for the compiler, as `Db::call` is.
    fn call<'a>(
        &'a self,
        part: Part,
        writes: bool,
        call: &'a mut dyn DbOperation,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let guard = timeout(self.limit, self.running.lock()).await;
            let mut guard = guard.map_err(|_| busy().of(call.table().name))?;
            let running = self.at(&mut guard, part).await.map_err(|error| error.of(call.table().name))?;
            let result = running.call(writes, call).await;
            if self.is_abandoned.load(Ordering::Acquire) {
                guard.take();
            }
            result
        })
    }

    /// Returns the transaction for the handle of a part.
    async fn at<'a>(&self, guard: &'a mut Option<Running>, part: Part) -> Result<&'a mut Running> {
        let running = guard.as_mut().ok_or_else(ended)?;
        self.undo_dropped(running).await?;
        running.check_innermost(part)?;
        Ok(running)
    }

    /// Rolls savepoints back that were dropped.
    async fn undo_dropped(&self, running: &mut Running) -> Result<()> {
        let dropped = std::mem::take(&mut *self.dropped.lock().unwrap_or_else(PoisonError::into_inner));
        for part in dropped {
            running.undo(part).await?;
        }
        Ok(())
    }

    /// Takes the transaction to end it.
    pub(super) async fn take(&self) -> Result<Running> {
        let mut guard = self.running.lock().await;
        let mut running = guard.take().ok_or_else(ended)?;
        // A transaction that can only be rolled back is rolled back as a whole.
        if running.can_undo() {
            self.undo_dropped(&mut running).await?;
        }
        Ok(running)
    }

    /// Drops the transaction, or lets the call that is in progress drop it.
    pub(super) fn abandon(&self) {
        self.is_abandoned.store(true, Ordering::Release);
        if let Ok(mut guard) = self.running.try_lock() {
            guard.take();
        }
    }

    pub(super) async fn after_commit(&self, part: Part, effect: Effect) -> Result<()> {
        let mut guard = self.running.lock().await;
        self.at(&mut guard, part).await?.after_commit(effect)
    }

    /// Begins a savepoint within a part.
    pub(super) async fn savepoint(&self, part: Part) -> Result<Part> {
        let mut guard = self.running.lock().await;
        self.at(&mut guard, part).await?.savepoint().await
    }

    /// Ends a savepoint: keeps its changes or undoes them.
    pub(super) async fn end_savepoint(&self, part: Part, keeps: bool) -> Result<()> {
        let mut guard = self.running.lock().await;
        let running = self.at(&mut guard, part).await?;
        if keeps { running.release().await } else { running.undo(part).await }
    }

    /// Lets the next call roll a savepoint back.
    pub(super) fn drop_savepoint(&self, part: Part) {
        self.dropped.lock().unwrap_or_else(PoisonError::into_inner).push(part);
    }
}

fn ended() -> Error {
    Error::new(crate::error::ErrorKind::Invalid, "the transaction has ended")
}
