//! Operations for administrators. Every call opens and closes its own connection, so that none outlives its runtime.

mod mysql;
mod postgres;

use std::{
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::runtime::Builder;
use uuid::Uuid;

use crate::error::Error;

/// The prefix of every test database's name, which is followed by a UUID of version 7.
pub(crate) const PREFIX: &str = "fin_test_";

/// No test takes this long: a database this old belongs to a process that was killed.
const LEFT_BEHIND: Duration = Duration::from_hours(24);

#[derive(Debug, Clone, Copy)]
pub(crate) enum Dialect {
    Postgres,
    /// Schemas instead of databases.
    Citus,
    MySql,
}

pub(crate) fn create(dialect: Dialect, url: &str, name: &str) -> Result<(), Error> {
    complete(async {
        match dialect {
            Dialect::Postgres => postgres::create(url, name).await,
            Dialect::Citus => postgres::create_schema(url, name).await,
            Dialect::MySql => mysql::create(url, name).await,
        }
    })
    .and_then(|result| result.map_err(Error::because("creating a test database")))
}

/// Waits until a node of a cluster has applied what the others did before.
pub(crate) fn catch_up(node: &str) -> Result<(), Error> {
    complete(mysql::catch_up(node))
        .and_then(|result| result.map_err(Error::because("waiting for a node of the cluster")))
}

/// Drops the database, and closes the connections to it.
pub(crate) fn remove(dialect: Dialect, url: &str, name: &str) -> Result<(), Error> {
    complete(async {
        match dialect {
            Dialect::Postgres => postgres::remove(url, name).await,
            Dialect::Citus => postgres::remove_schema(url, name).await,
            Dialect::MySql => mysql::remove(url, name).await,
        }
    })
    .and_then(|result| result.map_err(Error::because("dropping a test database")))
}

/// Drops the databases that killed processes left on a server that outlives them.
pub(crate) fn remove_leftovers(dialect: Dialect, url: &str) -> Result<(), Error> {
    let names = complete(async {
        match dialect {
            Dialect::Postgres => postgres::names(url).await,
            Dialect::Citus => postgres::schemas(url).await,
            Dialect::MySql => mysql::names(url).await,
        }
    })
    .and_then(|result| result.map_err(Error::because("listing its databases")))?;
    for name in names.iter().filter(|name| is_leftover(name, SystemTime::now())) {
        // Another process may be dropping it at the same time; the next one tries again.
        let _ = remove(dialect, url, name);
    }
    Ok(())
}

fn is_leftover(name: &str, now: SystemTime) -> bool {
    let made = name
        .strip_prefix(PREFIX)
        .and_then(|id| Uuid::try_parse(id).ok())
        .and_then(|id| id.get_timestamp())
        .map(|timestamp| timestamp.to_unix())
        .and_then(|(seconds, nanoseconds)| UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds)));
    made.and_then(|made| now.duration_since(made).ok()).is_some_and(|age| age > LEFT_BEHIND)
}

/// Runs the future to completion on a separate thread: the caller's thread may belong to a runtime, where blocking is
/// not allowed.
fn complete<T: Send>(future: impl Future<Output = T> + Send) -> Result<T, Error> {
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            Builder::new_current_thread().enable_all().build().map(|runtime| runtime.block_on(future))
        });
        worker.join()
    })
    .map_err(|_| Error::new("The thread that talks to the database server panicked."))?
    .map_err(Error::because("starting a runtime"))
}

#[cfg(test)]
mod tests {
    use uuid::{NoContext, Timestamp};

    use super::*;

    #[test]
    fn only_a_test_database_of_yesterday_is_a_leftover() {
        let made = |seconds| {
            let id = Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, 0));
            format!("{PREFIX}{}", id.simple())
        };
        let now = UNIX_EPOCH + Duration::from_secs(1_000_000);
        assert!(is_leftover(&made(900_000), now));
        assert!(!is_leftover(&made(999_000), now));
        assert!(!is_leftover(&made(2_000_000), now));
        assert!(!is_leftover("fin_test_production", now));
        assert!(!is_leftover("shop", now));
    }
}
