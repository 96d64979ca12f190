//! The runtime of [`#[derive(FinResource)]`](FinResource).
//!
//! One annotated struct becomes a persistence layer: Create, Read and Update types, a repository whose every statement
//! holds the tenant, soft delete, lists with filters, search, order and cursors, on SQLite, PostgreSQL, MySQL/MariaDB
//! and in memory, with the same answers on each.
//!
//! ```
//! use fin_infra::prelude::*;
//!
//! /// Something to save for.
//! #[derive(FinResource, Debug, Clone)]
//! #[fin(tenant, soft_delete, search = "name")]
//! pub struct Goal {
//!     /// What it is called.
//!     #[fin(unique, order)]
//!     pub name: String,
//!     /// How much it takes.
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
//!     // The rows of one tenant. The repository holds no connection: each call says where the rows are.
//!     let goals = Goal::repository().tenant(Uuid::now_v7());
//!
//!     let bicycle = goals.create(&db, GoalCreate { name: "Bicycle".to_owned(), target: 900.into() }).await?;
//!     let found = goals.list(&db, GoalQuery::new().search("BICY")).await?;
//!     assert_eq!(found.items, [bicycle.clone()]);
//!
//!     let raise = GoalUpdate { target: Some(950.into()), ..GoalUpdate::default() };
//!     assert_eq!(goals.update(&db, bicycle.id, raise).await?.target, 950.into());
//!
//!     // A name is taken once among the live goals of a tenant.
//!     let again = goals.create(&db, GoalCreate { name: "Bicycle".to_owned(), target: 1.into() }).await;
//!     assert!(again.is_err_and(|error| error.is_conflict() && error.fields().eq(["name"])));
//!
//!     // Softly: the row stays and is never seen, until it is restored.
//!     goals.delete(&db, bicycle.id).await?;
//!     assert_eq!(goals.find(&db, bicycle.id).await?, None);
//!     goals.restore(&db, bicycle.id).await?;
//!     Ok(())
//! }
//! ```
//!
//! # What to read next
//!
//! | for | read |
//! |---|---|
//! | what can be written on a struct and its fields | [`FinResource`] |
//! | everything that a repository can do | [`Repository`] |
//! | whose rows are meant, and what operators may do | [`Unscoped`], [`AllTenants`] |
//! | filters, search, order and pages | [`query`] |
//! | SQL of your own, inside the tenant | [`ScopedQuery`] |
//! | parents and children | [`Repository::children`] |
//! | where rows can be, and which store to choose | [`Store`], [`Db`], [`Memory`] |
//! | several calls that happen together | [`Db::begin`], [`DbTransaction`]; of one tenant: [`Db::begin_for`] |
//! | whether PostgreSQL's row-level security holds | [`schema::rls_effective`](schema) |
//! | what can go wrong | [`Error`], [`ErrorKind`] |
//! | functions of yours that tidy and refuse what comes in | [`Input`] |
//! | the REST API | [`http`](mod@http) |
//! | decimals inside of structs that are stored as JSON | [`exact`] |
//! | tables for tests and first steps | [`schema::create_all`](schema) |
//!
//! The traits ([`Resource`], [`Creatable`], [`SoftDelete`] and the others) are what the derive says of a struct. They are
//! there to be named in bounds, and nobody implements them by hand.
//!
//! # Features
//!
//! | feature | |
//! |---|---|
//! | `sqlite` (default), `postgres`, `mysql` | the databases; at least one |
//! | `schema` (default) | tables from structs: `schema::create_all`, and what compares them: `schema::verify` |
//! | `migrate` | the [migration tool](migrate) |
//! | `http` | the [REST API](http) |
//! | `openapi` | what an OpenAPI document says of fields: `#[fin(schema(..))]` |
//! | `garde` | rules on fields: `#[fin(validate(..))]` |
//! | `tls` | TLS for connections to PostgreSQL and MySQL |
//!
//! # Crates
//!
//! `fin-infra-core` runs the statements, `fin-infra-migrate` makes and compares tables, `fin-infra-http` serves the REST API,
//! and `fin-infra-derive` writes the code for a struct. This crate re-exports them under one name; generated code begins with
//! `::fin_infra`.

#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "migrate")]
#[doc(inline)]
pub use fin_infra_migrate as migrate;
#[doc(hidden)]
pub mod private;
pub mod schema;

#[doc(inline)]
pub use fin_infra_core::*;
#[doc = include_str!("../docs/overview.md")]
#[doc = include_str!("../docs/names.md")]
#[doc = include_str!("../docs/tenancy.md")]
#[doc = include_str!("../docs/rows.md")]
#[doc = include_str!("../docs/lists.md")]
#[doc = include_str!("../docs/keys.md")]
#[doc = include_str!("../docs/rules.md")]
#[doc = include_str!("../docs/fields.md")]
#[doc = include_str!("../docs/types.md")]
#[doc = include_str!("../docs/relations.md")]
#[doc = include_str!("../docs/parts.md")]
pub use fin_infra_derive::FinResource;

/// What a program that uses resources needs, in one line.
pub mod prelude {
    pub use chrono::{DateTime, Utc};
    pub use fin_infra_core::query::{Condition, Page};
    pub use fin_infra_core::{Db, Error, ErrorKind, FinResource, Input, Memory, Resource, Store, dec};
    pub use rust_decimal::Decimal;
    pub use uuid::Uuid;

    pub use crate::schema;
}

/// The code in the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
