//! sqlx's own pools, transactions and connections as stores.

use sqlx::{Connection, Pool, Transaction};

use super::db::Lease;
use super::{Store, row_security};
use crate::backend::Backend;
use crate::error::Aftermath;
use crate::error::{Error, Result};
use crate::operation::Operation;
use crate::resource::{Resource, SqlResource, SqlTable};
use crate::sql::row_security::check_tenant;
use crate::tenant::Scope;

impl<R: SqlResource<DB>, DB: Backend> Store<R> for &Pool<DB> {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, operation: O) -> Result<O::Output> {
        let lease = Lease::of(self).await.map_err(|error| error.of(R::TABLE.name))?;
        run_on_loan(lease, scope, operation).await
    }
}

impl<R: SqlResource<DB>, DB: Backend> Store<R> for &mut Transaction<'_, DB> {
    fn run<O: Operation<R>>(
        &mut self,
        scope: &Scope<R>,
        operation: O,
    ) -> impl Future<Output = Result<O::Output>> + Send {
        run::<R, DB, O>(&mut **self, scope, operation)
    }
}

macro_rules! connections {
    ($($feature:literal $connection:ident $DB:ident),*) => {$(
        #[cfg(feature = $feature)]
        impl<R: SqlResource<sqlx::$DB>> Store<R> for &mut sqlx::$connection {
            fn run<O: Operation<R>>(
                &mut self,
                scope: &Scope<R>,
                operation: O,
            ) -> impl Future<Output = Result<O::Output>> + Send {
                run::<R, sqlx::$DB, O>(&mut **self, scope, operation)
            }
        }
    )*};
}

connections!("sqlite" SqliteConnection Sqlite, "postgres" PgConnection Postgres, "mysql" MySqlConnection MySql);

/// Runs an operation on the caller's connection. If the prepared statements of the connection are out of date, it drops
/// them and runs the operation again, unless the failure aborted the caller's transaction.
async fn run<R: SqlTable<DB>, DB: Backend, O: Operation<R>>(
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    mut operation: O,
) -> Result<O::Output> {
    match attempt::<R, DB, O>(connection, scope, &mut operation, false).await {
        Err(error) if error.aftermath().is_stale() => {
            // Boxed, since it is rare: otherwise the future of every call would reserve space for it.
            Box::pin(run_again::<R, DB, O>(connection, scope, &mut operation, error)).await
        }
        result => result,
    }
}

async fn run_again<R: SqlTable<DB>, DB: Backend, O: Operation<R>>(
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    operation: &mut O,
    error: Error,
) -> Result<O::Output> {
    let is_in_transaction = connection.is_in_transaction();
    let forgotten = DB::forget_statements(connection).await;
    if forgotten.is_err() || is_in_transaction {
        return Err(error);
    }
    attempt::<R, DB, O>(connection, scope, operation, false)
        .await
        .map_err(|error| explain_unprepared::<R>(error))
}

/// Like [`run`], but on a leased connection, which it returns to the pool.
pub(crate) async fn run_on_loan<R: SqlTable<DB>, DB: Backend, O: Operation<R>>(
    mut lease: Lease<DB>,
    scope: &Scope<R>,
    mut operation: O,
) -> Result<O::Output> {
    let result = match attempt::<R, DB, O>(lease.connection(), scope, &mut operation, false).await {
        Err(error) if error.aftermath().is_stale() => {
            Box::pin(run_again_on_loan::<R, DB, O>(&mut lease, scope, &mut operation, error)).await
        }
        result => result,
    };
    lease.give_back(&result);
    result
}

async fn run_again_on_loan<R: SqlTable<DB>, DB: Backend, O: Operation<R>>(
    lease: &mut Lease<DB>,
    scope: &Scope<R>,
    operation: &mut O,
    error: Error,
) -> Result<O::Output> {
    lease.learn(error.aftermath()).await;
    if lease.is_lost() {
        return Err(error);
    }
    let result = attempt::<R, DB, O>(lease.connection(), scope, operation, false).await;
    if result.is_ok() && error.aftermath() == Aftermath::MaybeStale {
        lease.doubt_others(Aftermath::Stale);
    }
    result.map_err(|error| explain_unprepared::<R>(error))
}

/// Explains the error of a statement that is unknown to the server although it was just prepared. A retry would fail in
/// the same way.
fn explain_unprepared<R: Resource>(error: Error) -> Error {
    if error.aftermath() != Aftermath::Unprepared {
        return error;
    }
    Error::database(NO_SESSION).of(R::TABLE.name).with_aftermath(Aftermath::Broken).with_source(error)
}

const NO_SESSION: &str = "the statement was just prepared, but the database does not know it: a proxy between this \
                          program and the database assigns a connection to each transaction; use its session mode, \
                          let it track prepared statements, or make each call in a transaction";

/// Runs an operation once. If row-level security needs the tenant and `is_tenant_set` is false, it sets the tenant.
pub(crate) async fn attempt<R: SqlTable<DB>, DB: Backend, O: Operation<R>>(
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    operation: &mut O,
    is_tenant_set: bool,
) -> Result<O::Output> {
    let result = match (check_tenant::<R, DB>(scope), DB::ROW_SECURITY) {
        (Err(error), _) => Err(error),
        (Ok(()), Some(security)) if !is_tenant_set && needs_tenant(scope) => {
            row_security::run::<R, DB, O>(security, connection, scope, operation).await
        }
        _ => operation.sql::<DB>(connection, scope).await,
    };
    result.map_err(|error| error.of(R::TABLE.name))
}

/// Returns `true` if policies apply to an operation: those of the table, or those of a table with live rows that it
/// refers to.
fn needs_tenant<R: Resource>(scope: &Scope<R>) -> bool {
    let is_within = matches!(scope, Scope::Tenant(_));
    R::TABLE.rls || is_within && R::TABLE.live_references().any(|reference| reference.parent.rls)
}
