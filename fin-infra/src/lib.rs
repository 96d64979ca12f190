//! The runtime of [`#[derive(FinResource)]`](FinResource).
//!
//! Annotate one struct, and fin-infra generates its persistence layer: Create, Read and Update types, a repository in
//! which every statement is tenant-scoped, soft delete, and lists with filters, search, order and cursors. It runs on
//! SQLite, PostgreSQL, MySQL/MariaDB and in memory, with the same results on each.
//!
//! ```
//! use fin_infra::prelude::*;
//!
//! /// A savings goal.
//! #[derive(FinResource, Debug, Clone)]
//! #[fin(tenant, soft_delete, search = "name")]
//! pub struct Goal {
//!     /// The goal's name.
//!     #[fin(unique, order)]
//!     pub name: String,
//!     /// The amount to save.
//!     #[fin(filter)]
//!     pub target: Decimal,
//! }
//!
//! # #[cfg(not(feature = "sqlite"))]
//! # fn main() {}
//! # #[cfg(feature = "sqlite")]
//! #[tokio::main]
//! async fn main() -> Result<(), Error> {
//!     let db = Db::connect("sqlite::memory:").await?;
//!     # #[cfg(feature = "schema")]
//!     schema::create_all(&db, &[schema::of::<Goal>()]).await?;
//!     # #[cfg(not(feature = "schema"))]
//!     # let db = Db::memory();
//!
//!     // The rows of one tenant. The repository holds no connection: pass a store to each call.
//!     let goals = Goal::repository().tenant(Uuid::now_v7());
//!
//!     let bicycle = goals.create(&db, GoalCreate { name: "Bicycle".to_owned(), target: 900.into() }).await?;
//!     let found = goals.list(&db, GoalQuery::new().search("BICY")).await?;
//!     assert_eq!(found.items, [bicycle.clone()]);
//!
//!     let raise = GoalUpdate { target: Some(950.into()), ..GoalUpdate::default() };
//!     assert_eq!(goals.update(&db, bicycle.id, raise).await?.target, 950.into());
//!
//!     // A name is unique among the live goals of a tenant.
//!     let again = goals.create(&db, GoalCreate { name: "Bicycle".to_owned(), target: 1.into() }).await;
//!     assert!(again.is_err_and(|error| error.is_conflict() && error.fields().eq(["name"])));
//!
//!     // Soft delete: the row stays in the table, but no read returns it until it is restored.
//!     goals.delete(&db, bicycle.id).await?;
//!     assert_eq!(goals.find(&db, bicycle.id).await?, None);
//!     goals.restore(&db, bicycle.id).await?;
//!     Ok(())
//! }
//! ```
//!
//! # Guide
//!
//! | for | read |
//! |---|---|
//! | the options of a struct and its fields | [`FinResource`] |
//! | the methods of a repository | [`Repository`] |
//! | the choice of a tenant, and operators' jobs | [`Unscoped`], [`AllTenants`] |
//! | filters, search, order and pages | [`query`] |
//! | some of the columns of rows | [`Repository::select`], [`FinRow`] |
//! | your own SQL within a tenant | [`ScopedQuery`], [`scoped_sql!`]; all of it: [`guide::sql`] |
//! | related rows, on several levels | [`Repository::load`] |
//! | the stores, and which one to choose | [`Store`], [`Db`], [`Memory`] |
//! | money: transfers, queues, locks | [`guide::money`] |
//! | reports: sums, counts and groups | [`guide::reports`] |
//! | structs for the tables of an existing database | [`guide::existing`] |
//! | transactions | [`Db::transaction`], [`Savepoint`]; that the program ends itself: [`Db::begin`]; for one tenant: [`Db::transaction_for`], [`Db::begin_for`] |
//! | checks of PostgreSQL's row-level security | [`schema::rls_effective`](schema) |
//! | errors | [`Error`], [`ErrorKind`] |
//! | your functions that normalize or reject input | [`Input`] |
//! | the REST API | [`http`](mod@http) |
//! | decimals in structs that are stored as JSON | [`exact`] |
//! | tables for tests and first steps | [`schema::create_all`](schema) |
//!
//! The derive implements the traits ([`Resource`], [`Creatable`], [`SoftDelete`] and the others). Use them in bounds; do
//! not implement them by hand.
//!
//! # Features
//!
//! | feature | |
//! |---|---|
//! | `sqlite` (default), `postgres`, `mysql` | the databases; at least one |
//! | `schema` (default) | tables from structs: `schema::create_all`, and their comparison: `schema::verify` |
//! | `migrate` | the [migration tool](migrate) |
//! | `http` | the [REST API](http) |
//! | `openapi` | the description of fields in an OpenAPI document: `#[fin(schema(..))]` |
//! | `sql` | SQL of any shape: [`scoped_sql!`] |
//! | `garde` | rules on fields: `#[fin(validate(..))]` |
//! | `time-zones` | the time zones of the IANA database, to group by days, months and the like |
//! | `testing` | fixtures for [tests](testing): a database for each test. For `[dev-dependencies]` |
//! | `tokio` | the runtime, in the prelude: `#[tokio::main]` needs no dependency of the program's own |
//! | `tls` | TLS for connections to PostgreSQL and MySQL |
//!
//! # Crates
//!
//! `fin-infra-core` executes the statements, `fin-infra-migrate` creates and compares tables, `fin-infra-http` serves the
//! REST API, `fin-infra-testing` has fixtures for tests, and `fin-infra-derive` generates the code for a struct. This crate
//! re-exports them under one name; generated code refers to it as `::fin_infra`.

#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "migrate")]
#[doc(inline)]
pub use fin_infra_migrate as migrate;
#[doc(hidden)]
pub mod private;
pub mod schema;
#[cfg(feature = "testing")]
#[doc(inline)]
pub use fin_infra_testing as testing;
/// The runtime. The [`prelude`] has this name as well, so that `#[tokio::main]` needs no dependency of the program's own.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[tokio::main]
/// async fn main() -> Result<(), Error> {
///     Db::memory().close().await
/// }
/// ```
#[cfg(feature = "tokio")]
pub use tokio;

/// Chapters about tasks that take more than one call.
pub mod guide {
    #[doc = include_str!("../docs/money.md")]
    pub mod money {}

    #[doc = include_str!("../docs/reports.md")]
    pub mod reports {}

    #[cfg(feature = "sql")]
    #[doc = include_str!("../docs/sql.md")]
    pub mod sql {}

    #[doc = include_str!("../docs/loading.md")]
    pub mod loading {}

    #[doc = include_str!("../docs/existing.md")]
    pub mod existing {}
}

#[doc(inline)]
pub use fin_infra_core::*;
#[doc = include_str!("../docs/overview.md")]
#[doc = include_str!("../docs/names.md")]
#[doc = include_str!("../docs/tenancy.md")]
#[doc = include_str!("../docs/rows.md")]
#[doc = include_str!("../docs/lists.md")]
#[doc = include_str!("../docs/numbers.md")]
#[doc = include_str!("../docs/aggregates.md")]
#[doc = include_str!("../docs/keys.md")]
#[doc = include_str!("../docs/rules.md")]
#[doc = include_str!("../docs/fields.md")]
#[doc = include_str!("../docs/types.md")]
#[doc = include_str!("../docs/relations.md")]
#[doc = include_str!("../docs/parts.md")]
pub use fin_infra_derive::FinResource;
#[doc = include_str!("../docs/scoped_sql.md")]
#[cfg(feature = "sql")]
pub use fin_infra_derive::scoped_sql;

/// The names that most programs need, for a glob import.
pub mod prelude {
    pub use chrono::{DateTime, Utc};
    pub use fin_infra_core::query::{Condition, Page};
    pub use fin_infra_core::{
        Currency, Db, Error, ErrorKind, FinResource, FinRow, Input, Memory, Money, Resource, Store, dec,
        money,
    };
    pub use rust_decimal::Decimal;
    pub use uuid::Uuid;

    pub use crate::schema;
    #[cfg(feature = "sql")]
    pub use crate::scoped_sql;
    #[cfg(feature = "tokio")]
    pub use tokio;
}

/// The code in the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The code in the page for coding assistants.
#[cfg(doctest)]
#[doc = include_str!("../../AGENTS.md")]
pub struct Agents;
