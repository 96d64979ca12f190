//! Commits a transaction: applies the changes of the copy to the original.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rowset::Key;
use super::tables::{Change, Tables};
use crate::error::{Error, Result};

impl Tables {
    /// Applies the changes of a copy, unless their rows have changed since the copy was made.
    /// A serializable transaction has to be the only one that changed anything.
    pub(crate) fn merge(&mut self, copy: &Self, is_serializable: bool) -> Result<()> {
        if is_serializable && !copy.journal.is_empty() && self.revision != copy.revision {
            return Err(Error::unavailable("another transaction changed rows"));
        }
        let mut found: BTreeMap<(&str, &Key), &Change> = BTreeMap::new();
        for change in &copy.journal {
            found.entry((change.table.name, &change.key)).or_insert(change);
        }
        for (&(name, key), change) in &found {
            let now = self.rowsets.get(name).and_then(|rowset| rowset.rows.get(key));
            let same = match (now, &change.before) {
                (None, None) => true,
                (Some(now), Some(before)) => Arc::ptr_eq(now, before),
                _ => false,
            };
            if !same {
                return Err(Error::unavailable("another transaction changed the row"));
            }
        }
        // All old rows are removed before any new one is inserted, because a new row may need a unique value of an old
        // one, or refer to another new one.
        let (mut came, mut gone) = (Vec::new(), Vec::new());
        for Change { table, key, .. } in found.into_values() {
            self.set(table, key.clone(), None);
            match copy.row(table, key) {
                Some(row) => came.push((*table, key, row)),
                None => gone.push((*table, key)),
            }
        }
        for (table, key, row) in &came {
            self.check_unique(table, key, row)?;
            self.set(table, (*key).clone(), Some(row.clone()));
        }
        came.iter().try_for_each(|(table, key, row)| self.check_references(table, key, row))?;
        gone.into_iter().try_for_each(|(table, key)| self.check_is_free(table, key))
    }
}
