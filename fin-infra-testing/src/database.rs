//! A database of a test's own.

use std::fmt;

use fin_infra_core::{Db, DbOptions, Error, Result};
use tokio::sync::OnceCell;

use crate::name;
use crate::server::Server;

/// A database of a test's own, without tables. It is dropped with this value, even if the test panics.
///
/// The URL of the server names a role that may create databases, and for
/// [`connect_as_application`](Self::connect_as_application) roles. Its database is used only to connect. With a URL of
/// SQLite, the database is a file in the folder for temporary files.
///
/// A test that is killed leaves its database behind; the next one that is created on the server a day later drops it.
///
/// ```
/// use fin_infra::prelude::*;
/// use fin_infra::testing::TestDatabase;
///
/// #[derive(FinResource)]
/// #[fin(tenant)]
/// pub struct Budget {
///     pub name: String,
/// }
///
/// #[tokio::main] // `#[tokio::test]` in a test
/// async fn main() -> Result<(), Error> {
///     // In a test: `TestDatabase::from_env("TEST_DATABASE_URL").await?`
///     let database = TestDatabase::create("sqlite:").await?;
///     let db = database.connect().await?;
///     schema::create_all(&db, &[schema::of::<Budget>()]).await?; // or your migrations
///
///     let budgets = Budget::repository().tenant(Uuid::now_v7());
///     budgets.create(&db, BudgetCreate { name: "Travel".to_owned() }).await?;
///     assert_eq!(budgets.count(&db, BudgetQuery::new()).await?, 1);
///     Ok(())
/// }
/// ```
pub struct TestDatabase {
    server: Server,
    name: String,
    url: String,
    /// The URL for the role of the application, which exists after its first use.
    application: OnceCell<String>,
}

impl TestDatabase {
    /// Creates a database on the server of a URL: `postgres://…`, `mysql://…` or `sqlite:`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](fin_infra_core::ErrorKind::Invalid) for another URL, and
    /// [`ErrorKind::Database`](fin_infra_core::ErrorKind::Database) if the server does not create the database, or does not
    /// answer within 30 seconds.
    pub async fn create(url: &str) -> Result<Self> {
        let (server, name) = (Server::of(url)?, name::new());
        server.remove_leftovers().await?;
        server.create(&name).await?;
        let url = server.url_of(&name);
        Ok(Self { server, name, url, application: OnceCell::new() })
    }

    /// Like [`create`](Self::create), with the URL in an environment variable.
    ///
    /// A variable that is not set is an error: a test that is skipped in silence protects nothing.
    ///
    /// ```no_run
    /// # async fn test() -> Result<(), fin_infra::Error> {
    /// use fin_infra::testing::TestDatabase;
    ///
    /// let database = TestDatabase::from_env("TEST_DATABASE_URL").await?;
    /// # drop(database);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), and [`ErrorKind::Invalid`](fin_infra_core::ErrorKind::Invalid) if the variable is not
    /// set or empty.
    pub async fn from_env(variable: &'static str) -> Result<Self> {
        match std::env::var(variable).ok().filter(|url| !url.is_empty()) {
            Some(url) => Self::create(&url).await,
            None => Err(Error::invalid(
                variable,
                "the environment variable is not set: it names the server on which tests create their databases, as in \
                 `postgres://postgres@localhost/postgres`",
            )),
        }
    }

    /// The URL of the database, for the role that created it. It may contain a password.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Connects as the role that created the database, which owns the tables that it creates.
    ///
    /// # Errors
    ///
    /// As [`Db::connect`].
    pub async fn connect(&self) -> Result<Db> {
        Db::connect(&self.url).await
    }

    /// Connects as a role that may read and write rows, and nothing else: it owns no table, and row-level security applies
    /// to it. The first call creates the role, with rights on the tables that exist; `PostgreSQL` and `MySQL` also give it
    /// those on tables that are created later.
    ///
    /// SQLite has no roles: there it is the same as [`connect`](Self::connect).
    ///
    /// ```no_run
    /// use fin_infra::prelude::*;
    /// use fin_infra::testing::{self, TestDatabase};
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant, rls)]
    /// pub struct Budget {
    ///     pub name: String,
    /// }
    ///
    /// # async fn test() -> Result<(), Error> {
    /// let database = TestDatabase::from_env("TEST_DATABASE_URL").await?;
    /// schema::create_all(&database.connect().await?, &[schema::of::<Budget>()]).await?;
    /// let db = database.connect_as_application().await?;
    /// assert_eq!(schema::rls_effective(&db).await?, schema::Protection::Effective);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Db::connect`], and [`ErrorKind::Database`](fin_infra_core::ErrorKind::Database) if the role cannot be created.
    pub async fn connect_as_application(&self) -> Result<Db> {
        Db::connect_with(self.application_url().await?, DbOptions::new()).await
    }

    /// The URL of the database for the role of [`connect_as_application`](Self::connect_as_application), for a program
    /// that a test starts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`](fin_infra_core::ErrorKind::Database) if the role cannot be created.
    pub async fn application_url(&self) -> Result<&str> {
        let url = self.application.get_or_try_init(|| self.server.create_application(&self.name)).await?;
        Ok(url)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Err(error) = self.server.remove_blocking(&self.name) {
            eprintln!("the test database `{}` is left behind: {error}", self.name);
        }
    }
}

impl fmt::Debug for TestDatabase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TestDatabase").field("name", &self.name).finish_non_exhaustive()
    }
}
