//! The columns that a call reads instead of all.

use std::convert::Infallible;
use std::sync::Arc;

use crate::column::Cell;
use crate::per_database::PerDatabase;
use crate::shared::Database;
use crate::table::Table;

/// The columns of a row of one resource, and the texts that select them, which are assembled once.
#[derive(Debug)]
pub struct Projection {
    ordinals: &'static [usize],
    /// `SELECT` and the columns.
    select: PerDatabase<String>,
    /// The statement that finds a row.
    find: PerDatabase<String>,
}

impl Projection {
    /// The columns with some ordinals, in the order of the fields.
    #[must_use]
    pub const fn new(ordinals: &'static [usize]) -> Self {
        Self { ordinals, select: PerDatabase::new(), find: PerDatabase::new() }
    }

    /// Returns the statement that finds a row of one tenant, which `assemble` writes the first time.
    pub(crate) fn find<E>(
        &self,
        database: Database,
        assemble: impl FnOnce() -> Result<String, E>,
    ) -> Result<&str, E> {
        self.find.get(database, assemble).map(String::as_str)
    }
}

/// Returns the ordinal of the column of a field, at compile time. Generated code reports a field that the resource does not
/// have.
///
/// # Panics
///
/// If the field is an `Option` and the column is never null, or the reverse.
#[track_caller]
#[must_use]
pub const fn column_of(table: &Table, field: &str, is_optional: bool) -> usize {
    let mut ordinal = 0;
    while ordinal < table.columns.len() {
        let column = &table.columns[ordinal];
        if is_same(column.field.as_bytes(), field.as_bytes()) {
            assert!(is_optional || !column.nullable, "this column may be null: write `Option<..>`");
            assert!(
                !is_optional || column.nullable,
                "this column is never null: write the type without `Option`"
            );
            return ordinal;
        }
        ordinal += 1;
    }
    0
}

// A constant cannot compare texts with `==`.
pub(super) const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut index = 0;
    while index < one.len() && index < other.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    one.len() == other.len()
}

/// The columns that the rows of a call have.
#[derive(Clone, Debug)]
pub(crate) enum Chosen {
    /// Those of a type.
    OfType(&'static Projection),
    /// Those with some ordinals, none of them twice.
    AtRunTime(Arc<[usize]>),
}

impl Chosen {
    /// Their ordinals.
    pub(crate) fn ordinals(&self) -> &[usize] {
        match self {
            Self::OfType(projection) => projection.ordinals,
            Self::AtRunTime(ordinals) => ordinals,
        }
    }

    /// Returns the index of the id in a row. If the rows do not have it, it is selected after their columns.
    pub(crate) fn index_of_id(&self, table: &Table) -> usize {
        let ordinals = self.ordinals();
        ordinals.iter().position(|&ordinal| ordinal == table.id).unwrap_or(ordinals.len())
    }
}

/// The columns of a statement, in their order: those that the rows have, and others that the call needs.
#[derive(Debug)]
pub(crate) struct Columns {
    chosen: Chosen,
    more: Vec<usize>,
}

impl Columns {
    /// The chosen columns and the id.
    pub(crate) fn new(chosen: Chosen, table: &Table) -> Self {
        let mut columns = Self { chosen, more: Vec::new() };
        columns.add(table.id);
        columns
    }

    /// Adds a column that the call needs.
    pub(crate) fn add(&mut self, ordinal: usize) {
        if self.index(ordinal).is_none() {
            self.more.push(ordinal);
        }
    }

    /// The columns of a type, if they are not chosen at run time.
    pub(crate) fn of_type(&self) -> Option<&'static Projection> {
        match self.chosen {
            Chosen::OfType(projection) => Some(projection),
            Chosen::AtRunTime(_) => None,
        }
    }

    fn ordinals(&self) -> impl Iterator<Item = usize> {
        self.chosen.ordinals().iter().chain(&self.more).copied()
    }

    /// Returns the index of a column in a row.
    pub(crate) fn index(&self, ordinal: usize) -> Option<usize> {
        self.ordinals().position(|other| other == ordinal)
    }

    /// Writes `SELECT` and the columns.
    pub(crate) fn select(&self, database: Database, table: &Table, sql: &mut String) {
        match &self.chosen {
            Chosen::OfType(projection) => {
                let text = || Ok::<_, Infallible>(selected(database, table, projection.ordinals));
                let Ok(text) = projection.select.get(database, text);
                sql.push_str(text);
            }
            Chosen::AtRunTime(ordinals) => sql.push_str(&selected(database, table, ordinals)),
        }
        for &ordinal in &self.more {
            sql.push_str(", ");
            database.quote(table.columns[ordinal].name, sql);
        }
    }

    /// Returns the columns of a row in memory.
    pub(crate) fn of_row(&self, row: &[Cell]) -> Vec<Cell> {
        self.ordinals().map(|ordinal| row[ordinal].clone()).collect()
    }
}

fn selected(database: Database, table: &Table, ordinals: &[usize]) -> String {
    let mut sql = String::from("SELECT ");
    for (number, &ordinal) in ordinals.iter().enumerate() {
        sql.push_str(if number == 0 { "" } else { ", " });
        database.quote(table.columns[ordinal].name, &mut sql);
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn names_are_the_same_only_as_a_whole() {
        assert!(is_same(b"name", b"name"));
        for other in ["nam", "names", "Name", "", "mane"] {
            assert!(!is_same(b"name", other.as_bytes()), "{other}");
        }
    }
}
