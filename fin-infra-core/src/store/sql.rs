//! sqlx's own pools, transactions and connections as stores.

use futures_util::future::BoxFuture;
use sqlx::{Connection, Pool, Transaction};

use super::call::{Call, ErasedOperationIn, ScopedOperation};
use super::db::Lease;
use super::{Store, row_security};
use crate::backend::Backend;
use crate::error::Aftermath;
use crate::error::{Error, Result};
use crate::operation::Operation;
use crate::resource::SqlResource;
use crate::sql::row_security::check_tenant;
use crate::table::Table;
use crate::tenant::{ErasedScope, Scope};

impl<R: SqlResource<DB>, DB: Backend> Store<R> for &Pool<DB> {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, mut operation: O) -> Result<O::Output> {
        run_on_pool(self, &mut ScopedOperation { scope, operation: &mut operation }).await?;
        operation.output()
    }
}

impl<R: SqlResource<DB>, DB: Backend> Store<R> for &mut Transaction<'_, DB> {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, mut operation: O) -> Result<O::Output> {
        run::<DB>(&mut **self, &mut ScopedOperation { scope, operation: &mut operation }).await?;
        operation.output()
    }
}

macro_rules! connections {
    ($($feature:literal $connection:ident $DB:ident),*) => {$(
        #[cfg(feature = $feature)]
        impl<R: SqlResource<sqlx::$DB>> Store<R> for &mut sqlx::$connection {
            async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, mut operation: O) -> Result<O::Output> {
                run::<sqlx::$DB>(&mut **self, &mut ScopedOperation { scope, operation: &mut operation }).await?;
                operation.output()
            }
        }
    )*};
}

connections!("sqlite" SqliteConnection Sqlite, "postgres" PgConnection Postgres, "mysql" MySqlConnection MySql);

/// Boxed for the compiler, as `Db::call` is.
fn run_on_pool<'a, DB: Backend>(
    pool: &'a Pool<DB>,
    call: &'a mut dyn ErasedOperationIn<DB>,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let lease = Lease::of(pool).await.map_err(|error| error.of(call.table().name))?;
        run_on_lease(lease, call).await
    })
}

/// Runs an operation on the caller's connection. If the prepared statements of the connection are out of date, it drops
/// them and runs the operation again, unless the failure aborted the caller's transaction. Boxed as `Db::call` is.
fn run<'a, DB: Backend>(
    connection: &'a mut DB::Connection,
    call: &'a mut dyn ErasedOperationIn<DB>,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        match attempt(connection, call, false).await {
            Err(error) if error.aftermath().is_stale() => {
                // Boxed, since it is rare: otherwise the future of every call would reserve space for it.
                Box::pin(run_again::<DB>(connection, call, error)).await
            }
            result => result,
        }
    })
}

/// How often an operation runs again at most. The table can be changed once more between two attempts.
const RUNS_AGAIN: u32 = 5;

async fn run_again<DB: Backend>(
    connection: &mut DB::Connection,
    call: &mut dyn ErasedOperationIn<DB>,
    mut error: Error,
) -> Result<()> {
    for _ in 0..RUNS_AGAIN {
        let is_in_transaction = connection.is_in_transaction();
        let forgotten = DB::forget_statements(connection).await;
        if forgotten.is_err() || is_in_transaction {
            return Err(error);
        }
        match attempt(connection, call, false).await {
            Err(again) if again.aftermath() == Aftermath::Stale => error = again,
            result => return result.map_err(|error| explain_unprepared(call.table(), error)),
        }
    }
    Err(error)
}

/// Like [`run`], but on a leased connection, which it returns to the pool.
pub(crate) async fn run_on_lease<DB: Backend>(
    mut lease: Lease<DB>,
    call: &mut dyn ErasedOperationIn<DB>,
) -> Result<()> {
    let result = match attempt(lease.connection(), call, false).await {
        Err(error) if error.aftermath().is_stale() => {
            Box::pin(run_again_on_lease(&mut lease, call, error)).await
        }
        result => result,
    };
    lease.give_back(&result);
    result
}

async fn run_again_on_lease<DB: Backend>(
    lease: &mut Lease<DB>,
    call: &mut dyn ErasedOperationIn<DB>,
    mut error: Error,
) -> Result<()> {
    for _ in 0..RUNS_AGAIN {
        lease.learn(error.aftermath()).await;
        if lease.is_lost() {
            return Err(error);
        }
        match attempt(lease.connection(), call, false).await {
            Err(again) if again.aftermath() == Aftermath::Stale => error = again,
            result => {
                if result.is_ok() && error.aftermath() == Aftermath::MaybeStale {
                    lease.doubt_others(Aftermath::Stale);
                }
                return result.map_err(|error| explain_unprepared(call.table(), error));
            }
        }
    }
    Err(error)
}

/// Explains the error of a statement that is unknown to the server although it was just prepared. A retry would fail in
/// the same way.
fn explain_unprepared(table: &Table, error: Error) -> Error {
    if error.aftermath() != Aftermath::Unprepared {
        return error;
    }
    Error::database(NO_SESSION).of(table.name).with_aftermath(Aftermath::Broken).with_source(error)
}

const NO_SESSION: &str = "the statement was just prepared, but the database does not know it: a proxy between this \
                          program and the database assigns a connection to each transaction; use its session mode, \
                          let it track prepared statements, or make each call in a transaction";

/// Runs an operation once. If row-level security needs the tenant and `is_tenant_set` is false, it sets the tenant.
pub(crate) async fn attempt<DB: Backend>(
    connection: &mut DB::Connection,
    call: &mut dyn ErasedOperationIn<DB>,
    is_tenant_set: bool,
) -> Result<()> {
    let Call { scope, mut plan } = call.call();
    let result = match (check_tenant(scope), DB::ROW_SECURITY) {
        (Err(error), _) => Err(error),
        (Ok(()), Some(security)) if !is_tenant_set && needs_tenant(scope) => {
            row_security::run(security, connection, scope, &mut plan).await
        }
        _ => plan.run(connection, scope).await,
    };
    result.map_err(|error| error.of(scope.stored.table.name))
}

/// Returns `true` if policies apply to an operation: those of the table, or those of a table with live rows that it
/// refers to.
fn needs_tenant<DB: Backend>(scope: ErasedScope<'_, DB>) -> bool {
    let table = scope.stored.table;
    table.rls || scope.tenant.is_some() && table.live_references().any(|reference| reference.parent.rls)
}
