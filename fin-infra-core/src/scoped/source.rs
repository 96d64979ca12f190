//! The text of a query, which is assembled once for each database.

use std::sync::OnceLock;

use super::units::Origin;
use crate::per_database::{PerDatabase, index};
use crate::shared::Database;

/// A part of the text of a query.
#[derive(Clone, Copy, Debug)]
pub enum Part {
    /// SQL as it was written.
    Sql(&'static str),
    /// The rows of a table, by its ordinal among the resources, and whether the SQL gives them a name.
    Table(usize, bool),
    /// A value, by its ordinal.
    Value(usize),
    /// The values after `IN`, by the ordinal of their list among the values.
    List(usize),
}

/// A query as it was written, and the texts that were assembled from it.
#[derive(Debug)]
pub struct Source {
    /// The parts for SQLite, PostgreSQL and MySQL.
    parts: [&'static [Part]; 3],
    /// The names of the selected columns.
    columns: &'static [&'static str],
    /// Values that the text takes for values that are stored alike.
    pub(crate) alike: &'static [&'static [Origin]],
    /// Where each selected column comes from. Empty if the text knows how SQLite stores amounts.
    pub(crate) origins: &'static [&'static [Origin]],
    texts: PerDatabase<Assembled>,
    /// The ordinal of the selected column for each field of the row.
    fields: OnceLock<Vec<usize>>,
}

/// A text with its arguments.
#[derive(Debug)]
pub(crate) struct Assembled {
    /// The text up to the first list.
    pub(crate) sql: String,
    /// The lists, each with the text after it.
    pub(crate) lists: Vec<(usize, String)>,
    pub(crate) binds: Vec<Bind>,
}

/// The argument of a placeholder, or those of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bind {
    /// The tenant, as the table with this ordinal stores it.
    Tenant(usize),
    /// A value or a list, by its ordinal.
    Value(usize),
}

impl Source {
    /// The parts for each database, the names of the selected columns, the values that the text takes for values that are
    /// stored alike, and where the selected columns come from.
    #[must_use]
    pub const fn new(
        parts: [&'static [Part]; 3],
        columns: &'static [&'static str],
        alike: &'static [&'static [Origin]],
        origins: &'static [&'static [Origin]],
    ) -> Self {
        Self { parts, columns, alike, origins, texts: PerDatabase::new(), fields: OnceLock::new() }
    }

    pub(crate) fn parts(&self, database: Database) -> &'static [Part] {
        self.parts[index(database)]
    }

    /// Returns the text for a database, which `assemble` makes the first time.
    pub(crate) fn text<E>(
        &'static self,
        database: Database,
        assemble: impl FnOnce() -> Result<Assembled, E>,
    ) -> Result<&'static Assembled, E> {
        self.texts.get(database, assemble)
    }

    /// Returns where the fields of the row are among the selected columns. The macro has checked that each is there.
    pub(crate) fn fields(&'static self, names: &[&str]) -> &'static [usize] {
        self.fields.get_or_init(|| {
            let ordinal = |name: &&str| self.columns.iter().position(|column| column == name);
            names.iter().map(|name| ordinal(name).unwrap_or_default()).collect()
        })
    }
}
