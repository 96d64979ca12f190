//! sqlx's own pools, transactions and connections as stores.

use sqlx::{Connection, Pool, SqlSafeStr, Transaction};

use super::db::Lease;
use super::refusal::connection_failure;
use super::timeout::{NoAnswer, answered};
use super::{Store, row_security};
use crate::backend::Backend;
use crate::error::Result;
use crate::operation::Operation;
use crate::resource::{SqlResource, SqlTable};

impl<R: SqlResource<DB>, DB: Backend> Store<R> for &Pool<DB> {
    async fn run<O: Operation<R>>(&mut self, operation: O) -> Result<O::Output> {
        let mut lease = Lease::of(self).await.map_err(|error| error.of(R::TABLE.name))?;
        let result = run::<R, DB, O>(lease.connection(), operation).await;
        lease.give_back(&result);
        result
    }
}

impl<R: SqlResource<DB>, DB: Backend> Store<R> for &mut Transaction<'_, DB> {
    fn run<O: Operation<R>>(&mut self, operation: O) -> impl Future<Output = Result<O::Output>> + Send {
        run::<R, DB, O>(&mut **self, operation)
    }
}

macro_rules! connections {
    ($($feature:literal $connection:ident $DB:ident),*) => {$(
        #[cfg(feature = $feature)]
        impl<R: SqlResource<sqlx::$DB>> Store<R> for &mut sqlx::$connection {
            fn run<O: Operation<R>>(&mut self, operation: O) -> impl Future<Output = Result<O::Output>> + Send {
                run::<R, sqlx::$DB, O>(&mut **self, operation)
            }
        }
    )*};
}

connections!("sqlite" SqliteConnection Sqlite, "postgres" PgConnection Postgres, "mysql" MySqlConnection MySql);

/// Runs an operation on a connection, with the tenant set where row-level security asks for it.
pub(crate) async fn run<R: SqlTable<DB>, DB: Backend, O: Operation<R>>(
    connection: &mut DB::Connection,
    operation: O,
) -> Result<O::Output> {
    let result = match DB::ROW_SECURITY {
        Some(security) if R::TABLE.rls => {
            row_security::run::<R, DB, O>(security, connection, operation).await
        }
        _ => return run_as_it_is::<R, DB, O>(connection, operation).await,
    };
    result.map_err(|error| error.of(R::TABLE.name))
}

/// The same where the tenant is set already, for the whole transaction.
pub(crate) async fn run_as_it_is<R: SqlTable<DB>, DB: Backend, O: Operation<R>>(
    connection: &mut DB::Connection,
    operation: O,
) -> Result<O::Output> {
    let result = match row_security::check_tenant::<R, DB>(operation.scope()) {
        Ok(()) => operation.sql::<DB>(connection).await,
        Err(error) => Err(error),
    };
    result.map_err(|error| error.of(R::TABLE.name))
}

/// Begins a transaction that will write, or a savepoint within one.
pub(crate) async fn transaction<DB: Backend>(connection: &mut DB::Connection) -> Result<Transaction<'_, DB>> {
    let begun = match DB::BEGIN {
        Some(begin) if !connection.is_in_transaction() => {
            answered(connection.begin_with(begin.into_sql_str())).await
        }
        _ => answered(connection.begin()).await,
    };
    begun.map_err(connection_failure::<DB>)
}

/// Ends a transaction as what was done in it ended: nothing is left for the connection's next use to undo.
pub(crate) async fn finish<T, DB: Backend>(transaction: Transaction<'_, DB>, result: Result<T>) -> Result<T> {
    let ended = match &result {
        Ok(_) => answered(transaction.commit()).await,
        // Its connection is closed, and the database undoes it.
        Err(error) if NoAnswer::is_behind(error) => Ok(()),
        Err(_) => answered(transaction.rollback()).await,
    };
    match (result, ended) {
        (Ok(_), Err(error)) => Err(connection_failure::<DB>(error)),
        (result, _) => result,
    }
}

/// A transaction of an operation's own, or the one that it is already in.
pub(crate) enum Within<'c, DB: Backend> {
    Own(Transaction<'c, DB>),
    Outer(&'c mut DB::Connection),
}

/// Begins a transaction where there is none yet.
pub(crate) async fn transaction_unless_inside<DB: Backend>(
    connection: &mut DB::Connection,
) -> Result<Within<'_, DB>> {
    if connection.is_in_transaction() {
        Ok(Within::Outer(connection))
    } else {
        transaction::<DB>(connection).await.map(Within::Own)
    }
}

impl<DB: Backend> Within<'_, DB> {
    pub(crate) fn connection(&mut self) -> &mut DB::Connection {
        match self {
            Self::Own(transaction) => transaction,
            Self::Outer(connection) => connection,
        }
    }

    /// Ends its own transaction as what was done in it ended.
    pub(crate) async fn finish<T>(self, result: Result<T>) -> Result<T> {
        match self {
            Self::Own(transaction) => finish(transaction, result).await,
            Self::Outer(_) => result,
        }
    }
}
