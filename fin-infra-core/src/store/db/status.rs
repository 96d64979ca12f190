//! How many connections a [`Db`](super::Db) has.

use sqlx::Pool;

use super::connections::Connections;
use super::each_database::each_database;
use super::{Db, Kind};
use crate::backend::Backend;

/// How many connections a [`Db`](super::Db) has: the answer of [`Db::status`](super::Db::status).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DbStatus {
    /// How many there may be. None in memory, and once the `Db` was closed.
    pub max: usize,
    /// How many there are.
    pub size: usize,
    /// How many of them nobody uses.
    pub idle: usize,
    /// How many calls wait for one, which has to become free, to answer or to be made. Nobody knows that of a pool that the
    /// program has; it is `None` there.
    pub waiting: Option<usize>,
}

impl Db {
    /// How many connections there are, used and not, and how many calls wait for one. It asks nobody, and is right for the
    /// moment alone: it is for metrics.
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
