//! Databases with a `Db` of two connections.

use std::time::Duration;

use fin_infra::{Db, DbOptions, schema};
use fin_infra_test_servers::Database;
use fin_infra_tests::resources::Budget;
use tempfile::TempDir;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
    MySql,
}

/// A database of a test's own, with tables.
pub(crate) struct TestEnv {
    pub(crate) kind: Kind,
    pub(crate) url: String,
    /// Two connections.
    pub(crate) db: Db,
    _folder: Option<TempDir>,
    _database: Option<Database>,
}

impl TestEnv {
    pub(crate) async fn new(kind: Kind) -> Self {
        let (folder, database) = match kind {
            Kind::Sqlite => (Some(tempfile::tempdir().unwrap()), None),
            Kind::Postgres => (None, Some(fin_infra_test_servers::postgres().unwrap())),
            Kind::MySql => (None, Some(fin_infra_test_servers::mysql().unwrap())),
        };
        let url = match (&folder, &database) {
            (Some(folder), _) => format!("sqlite://{}?mode=rwc", folder.path().join("test.db").display()),
            (_, Some(database)) => database.url().to_owned(),
            _ => unreachable!("there is one of the two"),
        };
        let options = DbOptions::new().max_connections(2).wait(Duration::from_secs(20));
        let db = Db::connect_with(&url, options).await.unwrap();
        schema::create_all(&db, &[schema::of::<Budget>()]).await.unwrap();
        Self { kind, url, db, _folder: folder, _database: database }
    }
}

/// Defines a test on each database for a function of a `Place`.
macro_rules! on_each_env {
    ($(async fn $name:ident($env:ident: &TestEnv) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn behaviour($env: &TestEnv) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                behaviour(&TestEnv::new(Kind::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                behaviour(&TestEnv::new(Kind::Postgres).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_mysql() {
                behaviour(&TestEnv::new(Kind::MySql).await).await;
            }
        }
    )*};
}
pub(crate) use on_each_env;
