//! The counters that number the rows of each tenant.

use super::rowset::{Key, Row};
use super::tables::Tables;
use crate::column::{Cell, InMemory};
use crate::error::{Error, Result};
use crate::stored::{AnyRow, StoredTable};
use crate::value::{Native, Scalar};

impl Tables {
    /// Takes the next `count` numbers of the tenant of a row, and returns the last of them.
    pub(crate) fn take_numbers(
        &mut self,
        stored: &StoredTable<InMemory>,
        row: &dyn AnyRow,
        count: i64,
    ) -> Result<i64> {
        let (Some(tenant), Some(numbering)) = (stored.table.tenant, &stored.table.numbering) else {
            return Err(Error::database("its rows have no numbers"));
        };
        let mut cells = Vec::new();
        stored.add_value(tenant, row, &mut cells)?;
        let of = cells.first().map_or(Scalar::Null, |cell| cell.scalar.clone());
        let key = Key(of.clone(), of.clone());
        let number = |row: &Row, ordinal: usize| i64::from_scalar(row[ordinal].scalar.clone());
        let taken = match self.row(numbering.counter, &key) {
            Some(counter) => number(&counter, 1),
            // The rows may be older than the counter.
            None => {
                let rows = self.rows(stored.table).filter(|row| row[tenant].scalar == of);
                rows.filter_map(|row| number(row, numbering.column)).max()
            }
        };
        let last = taken.unwrap_or_default() + count;
        cells.push(Cell::new(last.scalar(), &last));
        self.set(numbering.counter, key, Some(cells.into()));
        Ok(last)
    }
}
