//! The order in which a table's indexes are created.

use super::super::dialect::Database;
use super::super::model::{Index, Table};

/// Sorts indexes into the order in which they are created.
///
/// A row can violate several unique constraints at once, and a database reports the one that it checks first. PostgreSQL
/// checks the oldest first, SQLite the youngest, and MySQL those without nullable columns. Created in this order, all of
/// them report the same one, as does the in-memory store.
pub(crate) fn in_order<'a>(
    table: &Table,
    indexes: impl IntoIterator<Item = (&'a String, &'a Index)>,
    database: Database,
) -> Vec<(&'a String, &'a Index)> {
    let mut indexes: Vec<_> = indexes.into_iter().collect();
    let is_nullable = |name: &String| {
        table.column(name).is_some_and(|column| column.nullable && column.generated.is_none())
    };
    indexes.sort_by_key(|(name, index)| (index.columns.iter().any(is_nullable), *name));
    if database == Database::Sqlite {
        indexes.reverse();
    }
    indexes
}
