#![doc = include_str!("../../docs/migrations.md")]

mod blocking;
mod by_hand;
mod change;
mod cli;
mod connection;
mod count;
pub(crate) mod create;
mod database;
pub(crate) mod definition;
mod describe;
mod destination;
mod dialect;
mod diff;
mod discover;
mod draft;
pub(crate) mod effective;
mod fact;
mod failure;
mod folder;
pub(crate) mod inspect;
mod merge;
mod model;
mod note;
mod patience;
mod placement;
mod refold;
mod render;
mod row_security;
mod run;
mod tables;
#[cfg(all(test, feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod tests;
mod types;
mod verify;

pub use self::cli::{Tool, cli};
use self::definition::{Database, Definition};
use self::dialect::Dialect;
pub use self::discover::discovered;
pub use self::verify::{Drift, verify, verify_of};

/// The statements that make a table, where it is not there yet; none where it cannot be in that database.
pub(crate) fn create_if_not_exists(definition: &Definition, database: Database) -> Option<Vec<String>> {
    let table = describe::table(definition, database)?;
    let dialect = Dialect::of(database);
    Some(render::create(definition.table.name, &table, dialect, render::Guard::IfNotExists))
}
