//! Ending a transaction.

use sqlx::Database;
use sqlx_core::transaction::TransactionManager;

use super::super::connections::Lease;
use crate::backend::Backend;
use crate::error::{Aftermath, Result};
use crate::sql::connection_failure;
use crate::timeout::{NoAnswer, within};

pub(super) async fn commit<DB: Backend>(mut lease: Lease<DB>) -> Result<()> {
    let limit = lease.waits.response;
    let done = <DB as Database>::TransactionManager::commit(lease.connection());
    let done = within(limit, NoAnswer::Unknown, done).await.map_err(connection_failure::<DB>);
    lease.give_back(&done);
    done
}

/// Reacts to an error in the transaction. The transaction is lost, so the call is not repeated.
pub(super) async fn learn<T, DB: Backend>(lease: &mut Lease<DB>, result: Result<T>) -> Result<T> {
    if let Err(error) = &result
        && error.aftermath() > Aftermath::Intact
    {
        // Boxed, since it is rare: otherwise the future of every call would reserve space for it.
        Box::pin(learn_from(lease, error.aftermath())).await;
    }
    result
}

async fn learn_from<DB: Backend>(lease: &mut Lease<DB>, aftermath: Aftermath) {
    if aftermath.is_stale() {
        // Roll back before the statements are dropped, because a proxy may use another connection for that outside a
        // transaction. If it fails, the connection stays in the transaction, and is closed for that reason.
        let _ = <DB as Database>::TransactionManager::rollback(lease.connection()).await;
    }
    lease.learn(aftermath).await;
}

pub(super) async fn rollback<DB: Backend>(mut lease: Lease<DB>) -> Result<()> {
    if lease.is_lost() {
        // The connection is closed, and the database rolls back.
        return Ok(());
    }
    let limit = lease.waits.little();
    let done = within(limit, NoAnswer::Harmless, rollback_all::<DB>(lease.connection())).await;
    let done = done.map_err(connection_failure::<DB>);
    lease.give_back(&done);
    done
}

/// Rolls back the open savepoints and the transaction.
async fn rollback_all<DB: Backend>(connection: &mut DB::Connection) -> Result<(), sqlx::Error> {
    while <DB as Database>::TransactionManager::get_transaction_depth(connection) > 0 {
        <DB as Database>::TransactionManager::rollback(connection).await?;
    }
    Ok(())
}
