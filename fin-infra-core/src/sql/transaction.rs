//! Transactions that an operation begins, and their end.

use sqlx::{Connection, SqlSafeStr, Transaction};

use super::connection_failure;
use crate::backend::Backend;
use crate::error::Aftermath;
use crate::error::Result;
use crate::timeout::answered;

/// Begins a write transaction, or a savepoint within a transaction.
pub async fn transaction<DB: Backend>(connection: &mut DB::Connection) -> Result<Transaction<'_, DB>> {
    let begun = match DB::BEGIN {
        Some(begin) if !connection.is_in_transaction() => {
            answered(connection.begin_with(begin.into_sql_str())).await
        }
        _ => answered(connection.begin()).await,
    };
    begun.map_err(connection_failure::<DB>)
}

/// Commits or rolls back a transaction, depending on the result. Nothing is left for the next use of the connection to
/// roll back.
pub async fn finish<T, DB: Backend>(transaction: Transaction<'_, DB>, result: Result<T>) -> Result<T> {
    match result {
        Ok(done) => answered(transaction.commit()).await.map(|()| done).map_err(connection_failure::<DB>),
        // The connection will be closed, and may not respond any more.
        Err(error) if error.aftermath() >= Aftermath::Broken => Err(error),
        Err(error) => {
            // If this fails, the connection is still in the transaction, and is closed for that reason.
            let _ = answered(transaction.rollback()).await;
            Err(error)
        }
    }
}

/// A transaction that an operation began, or the one that it runs in.
pub(crate) enum Within<'c, DB: Backend> {
    Own(Transaction<'c, DB>),
    Outer(&'c mut DB::Connection),
}

/// Begins a transaction, unless the connection is already in one.
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

    /// Ends the transaction if the operation began it: see [`finish`].
    pub(crate) async fn finish<T>(self, result: Result<T>) -> Result<T> {
        match self {
            Self::Own(transaction) => finish(transaction, result).await,
            Self::Outer(_) => result,
        }
    }
}
