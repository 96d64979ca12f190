//! Upserts: inserting a row, or updating the row with the same unique value.

use super::rowset::Row;
use super::tables::{Tables, cells, next_version};
use crate::column::InMemory;
use crate::error::Result;
use crate::stored::{AnyRow, StoredTable};
use crate::table::Table;

impl Tables {
    /// Inserts a normalized row, or updates the one with the same unique value. Returns the stored row if it is not the
    /// input.
    pub(crate) fn upsert(
        &mut self,
        stored: &StoredTable<InMemory>,
        row: &dyn AnyRow,
        unique: usize,
    ) -> Result<Option<Row>> {
        let table = stored.table;
        let new = cells(stored, row)?;
        let Some(old) = self.holder(table, &new, unique) else {
            return self.insert(stored, row).map(|()| None);
        };
        // A folded copy is kept if its column is.
        let columns: Vec<_> =
            (0..table.columns.len()).chain(table.folded().map(|(ordinal, _)| ordinal)).collect();
        let kept = |ordinal: usize| {
            let column = columns[ordinal];
            table.columns[column].fixed || table.uniques[unique].columns.contains(&column)
        };
        let merged = (0..new.len()).map(|ordinal| match table.version {
            Some(version) if version == ordinal => next_version(&old[ordinal]),
            _ if kept(ordinal) => old[ordinal].clone(),
            _ => new[ordinal].clone(),
        });
        let merged: Row = merged.collect();
        // The kept values may violate a rule together with the new ones.
        self.put_checked(stored, merged).map(Some)
    }

    /// Returns the live row with the same unique value as a row.
    pub(super) fn holder(&self, table: &'static Table, row: &Row, unique: usize) -> Option<Row> {
        let value = table.key(&table.uniques[unique], row)?;
        let key = self.rowsets.get(table.name)?.taken.get(&(unique, value))?;
        self.row(table, key)
    }
}
