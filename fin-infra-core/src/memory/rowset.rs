//! The rows of one table, and an index of its unique values.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::column::Cell;
use crate::query::Rows;
use crate::table::{Table, Unique};
use crate::value::Scalar;

/// A row: its columns in table order, followed by the folded copies.
pub(crate) type Row = Arc<[Cell]>;

/// A primary key: the tenant (null if there is none) and the id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(pub(super) Scalar, pub(super) Scalar);

/// The rows of a table.
#[derive(Clone)]
pub(super) struct Rowset {
    pub(super) table: &'static Table,
    pub(super) rows: BTreeMap<Key, Row>,
    /// The row with each value of each unique constraint.
    pub(super) taken: BTreeMap<(usize, Vec<Scalar>), Key>,
}

impl Rowset {
    /// Inserts, replaces or removes the row of a key, and returns the previous row.
    pub(super) fn set(&mut self, key: &Key, row: Option<Row>) -> Option<Row> {
        let before = self.rows.remove(key);
        if let Some(before) = &before {
            for value in self.values(before) {
                self.taken.remove(&value);
            }
        }
        if let Some(row) = row {
            for value in self.values(&row) {
                self.taken.insert(value, key.clone());
            }
            self.rows.insert(key.clone(), row);
        }
        before
    }

    /// Returns the unique values of a live row, without those in which a column is null.
    pub(super) fn values(&self, row: &Row) -> Vec<(usize, Vec<Scalar>)> {
        let uniques = self.table.uniques.iter().enumerate().filter(|_| is_among(self.table, row, Rows::Live));
        uniques.filter_map(|(number, unique)| Some((number, self.table.key(unique, row)?))).collect()
    }

    /// Returns `true` if a row refers to a row of `parent`.
    pub(super) fn refers_to(&self, parent: &Table, key: &Key) -> bool {
        self.table.foreign_keys.iter().filter(|known| (known.parent)().name == parent.name).any(|known| {
            self.rows.iter().any(|(own, row)| parent_key(parent, own, &row[known.column].scalar) == *key)
        })
    }
}

impl Table {
    /// Returns the value of a row in a unique constraint, the tenant first; `None` if a column is null.
    pub(super) fn key(&self, unique: &'static Unique, row: &Row) -> Option<Vec<Scalar>> {
        let ordinals = self.tenant.into_iter().chain(self.key_ordinals(unique));
        let value: Vec<_> = ordinals.map(|ordinal| row[ordinal].scalar.clone()).collect();
        value.iter().all(|scalar| !scalar.is_null()).then_some(value)
    }
}

/// Returns the key of the row that an id refers to: of the same tenant, if the parent is tenant-scoped.
pub(super) fn parent_key(parent: &Table, from: &Key, id: &Scalar) -> Key {
    Key(parent.tenant.map_or(Scalar::Null, |_| from.0.clone()), id.clone())
}

/// Returns `true` if a row is one of the selected rows, by whether it is deleted.
pub(super) fn is_among(table: &Table, row: &Row, rows: Rows) -> bool {
    let live = table.deleted_at.is_none_or(|ordinal| row[ordinal].scalar.is_null());
    match rows {
        Rows::Live => live,
        Rows::Deleted => !live,
        Rows::All => true,
    }
}
