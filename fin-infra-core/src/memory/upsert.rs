//! Upserts: inserting a row, or updating the row with the same unique value.

use super::rowset::Row;
use super::tables::{Tables, cells, next_version};
use crate::column::InMemory;
use crate::error::Result;
use crate::resource::StoredIn;

impl Tables {
    /// Inserts a normalized row, or updates the one with the same unique value.
    pub(crate) fn upsert<R: StoredIn<InMemory>>(&mut self, row: &R::Read, unique: usize) -> Result<R::Read> {
        let new = cells::<R>(row)?;
        let Some(old) = self.holder::<R>(&new, unique) else {
            self.insert::<R>(row)?;
            return Ok(row.clone());
        };
        // A folded copy is kept if its column is.
        let columns: Vec<_> =
            (0..R::TABLE.columns.len()).chain(R::TABLE.folded().map(|(ordinal, _)| ordinal)).collect();
        let kept = |ordinal: usize| {
            let column = columns[ordinal];
            R::TABLE.columns[column].fixed || R::TABLE.uniques[unique].columns.contains(&column)
        };
        let merged = (0..new.len()).map(|ordinal| match R::TABLE.version {
            Some(version) if version == ordinal => next_version(&old[ordinal]),
            _ if kept(ordinal) => old[ordinal].clone(),
            _ => new[ordinal].clone(),
        });
        let merged: Row = merged.collect();
        // The kept values may violate a rule together with the new ones.
        self.put_checked::<R>(merged)
    }

    /// Returns the live row with the same unique value as a row.
    pub(super) fn holder<R: StoredIn<InMemory>>(&self, row: &Row, unique: usize) -> Option<Row> {
        let value = R::TABLE.key(&R::TABLE.uniques[unique], row)?;
        let key = self.tables.get(R::TABLE.name)?.taken.get(&(unique, value))?;
        self.row(R::TABLE, key)
    }
}
