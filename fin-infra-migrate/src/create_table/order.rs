//! The order in which a table's indexes are made.

use super::super::dialect::Database;
use super::super::model::{Index, Table};

/// Indexes of a table, in the order in which they are to be made.
///
/// A row can break several unique constraints at once, and a database names the one that it looks at first. PostgreSQL
/// looks at the oldest first and SQLite at the youngest, while MySQL looks first at those without nullable columns. Made
/// in this order, all of them name the same one, and the memory store does, too.
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
