//! The servers on which test databases are created. Each call opens and closes a connection of its own, so that none
//! outlives the runtime of its test.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::thread;
use std::time::{Duration, SystemTime};

use fin_infra_core::{Error, Result};
#[cfg(any(feature = "postgres", feature = "mysql"))]
use url::Url;

use crate::name;

/// The time limit of each call.
const LONGEST: Duration = Duration::from_secs(30);

/// A server, or the folder of `SQLite`'s files.
#[derive(Clone)]
pub(crate) enum Server {
    #[cfg(feature = "sqlite")]
    Sqlite,
    #[cfg(feature = "postgres")]
    Postgres(Url),
    #[cfg(feature = "mysql")]
    MySql(Url),
}

/// What a call does, for its error.
#[derive(Clone, Copy)]
enum Action {
    Create,
    Remove,
    CreateRole,
}

impl Server {
    /// The server of a URL.
    pub(crate) fn of(url: &str) -> Result<Self> {
        match url.split(':').next().unwrap_or_default() {
            #[cfg(feature = "sqlite")]
            "sqlite" => Ok(Self::Sqlite),
            #[cfg(feature = "postgres")]
            "postgres" | "postgresql" => parsed(url).map(Self::Postgres),
            #[cfg(feature = "mysql")]
            "mysql" | "mariadb" => parsed(url).map(Self::MySql),
            _ => Err(Error::invalid(
                "url",
                "it begins with none of `sqlite:`, `postgres:`, `mysql:` and `mariadb:`, or the feature of the database is not \
                 enabled",
            )),
        }
    }

    /// The URL of a database, for the role of the server's URL.
    pub(crate) fn url_of(&self, name: &str) -> String {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite => sqlite::url_of(name),
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => with_database(url, name).into(),
            #[cfg(feature = "mysql")]
            Self::MySql(url) => with_database(url, name).into(),
        }
    }

    pub(crate) async fn create(&self, name: &str) -> Result<()> {
        bounded(Action::Create, async {
            match self {
                #[cfg(feature = "sqlite")]
                Self::Sqlite => sqlite::create(name).map_err(sqlx::Error::Io),
                #[cfg(feature = "postgres")]
                Self::Postgres(url) => postgres::create(url, name).await,
                #[cfg(feature = "mysql")]
                Self::MySql(url) => mysql::create(url, name).await,
            }
        })
        .await
    }

    /// Creates the role of a database's application, and returns the URL of the database for it.
    pub(crate) async fn create_application(&self, database: &str) -> Result<String> {
        bounded(Action::CreateRole, async {
            match self {
                #[cfg(feature = "sqlite")]
                Self::Sqlite => Ok(sqlite::url_of(database)),
                #[cfg(feature = "postgres")]
                Self::Postgres(url) => postgres::create_application(url, database).await,
                #[cfg(feature = "mysql")]
                Self::MySql(url) => mysql::create_application(url, database).await,
            }
        })
        .await
    }

    /// Drops a database and the role of its application, and ends the connections to it.
    async fn remove(&self, name: &str) -> Result<()> {
        bounded(Action::Remove, async {
            match self {
                #[cfg(feature = "sqlite")]
                Self::Sqlite => sqlite::remove(name).map_err(sqlx::Error::Io),
                #[cfg(feature = "postgres")]
                Self::Postgres(url) => postgres::remove(url, name).await,
                #[cfg(feature = "mysql")]
                Self::MySql(url) => mysql::remove(url, name).await,
            }
        })
        .await
    }

    /// Like `remove`, on a thread and a runtime of its own: a destructor cannot wait on the caller's.
    pub(crate) fn remove_blocking(&self, name: &str) -> Result<()> {
        let remove = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| failure(Action::Remove).with_source(error))?;
            runtime.block_on(self.remove(name))
        };
        thread::scope(|scope| scope.spawn(remove).join().unwrap_or_else(|_| Err(failure(Action::Remove))))
    }

    /// Drops the databases of tests that were killed.
    pub(crate) async fn remove_leftovers(&self) -> Result<()> {
        let names = bounded(Action::Create, async {
            match self {
                #[cfg(feature = "sqlite")]
                Self::Sqlite => sqlite::names().map_err(sqlx::Error::Io),
                #[cfg(feature = "postgres")]
                Self::Postgres(url) => postgres::names(url).await,
                #[cfg(feature = "mysql")]
                Self::MySql(url) => mysql::names(url).await,
            }
        });
        for name in names.await?.iter().filter(|name| name::is_leftover(name, SystemTime::now())) {
            // Another test may be dropping it at the same time; the next one tries again.
            let _ = self.remove(name).await;
        }
        Ok(())
    }
}

async fn bounded<T>(action: Action, call: impl Future<Output = sqlx::Result<T>>) -> Result<T> {
    match tokio::time::timeout(LONGEST, call).await {
        Ok(result) => result.map_err(|error| failure(action).with_source(error)),
        Err(_) => Err(failure(action).with_source("the server did not answer within 30 seconds")),
    }
}

fn failure(action: Action) -> Error {
    Error::database(match action {
        Action::Create => {
            "a test database could not be created: the URL has to lead to a running server, for a role that may create databases"
        }
        Action::Remove => "the test database could not be dropped",
        Action::CreateRole => {
            "the role of the application could not be created: the URL of the server has to name one that may create roles"
        }
    })
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn parsed(url: &str) -> Result<Url> {
    let url =
        Url::parse(url).map_err(|error| Error::invalid("url", "it cannot be parsed").with_source(error))?;
    match url.has_host() {
        true => Ok(url),
        false => Err(Error::invalid(
            "url",
            "it names no host: write it as `postgres://role:password@localhost/database`",
        )),
    }
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn with_database(url: &Url, name: &str) -> Url {
    let mut url = url.clone();
    url.set_path(name);
    url
}

/// The URL of a database for a role.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn with_role(url: &Url, database: &str, role: &str, password: &str) -> String {
    let mut url = with_database(url, database);
    // `parsed` made sure that it has a host, without which both fail.
    let _ = url.set_username(role);
    let _ = url.set_password(Some(password));
    url.into()
}
