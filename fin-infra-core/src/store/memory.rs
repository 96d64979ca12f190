//! The memory store: the same results and errors as a database.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::Store;
use super::call::{Call, ErasedOperationIn, ScopedOperation};
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::operation::Operation;
use crate::resource::MemoryResource;
use crate::sql::row_security::check_tenant;
use crate::stored::StoredTable;
use crate::tenant::Scope;

/// A store in memory, for tests without a database.
///
/// It implements everything that a database does: tenants, soft delete, uniqueness among live rows, foreign keys, rules
/// and the order of strings. Clones share their rows. Only queries with the program's own SQL need a database.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource, Debug)]
/// pub struct Goal {
///     #[fin(unique)]
///     pub name: String,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// let store = Memory::new(); // no tables to create
/// let goals = Goal::repository();
/// goals.create(&store, GoalCreate { name: "Boat".to_owned() }).await?;
/// let again = goals.create(&store, GoalCreate { name: "Boat".to_owned() }).await;
/// assert!(again.is_err_and(|error| error.is_conflict()));
/// # Ok(())
/// # }
/// ```
///
/// `Db::from(store)` and [`Db::memory`](crate::Db::memory) create a [`Db`](crate::Db) in memory, which also has
/// transactions. It is meant for tests: a list scans all rows, and a transaction begins with a copy of the store.
#[derive(Clone)]
pub struct Memory {
    tables: Arc<Mutex<Tables>>,
    /// Held by the transaction whose turn it is, of those that queue.
    writer: Arc<Semaphore>,
}

impl Default for Memory {
    fn default() -> Self {
        Self { tables: Arc::default(), writer: Arc::new(Semaphore::new(1)) }
    }
}

/// How long a transaction waits for another one, as on a database.
const WAIT: Duration = Duration::from_secs(10);

fn busy() -> Error {
    Error::unavailable("another transaction did not end in time; pass the transaction to calls within it")
        .retryable()
}

impl Memory {
    /// Creates an empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, Tables> {
        // If an operation panics, its journal remains, and the next operation rolls it back.
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs an operation. An operation that fails changes nothing.
    pub(crate) fn run(&self, call: &mut dyn ErasedOperationIn<InMemory>) -> Result<()> {
        let mut tables = self.lock();
        let result = run(&mut tables, call);
        tables.keep();
        result
    }

    /// Begins a transaction, which works on a copy. One that `queues` waits for any other that does.
    pub(crate) async fn begin(&self, queues: bool, is_serializable: bool) -> Result<MemoryTransaction> {
        let permit = match queues {
            true => Some(timeout(WAIT, self.writer.clone().acquire_owned()).await.map_err(|_| busy())?),
            false => None,
        };
        let tables = self.lock().clone();
        Ok(MemoryTransaction {
            outer: self.clone(),
            is_serializable,
            tables,
            savepoints: Vec::new(),
            // The semaphore is never closed.
            _permit: permit.and_then(Result::ok),
        })
    }
}

fn run(tables: &mut Tables, call: &mut dyn ErasedOperationIn<InMemory>) -> Result<()> {
    let Call { scope, plan } = call.call();
    let result = tables.attempt(|tables| {
        check_supported(scope.stored)?;
        // As on PostgreSQL: row-level security cannot distinguish such a tenant from none.
        check_tenant(scope)?;
        plan.run_in_memory(tables, scope)
    });
    result.map_err(|error| error.of(scope.stored.table.name))
}

/// Returns an error for a resource whose `backends(..)` excludes memory.
fn check_supported(stored: &StoredTable<InMemory>) -> Result<()> {
    if stored.is_supported {
        return Ok(());
    }
    Err(Error::database(
        "the resource is not generated for the memory store: see `backends(..)` on its struct",
    ))
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

impl<R: MemoryResource> Store<R> for &Memory {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, mut operation: O) -> Result<O::Output> {
        Memory::run(self, &mut ScopedOperation { scope, operation: &mut operation })?;
        operation.output()
    }
}

/// A transaction on a [`Memory`]. Its changes are not visible until it is committed.
pub(crate) struct MemoryTransaction {
    outer: Memory,
    tables: Tables,
    /// Whether any change of the store since it began is a conflict.
    is_serializable: bool,
    /// The tables as they were at each open savepoint.
    savepoints: Vec<Tables>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl MemoryTransaction {
    /// Runs an operation within the transaction. An operation that fails changes nothing.
    pub(crate) fn run(&mut self, call: &mut dyn ErasedOperationIn<InMemory>) -> Result<()> {
        run(&mut self.tables, call)
    }

    /// Makes the changes visible, unless another transaction has changed the same rows since.
    pub(crate) fn commit(self) -> Result<()> {
        let mut tables = self.outer.lock();
        let merged = tables.attempt(|tables| tables.merge(&self.tables, self.is_serializable));
        tables.keep();
        merged.map_err(|_| {
            Error::unavailable("another call changed the same rows, or rows that were read; try again")
                .retryable()
        })
    }

    pub(crate) fn savepoint(&mut self) {
        self.savepoints.push(self.tables.clone());
    }

    pub(crate) fn release(&mut self) {
        self.savepoints.pop();
    }

    /// Undoes everything since the innermost savepoint, and ends it.
    pub(crate) fn undo(&mut self) {
        if let Some(before) = self.savepoints.pop() {
            self.tables = before;
        }
    }
}
