//! Transactions of an operation's own, and the ends that they have.

use sqlx::{Connection, SqlSafeStr, Transaction};

use super::connection_failure;
use crate::backend::Backend;
use crate::error::Aftermath;
use crate::error::Result;
use crate::timeout::answered;

/// Begins a transaction that will write, or a savepoint within one.
pub async fn transaction<DB: Backend>(connection: &mut DB::Connection) -> Result<Transaction<'_, DB>> {
    let begun = match DB::BEGIN {
        Some(begin) if !connection.is_in_transaction() => {
            answered(connection.begin_with(begin.into_sql_str())).await
        }
        _ => answered(connection.begin()).await,
    };
    begun.map_err(connection_failure::<DB>)
}

/// Ends a transaction as what was done in it ended: nothing is left for the connection's next use to undo.
pub async fn finish<T, DB: Backend>(transaction: Transaction<'_, DB>, result: Result<T>) -> Result<T> {
    match result {
        Ok(done) => answered(transaction.commit()).await.map(|()| done).map_err(connection_failure::<DB>),
        // On a connection that will be closed, nobody may answer any more.
        Err(error) if error.aftermath() >= Aftermath::Broken => Err(error),
        Err(error) => {
            // If this fails, the connection is still in the transaction, and is closed for that.
            let _ = answered(transaction.rollback()).await;
            Err(error)
        }
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
