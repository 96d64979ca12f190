#![doc = include_str!("../../docs/migrations.md")]

mod blocking;
mod by_hand;
mod change;
mod cli;
mod connection;
mod count;
mod describe;
mod destination;
mod dialect;
mod diff;
mod discover;
mod draft;
mod fact;
mod failure;
mod folder;
pub(crate) mod inspect;
mod merge;
mod model;
mod note;
mod placement;
mod refold;
mod render;
mod run;
#[cfg(all(test, feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod tests;
mod types;
mod verify;

pub use self::cli::{Tool, cli};
use self::dialect::Dialect;
pub use self::discover::discovered;
pub(crate) use self::model::Schema;
pub use self::verify::{Drift, verify, verify_of};
use crate::schema::{Database, Definition};

/// The statements that make a table, where it is not there yet; none where it cannot be in that database.
pub(crate) fn create_if_not_exists(definition: &Definition, database: Database) -> Option<Vec<String>> {
    let table = describe::table(definition, database)?;
    let dialect = Dialect::of(database);
    Some(render::create(definition.table.name, &table, dialect, render::Guard::IfNotExists))
}
