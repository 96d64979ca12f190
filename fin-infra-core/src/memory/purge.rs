//! Permanently removing rows that are not referred to.

use super::rowset::Key;
use super::tables::Tables;
use crate::purged::PASSES;
use crate::table::Table;

impl Tables {
    /// Removes rows that no other rows refer to, and returns for each kept row the tables that refer to it.
    ///
    /// All rows are removed if they can be removed together. Otherwise, the rows that are not referred to are removed
    /// first, and then the rows that they referred to.
    pub(crate) fn remove_free(
        &mut self,
        table: &'static Table,
        mut keys: Vec<Key>,
    ) -> Vec<Vec<&'static str>> {
        if self.attempt(|tables| tables.remove(table, &keys)).is_ok() {
            return Vec::new();
        }
        for _ in 0..PASSES {
            let (free, rest): (Vec<_>, Vec<_>) =
                keys.into_iter().partition(|key| self.other_referrers(table, key).is_empty());
            keys = rest;
            if free.is_empty() {
                break;
            }
            for key in free {
                self.set(table, key, None);
            }
        }
        keys.iter().map(|key| self.other_referrers(table, key)).collect()
    }

    /// Returns the tables with other rows that refer to a row.
    fn other_referrers(&mut self, table: &'static Table, key: &Key) -> Vec<&'static str> {
        let row = self.rowset(table).set(key, None);
        let referrers = self.referrers(table, key).collect();
        self.rowset(table).set(key, row);
        referrers
    }
}
