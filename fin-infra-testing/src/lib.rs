//! Fixtures for tests: a fresh store, a tenant, and a database for each test.
//!
//! A program enables them for its tests only, with the feature `testing` in its `[dev-dependencies]`:
//!
//! ```toml
//! [dev-dependencies]
//! fin-infra = { version = "0.1", features = ["testing"] }
//! ```
//!
//! | a test needs | |
//! |---|---|
//! | a store without SQL | [`Db::memory`] |
//! | a store with SQL, in memory | [`sqlite`] |
//! | the rows of nobody else | [`tenant`] |
//! | a database of its own on a server | [`TestDatabase`] |
//! | the rights of the program in production | [`TestDatabase::connect_as_application`] |
//!
//! ```
//! use fin_infra::prelude::*;
//! use fin_infra::testing;
//!
//! #[derive(FinResource)]
//! #[fin(tenant, soft_delete)]
//! pub struct Budget {
//!     #[fin(unique)]
//!     pub name: String,
//! }
//!
//! /// What is to hold on every store.
//! async fn a_name_is_unique_within_a_tenant(db: &Db) -> Result<(), Error> {
//!     let (acme, globex) = (testing::tenant(), testing::tenant());
//!     let travel = || BudgetCreate { name: "Travel".to_owned() };
//!     Budget::repository().tenant(acme).create(db, travel()).await?;
//!     Budget::repository().tenant(globex).create(db, travel()).await?;
//!     assert!(Budget::repository().tenant(acme).create(db, travel()).await.unwrap_err().is_conflict());
//!     Ok(())
//! }
//!
//! #[tokio::main] // `#[tokio::test]` in a test
//! async fn main() -> Result<(), Error> {
//!     a_name_is_unique_within_a_tenant(&Db::memory()).await?;
//!     a_name_is_unique_within_a_tenant(&testing::sqlite(&[schema::of::<Budget>()]).await?).await
//! }
//! ```

mod database;
mod name;
mod server;

#[cfg(feature = "sqlite")]
use fin_infra_core::schema::Definition;
#[cfg(feature = "sqlite")]
use fin_infra_core::{Db, Result};
use uuid::Uuid;

pub use self::database::TestDatabase;

/// Returns a tenant that no other test has: its rows are as separate as those of another database.
///
/// ```
/// use fin_infra::testing;
///
/// assert_ne!(testing::tenant(), testing::tenant());
/// ```
#[must_use]
pub fn tenant() -> Uuid {
    Uuid::now_v7()
}

/// Creates a SQLite database in memory with the tables of some resources.
///
/// It vanishes with the last clone of the `Db`. The example is [the crate's](crate).
///
/// # Errors
///
/// As [`create_all`](fin_infra_migrate::create_all).
#[cfg(feature = "sqlite")]
pub async fn sqlite(tables: &[Definition]) -> Result<Db> {
    let db = Db::connect("sqlite::memory:").await?;
    fin_infra_migrate::create_all(&db, tables).await?;
    Ok(db)
}
