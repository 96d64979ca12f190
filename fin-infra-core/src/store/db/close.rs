//! The end of a [`Db`](super::Db).

use std::time::Duration;

use sqlx::Connection;
use tokio::time::timeout;

use super::connections::Connections;
use super::each_database::each_database;
use super::{Db, Kind};
use crate::backend::Backend;
use crate::error::{Error, Result};

/// How long is waited for a pool that the program has.
const WAIT: Duration = Duration::from_secs(10);

impl Db {
    /// Closes the connections, of all clones, and takes no further call: each is
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) from now on, those that wait for a connection included.
    ///
    /// Connections that nobody uses are closed at once, with a word to the server. Those in use are waited for, for as
    /// long as [`DbOptions::wait`](crate::DbOptions::wait) says, and each is closed when its call or transaction ends. A
    /// database in SQLite's memory is gone then. A second time it does nothing, and waits for the same.
    ///
    /// A pool that the program has is closed as sqlx closes it, and waited for for ten seconds. A
    /// [`Memory`](crate::Memory) that the `Db` was made of keeps its rows.
    ///
    /// A `Db` that is dropped closes its connections, too, without a word and without waiting.
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
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) if some are still in use when the time is over. The `Db` is
    /// closed all the same.
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
            // What leaves the pool this way is told; closing the pool alone would drop it.
            pool.retain(|_, _| false);
            pool.close();
            let ended = timeout(manager.waits.connection, manager.counter.none()).await;
            if let Some(keeper) = manager.take_keeper() {
                // The database is gone with it; nothing is left to be done about an error.
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
        "connections were still in use when the time to wait for them was over: {number}; each is closed when its call or \
         transaction ends"
    ))
}

/// What a call says that comes after the end.
pub(super) fn closed() -> Error {
    Error::unavailable("this `Db` was closed, and takes no further calls")
}
