//! The transaction that several handles use: the one that ends it, the function that works in it, and its savepoints.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Mutex;

use super::running::{Effect, Running};
use crate::error::{Error, Result};
use crate::operation::Operation;
use crate::resource::DbResource;
use crate::store::call::{DbOperation, ScopedOperation};
use crate::tenant::Scope;

/// No savepoint was dropped.
const NONE: usize = usize::MAX;

/// A transaction that is running, until it is taken to be ended. Its calls run one after the other.
pub(super) struct Shared {
    running: Mutex<Option<Running>>,
    /// Whether the handle that ends it was dropped: a handle that outlives it must not keep it open.
    is_abandoned: AtomicBool,
    /// The depth to roll back to, because a savepoint was dropped.
    dropped_to: AtomicUsize,
}

impl Shared {
    pub(super) fn new(running: Running) -> Arc<Self> {
        Arc::new(Self {
            running: Mutex::new(Some(running)),
            is_abandoned: AtomicBool::new(false),
            dropped_to: AtomicUsize::new(NONE),
        })
    }

    /// Runs an operation of a handle at a depth.
    pub(super) async fn run<R: DbResource, O: Operation<R>>(
        &self,
        depth: usize,
        scope: &Scope<R>,
        mut operation: O,
    ) -> Result<O::Output> {
        self.call(depth, O::WRITES, &mut ScopedOperation { scope, operation: &mut operation }).await?;
        operation.output()
    }

    async fn call(&self, depth: usize, writes: bool, call: &mut dyn DbOperation) -> Result<()> {
        let mut guard = self.running.lock().await;
        let running = self.at(&mut guard, depth).await.map_err(|error| error.of(call.table().name))?;
        let result = running.call(writes, call).await;
        if self.is_abandoned.load(Ordering::Acquire) {
            guard.take();
        }
        result
    }

    /// Returns the transaction for a handle at a depth.
    async fn at<'a>(&self, guard: &'a mut Option<Running>, depth: usize) -> Result<&'a mut Running> {
        let running = guard.as_mut().ok_or_else(ended)?;
        self.undo_dropped(running).await?;
        running.check_depth(depth)?;
        Ok(running)
    }

    /// Rolls savepoints back that were dropped.
    async fn undo_dropped(&self, running: &mut Running) -> Result<()> {
        match self.dropped_to.swap(NONE, Ordering::AcqRel) {
            NONE => Ok(()),
            depth => running.rollback_to(depth).await,
        }
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

    pub(super) async fn after_commit(&self, depth: usize, effect: Effect) -> Result<()> {
        let mut guard = self.running.lock().await;
        self.at(&mut guard, depth).await?.after_commit(effect)
    }

    /// Begins a savepoint, and returns its depth.
    pub(super) async fn savepoint(&self, depth: usize) -> Result<usize> {
        let mut guard = self.running.lock().await;
        self.at(&mut guard, depth).await?.savepoint().await
    }

    /// Ends the savepoint at a depth: keeps its changes or undoes them.
    pub(super) async fn end_savepoint(&self, depth: usize, keeps: bool) -> Result<()> {
        let mut guard = self.running.lock().await;
        let running = self.at(&mut guard, depth).await?;
        if keeps { running.release().await } else { running.rollback_to(depth - 1).await }
    }

    /// Lets the next call roll the savepoint at a depth back.
    pub(super) fn drop_savepoint(&self, depth: usize) {
        self.dropped_to.fetch_min(depth - 1, Ordering::AcqRel);
    }
}

fn ended() -> Error {
    Error::new(crate::error::ErrorKind::Invalid, "the transaction has ended")
}
