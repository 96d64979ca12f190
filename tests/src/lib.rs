//! The code that the tests share: stores to run a behaviour on, and the resources of the guide.
//!
//! A behaviour is a function of a [`Db`], written once. [`on_each_store!`] makes a test of it for memory, SQLite,
//! PostgreSQL and MariaDB, each with a database of its own.

#[cfg(doctest)]
mod book;
pub mod capture;
mod citus;
pub mod resources;
pub mod role;

use fin_infra::schema::{self, Definition};
use fin_infra::{Db, DbOptions};
use fin_infra_test_servers::Database;

/// Where a behaviour is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoreKind {
    /// In memory, without a database.
    Memory,
    /// On SQLite, in its memory.
    Sqlite,
    /// On PostgreSQL, or on the Citus cluster that `FIN_TEST_CITUS_URL` names.
    Postgres,
    /// On MariaDB or MySQL.
    MySql,
}

impl StoreKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Memory, Self::Sqlite, Self::Postgres, Self::MySql];
}

/// Whether a Citus cluster replaces PostgreSQL.
#[must_use]
pub fn is_citus() -> bool {
    std::env::var_os(fin_infra_test_servers::CITUS_URL_VARIABLE).is_some_and(|url| !url.is_empty())
}

/// Whether a store's tables are distributed by Citus.
#[must_use]
pub fn is_distributed(db: &Db) -> bool {
    is_citus() && format!("{db:?}").contains("PostgreSQL")
}

/// A database on PostgreSQL, or a schema on the Citus cluster that replaces it.
///
/// # Panics
///
/// If there is none.
#[must_use]
pub fn postgres() -> Database {
    let on_cluster = fin_infra_test_servers::citus().expect("the cluster lets us in");
    on_cluster.unwrap_or_else(|| fin_infra_test_servers::postgres().expect("PostgreSQL starts"))
}

/// A store with the tables that a behaviour needs, and nothing in them.
#[derive(Debug)]
pub struct Fixture {
    /// The store.
    pub db: Db,
    /// The URL to connect to the same database by other means; empty in memory.
    pub url: String,
    database: Option<Database>,
}

impl Fixture {
    /// Makes a store.
    ///
    /// # Panics
    ///
    /// If the database cannot be created: a missing server is a failure.
    pub async fn new(kind: StoreKind, definitions: &[Definition]) -> Self {
        let database = match kind {
            StoreKind::Memory | StoreKind::Sqlite => None,
            StoreKind::Postgres => Some(postgres()),
            StoreKind::MySql => Some(fin_infra_test_servers::mysql().expect("MariaDB starts")),
        };
        let url = match (kind, &database) {
            (_, Some(database)) => database.url().to_owned(),
            (StoreKind::Sqlite, _) => "sqlite::memory:".to_owned(),
            _ => String::new(),
        };
        let db = if kind == StoreKind::Memory {
            Db::memory()
        } else {
            Db::connect_with(&url, DbOptions::new().max_connections(4))
                .await
                .expect("the database lets us in")
        };
        let mut made = schema::create_all(&db, definitions).await;
        if kind == StoreKind::Postgres && is_citus() {
            citus::distribute(&url, definitions).await;
            if made.is_err() {
                // The tables that are to be distributed were not yet.
                made = schema::create_all(&db, definitions).await;
            }
        }
        made.expect("the tables can be made");
        Self { db, url, database }
    }

    /// Whether a server keeps the rows.
    #[must_use]
    pub fn is_on_a_server(&self) -> bool {
        self.database.is_some()
    }
}

/// Makes a test for each store of behaviours: async functions of a `&Db`, whose names are sentences. Each has the resources
/// before it whose tables it needs.
///
/// ```
/// use fin_infra::prelude::*;
/// use fin_infra_tests::on_each_store;
///
/// #[derive(FinResource)]
/// pub struct Budget {
///     pub name: String,
/// }
///
/// on_each_store!(
///     [Budget] a_row_is_counted,
/// );
///
/// async fn a_row_is_counted(db: &Db) {
///     let budgets = Budget::repository();
///     budgets.create(db, BudgetCreate { name: "Food".to_owned() }).await.unwrap();
///     assert_eq!(budgets.count(db, BudgetQuery::new()).await.unwrap(), 1);
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! on_each_store {
    ($([$($resource:ty),* $(,)?] $name:ident),* $(,)?) => {$(
        $crate::on_stores!(
            [in_memory: Memory, on_sqlite: Sqlite, on_postgres: Postgres, on_mysql: MySql] [$($resource),*] $name
        );
    )*};
}

/// Like [`on_each_store!`], for what memory cannot do: SQL of the program's own.
#[macro_export]
macro_rules! on_each_database {
    ($([$($resource:ty),* $(,)?] $name:ident),* $(,)?) => {$(
        $crate::on_stores!([on_sqlite: Sqlite, on_postgres: Postgres, on_mysql: MySql] [$($resource),*] $name);
    )*};
}

/// Makes a test of one behaviour for each of some stores.
#[macro_export]
macro_rules! on_stores {
    ([$($test:ident: $kind:ident),*] [$($resource:ty),*] $name:ident) => {
        mod $name {
            use super::*;

            async fn on(kind: $crate::StoreKind) {
                let definitions = [$(fin_infra::schema::of::<$resource>()),*];
                let fixture = $crate::Fixture::new(kind, &definitions).await;
                super::$name(&fixture.db).await;
            }

            $(
                #[tokio::test]
                async fn $test() {
                    on($crate::StoreKind::$kind).await;
                }
            )*
        }
    };
}
