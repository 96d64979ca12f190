//! An empty database for each test, on a server that the process shares.

use std::{env, fmt, sync::OnceLock};

use url::Url;
use uuid::Uuid;

use crate::{
    CITUS_URL_VARIABLE, MYSQL_NODES_VARIABLE, MYSQL_URL_VARIABLE, POSTGRES_URL_VARIABLE,
    admin::{self, Dialect},
    error::Error,
    server::Server,
};

static POSTGRES: OnceLock<Result<Host, Error>> = OnceLock::new();
static MYSQL: OnceLock<Result<Host, Error>> = OnceLock::new();
static CITUS: OnceLock<Result<Host, Error>> = OnceLock::new();

/// A new, empty `PostgreSQL` database (encoding UTF-8).
///
/// On a private server its user is the superuser. Roles belong to the whole server: a test that makes one gives it a
/// name that no other test uses. A role without a password can log in.
///
/// Blocks for some seconds when it is the first call in this process, and for milliseconds otherwise.
pub fn postgres() -> Result<Database, Error> {
    Database::create(Dialect::Postgres, &POSTGRES, Server::postgres, POSTGRES_URL_VARIABLE)
}

/// A new, empty `MariaDB` database, or `MySQL` where there is no `MariaDB` (character set utf8mb4).
///
/// On a private server its user has all privileges.
///
/// Blocks for some seconds when it is the first call in this process, and for milliseconds otherwise.
pub fn mysql() -> Result<Database, Error> {
    Database::create(Dialect::MySql, &MYSQL, Server::mysql, MYSQL_URL_VARIABLE)
}

/// A new, empty schema in a database of the Citus cluster that [`CITUS_URL_VARIABLE`] names; `None` where it names none.
///
/// The cluster is not ours: a database would have to be created on each of its nodes, while a schema is propagated. The
/// URL sets the schema as the only one in the search path.
pub fn citus() -> Result<Option<Database>, Error> {
    if env::var_os(CITUS_URL_VARIABLE).is_none_or(|url| url.is_empty()) {
        return Ok(None);
    }
    let start = || Err(Error::new(format!("{CITUS_URL_VARIABLE} names no cluster.")));
    Database::create(Dialect::Citus, &CITUS, start, CITUS_URL_VARIABLE).map(Some)
}

/// The database of one test. It is dropped with this value, even if clients are still connected to it.
pub struct Database {
    dialect: Dialect,
    name: String,
    url: String,
    administrator: &'static str,
}

impl Database {
    fn create(
        dialect: Dialect,
        host: &'static OnceLock<Result<Host, Error>>,
        start: fn() -> Result<Server, Error>,
        variable: &str,
    ) -> Result<Self, Error> {
        let host =
            host.get_or_init(|| Host::find(dialect, start, variable)).as_ref().map_err(Clone::clone)?;
        // Contains the time, so that a database of a killed process can be distinguished from one in use.
        let name = format!("{}{}", admin::PREFIX, Uuid::now_v7().simple());
        let url = match dialect {
            Dialect::Citus => with_schema(host.url(), &name)?,
            Dialect::Postgres | Dialect::MySql => with_database(host.url(), &name)?,
        };
        admin::create(dialect, host.url(), &name)?;
        nodes(dialect).iter().try_for_each(|node| admin::catch_up(node))?;
        Ok(Self { dialect, name, url, administrator: host.url() })
    }

    /// Where the database is: `postgres://…` or `mysql://…`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The name of the database or the schema, which is also in the URL.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Err(error) = admin::remove(self.dialect, self.administrator, &self.name) {
            eprintln!("The test database {} stays behind: {error}", self.name);
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may contain a password.
        formatter.debug_struct("Database").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The server that this process uses.
enum Host {
    Private(Server),
    /// The URL of a server that this process does not run.
    Given(String),
}

impl Host {
    fn find(dialect: Dialect, start: fn() -> Result<Server, Error>, variable: &str) -> Result<Self, Error> {
        let Some(url) = env::var(variable).ok().filter(|url| !url.is_empty()) else {
            return start().map(Self::Private);
        };
        admin::remove_leftovers(dialect, &url)
            .map_err(Error::because(format_args!("using the server that {variable} names")))?;
        Ok(Self::Given(url))
    }

    fn url(&self) -> &str {
        match self {
            Self::Private(server) => server.url(),
            Self::Given(url) => url,
        }
    }
}

/// The nodes of a cluster. One of them may accept a connection before a database that another one created exists there.
fn nodes(dialect: Dialect) -> Vec<String> {
    let nodes = match dialect {
        Dialect::MySql => env::var(MYSQL_NODES_VARIABLE).unwrap_or_default(),
        Dialect::Postgres | Dialect::Citus => String::new(),
    };
    nodes.split(',').filter(|node| !node.is_empty()).map(str::to_owned).collect()
}

/// Returns the URL of another database on the same server, for the same user.
fn with_database(url: &str, name: &str) -> Result<String, Error> {
    let mut url = Url::parse(url).map_err(Error::because("reading the server's URL"))?;
    url.set_path(name);
    Ok(url.into())
}

/// Returns the URL with a schema.
fn with_schema(url: &str, name: &str) -> Result<String, Error> {
    let mut url = Url::parse(url).map_err(Error::because("reading the server's URL"))?;
    url.query_pairs_mut().append_pair("options[search_path]", name);
    Ok(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_of_a_schema_keeps_its_database() {
        let url = with_schema("postgres://me@db.example:6543/app?sslmode=disable", "mine").unwrap();
        assert_eq!(url, "postgres://me@db.example:6543/app?sslmode=disable&options%5Bsearch_path%5D=mine");
    }

    #[test]
    fn the_url_of_a_database_keeps_all_but_the_path() {
        let url = with_database("postgres://me:p%40ss@db.example:6543/postgres?sslmode=disable", "mine");
        assert_eq!(url.unwrap(), "postgres://me:p%40ss@db.example:6543/mine?sslmode=disable");
        assert_eq!(with_database("mysql://me@localhost", "mine").unwrap(), "mysql://me@localhost/mine");
    }
}
