//! Private, throw-away database servers for tests.
//!
//! `postgres` and `mysql` give each test an empty database of its own. The first call in a process starts a server
//! that nobody else uses, in a temporary directory and on a free port of `127.0.0.1`; nothing that already runs on the
//! machine is touched. Server and directory vanish when the process ends, however it ends.
//!
//! ```
//! # fn main() -> Result<(), fin_infra_test_servers::Error> {
//! let database = fin_infra_test_servers::postgres()?;
//! assert!(database.url().starts_with("postgres://"));
//! # Ok(())
//! # }
//! ```
//!
//! The functions are not `async`: call them from a plain test or from `#[tokio::test]`. No connection is kept between
//! calls, so every test may bring its own runtime.
//!
//! # Other servers
//!
//! [`POSTGRES_URL_VARIABLE`] and [`MYSQL_URL_VARIABLE`] name a server that is already running. Databases are then
//! created there, and dropped with their guards. `cargo xtask test` sets both, so that many test programs share
//! one server.
//!
//! # What a machine needs
//!
//! The programs of `PostgreSQL`, and of `MariaDB` or `MySQL`. Where they are missing, they are installed with `apt-get`
//! if that needs no password; otherwise the error says what to install. A missing server never skips a test.

mod account;
#[cfg(feature = "databases")]
mod admin;
#[cfg(feature = "databases")]
mod database;
mod error;
mod family;
mod galera;
mod install;
mod keeper;
mod mysql;
#[cfg(feature = "databases")]
mod pgbouncer;
mod postgres;
mod programs;
mod server;
mod tools;

#[cfg(feature = "databases")]
pub use crate::database::{Database, citus, mysql, postgres};
pub use crate::{
    error::Error,
    galera::Cluster,
    server::Server,
    tools::{Browser, chromium, node, python},
};

/// The environment variable with the URL of a running `PostgreSQL` server, for a role that may create databases.
pub const POSTGRES_URL_VARIABLE: &str = "FIN_TEST_POSTGRES_URL";

/// The environment variable with the URLs of the nodes, with commas between them, where [`MYSQL_URL_VARIABLE`] leads to any
/// node of a cluster.
pub const MYSQL_NODES_VARIABLE: &str = "FIN_TEST_MYSQL_NODES";

/// The environment variable with the URL of a database on the coordinator of a running Citus cluster, for a role that may
/// create schemas and roles in it. Nothing is started in its place.
pub const CITUS_URL_VARIABLE: &str = "FIN_TEST_CITUS_URL";

/// The environment variable with the URL of a running `MariaDB` or `MySQL` server, for a user who may create databases.
pub const MYSQL_URL_VARIABLE: &str = "FIN_TEST_MYSQL_URL";
