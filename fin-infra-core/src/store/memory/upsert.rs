//! A row that comes, or takes the place of the one that has its unique value.

use super::rowset::Row;
use super::tables::{Tables, cells, next_version};
use crate::error::Result;
use crate::resource::StoredIn;
use crate::store::Memory;

impl Tables {
    /// Inserts a settled row, or changes the one that has its unique value.
    pub(crate) fn upsert<R: StoredIn<Memory>>(&mut self, row: &R::Read, unique: usize) -> Result<R::Read> {
        let new = cells::<R>(row)?;
        let Some(old) = self.holder::<R>(&new, unique) else {
            self.insert::<R>(row)?;
            return Ok(row.clone());
        };
        // A folded copy is kept with its column.
        let columns: Vec<_> =
            (0..R::TABLE.columns.len()).chain(R::TABLE.folded().map(|(place, _)| place)).collect();
        let kept = |place: usize| {
            let column = columns[place];
            R::TABLE.columns[column].fixed || R::TABLE.uniques[unique].columns.contains(&column)
        };
        let merged = (0..new.len()).map(|place| match R::TABLE.version {
            Some(version) if version == place => next_version(&old[place]),
            _ if kept(place) => old[place].clone(),
            _ => new[place].clone(),
        });
        let merged: Row = merged.collect();
        // What the row keeps may break a rule with what is new.
        self.put_checked::<R>(merged)
    }

    /// The live row that has a row's unique value.
    pub(super) fn holder<R: StoredIn<Memory>>(&self, row: &Row, unique: usize) -> Option<Row> {
        let value = R::TABLE.key(&R::TABLE.uniques[unique], row)?;
        let key = self.tables.get(R::TABLE.name)?.taken.get(&(unique, value))?;
        self.row(R::TABLE, key)
    }
}
