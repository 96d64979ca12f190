#![doc = include_str!("../docs/migrations.md")]

#[cfg(feature = "cli")]
mod blocking;
#[cfg(feature = "cli")]
mod change;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod connection;
#[cfg(feature = "cli")]
mod count;
mod create;
mod create_table;
mod currency;
mod database;
mod describe;
#[cfg(feature = "cli")]
mod destination;
mod dialect;
#[cfg(feature = "cli")]
mod diff;
mod discover;
#[cfg(feature = "cli")]
mod draft;
mod effective;
#[cfg(feature = "cli")]
mod fact;
#[cfg(feature = "cli")]
mod failure;
#[cfg(feature = "cli")]
mod folder;
#[cfg(feature = "cli")]
mod has_table;
mod inspect;
#[cfg(feature = "cli")]
mod merge;
#[cfg(feature = "cli")]
mod metadata;
mod model;
mod placement;
#[cfg(feature = "cli")]
mod refold;
#[cfg(feature = "cli")]
mod render;
#[cfg(feature = "cli")]
mod retry;
mod row_security;
#[cfg(feature = "cli")]
mod run;
#[cfg(feature = "cli")]
mod shape;
#[cfg(feature = "cli")]
#[cfg_attr(
    not(all(feature = "sqlite", feature = "postgres", feature = "mysql")),
    allow(dead_code, unused_variables, reason = "each database lacks something that others have")
)]
mod structs;
#[cfg(all(test, feature = "cli", feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod tests;
#[cfg(feature = "cli")]
mod types;
#[cfg(feature = "cli")]
mod unmanaged;
mod verify;

#[cfg(feature = "cli")]
pub use self::cli::{Tool, cli};
pub use self::create::create_all;

use fin_infra_core::schema::Definition;

use self::dialect::Database;
#[doc(hidden)]
pub use self::discover::Discovered;
pub use self::discover::discovered;
pub use self::effective::{Protection, rls_effective, rls_effective_of};
pub use self::row_security::Unprotected;
pub use self::verify::{Drift, check, verify, verify_of};
pub use fin_infra_core::internal::RlsGap;
#[doc(hidden)]
pub use inventory;

/// The statements that create a table if it does not exist; none if the resource is not generated for the database.
pub(crate) fn create_if_not_exists(definition: &Definition, database: Database) -> Option<Vec<String>> {
    let table = describe::table(definition, database)?;
    Some(create_table::create(definition.table.name, &table, database, create_table::Guard::IfNotExists))
}
