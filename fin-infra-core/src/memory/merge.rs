//! The end of a transaction: what was done in a copy is done in the original.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rowset::Key;
use super::tables::{Change, Tables};
use crate::error::{Error, Result};

impl Tables {
    /// Does here what was done in a copy, if the rows are still as the copy found them.
    pub(crate) fn merge(&mut self, copy: &Self) -> Result<()> {
        let mut found: BTreeMap<(&str, &Key), &Change> = BTreeMap::new();
        for change in &copy.journal {
            found.entry((change.table.name, &change.key)).or_insert(change);
        }
        for (&(name, key), change) in &found {
            let now = self.tables.get(name).and_then(|rowset| rowset.rows.get(key));
            let same = match (now, &change.before) {
                (None, None) => true,
                (Some(now), Some(before)) => Arc::ptr_eq(now, before),
                _ => false,
            };
            if !same {
                return Err(Error::unavailable("the row was changed"));
            }
        }
        // All of them go before one comes: each may need the place of another, or another to be there.
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
