//! The number of connections of a [`Db`](super::Db).

use sqlx::Pool;

use super::connections::Connections;
use super::each_database::each_database;
use super::{Db, Kind};
use crate::backend::Backend;

/// The number of connections of a [`Db`](super::Db), as returned by [`Db::status`](super::Db::status).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DbStatus {
    /// The maximum number of connections. Zero for memory, and for a closed `Db`.
    pub max: usize,
    /// The number of open connections.
    pub size: usize,
    /// The number of idle connections.
    pub idle: usize,
    /// The number of calls that wait for a connection, including for it to be opened or pinged. `None` for a pool that
    /// the program owns, which does not report it.
    pub waiting: Option<usize>,
}

impl Db {
    /// Returns the number of connections, in use and idle, and the number of calls that wait for one. It sends nothing
    /// to the database. The numbers are a snapshot, meant for metrics.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # fn example(db: &Db) {
    /// let status = db.status();
    /// println!("{} of {} in use", status.size - status.idle, status.max);
    /// # }
    /// ```
    #[must_use]
    pub fn status(&self) -> DbStatus {
        each_database!(
            &self.0,
            connections => status(connections),
            Memory(_) => DbStatus { waiting: Some(0), ..DbStatus::default() },
        )
    }
}

fn status<DB: Backend>(connections: &Connections<DB>) -> DbStatus {
    match connections {
        Connections::Own(pool) => {
            let status = pool.status();
            DbStatus {
                max: status.max_size,
                size: status.size,
                idle: status.available,
                waiting: Some(status.waiting),
            }
        }
        Connections::Pool(pool) => status_of_pool(pool),
    }
}

fn status_of_pool<DB: Backend>(pool: &Pool<DB>) -> DbStatus {
    let max = if pool.is_closed() { 0 } else { pool.options().get_max_connections() as usize };
    DbStatus { max, size: pool.size() as usize, idle: pool.num_idle(), waiting: None }
}
