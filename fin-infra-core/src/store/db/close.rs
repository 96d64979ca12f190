//! Closing a [`Db`](super::Db).

use std::time::Duration;

use sqlx::Connection;
use tokio::time::timeout;

use super::connections::Connections;
use super::each_database::each_database;
use super::{Db, Kind};
use crate::backend::Backend;
use crate::error::{Error, Result};

/// How long to wait for a pool that the program owns.
const WAIT: Duration = Duration::from_secs(10);

impl Db {
    /// Closes the connections of this `Db` and all of its clones. Every later call, and every call that waits for a
    /// connection, is [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable).
    ///
    /// Idle connections are closed gracefully at once. Connections in use are closed when their call or transaction
    /// ends; `close` waits for them for at most [`DbOptions::wait`](crate::DbOptions::wait). A SQLite database in
    /// memory is lost. Calling it again only waits for the same connections.
    ///
    /// A pool that the program owns is closed with sqlx's own `close`, for which this waits ten seconds. A
    /// [`Memory`](crate::Memory) that the `Db` was created from keeps its rows.
    ///
    /// Dropping a `Db` closes its connections as well, without notifying the server and without waiting.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # async fn example(db: Db) -> Result<(), Error> {
    /// db.close().await?;
    /// assert!(db.ping().await.is_err_and(|error| error.is_unavailable()));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) if connections are still in use when the time is over.
    /// The `Db` is closed nevertheless.
    pub async fn close(&self) -> Result<()> {
        each_database!(
            &self.0,
            connections => close(connections).await,
            Memory(memory) => {
                memory.close();
                Ok(())
            },
        )
    }
}

async fn close<DB: Backend>(connections: &Connections<DB>) -> Result<()> {
    match connections {
        Connections::Own(pool) => {
            let manager = pool.manager();
            // `retain` closes idle connections gracefully; closing the pool alone would just drop them.
            pool.retain(|_, _| false);
            pool.close();
            let ended = timeout(manager.waits.connection, manager.counter.none()).await;
            if let Some(keeper) = manager.take_keeper() {
                // This drops the database. There is nothing to do about an error.
                let _ = timeout(manager.waits.connection, keeper.close()).await;
            }
            ended.map_err(|_| still_in_use(manager.counter.number()))
        }
        Connections::Pool(pool) => {
            let ended = timeout(WAIT, pool.close()).await;
            ended.map_err(|_| still_in_use(pool.size() as usize))
        }
    }
}

fn still_in_use(number: usize) -> Error {
    Error::unavailable(format!(
        "timed out while {number} connections were still in use; each is closed when its call or \
         transaction ends"
    ))
}

/// The error of a call on a closed `Db`.
pub(super) fn closed() -> Error {
    Error::unavailable("this `Db` is closed")
}
