//! The counters that number the rows of each tenant.

use super::rowset::{Key, Row};
use super::tables::Tables;
use crate::column::{Cell, InMemory};
use crate::error::{Error, Result};
use crate::stored::{AnyRow, StoredTable};
use crate::table::Numbering;
use crate::value::{Native, Scalar};

impl Tables {
    /// Takes the next `count` numbers of the tenant of a row, and returns the last of them.
    pub(crate) fn take_numbers(
        &mut self,
        stored: &StoredTable<InMemory>,
        numbering: &Numbering,
        row: &dyn AnyRow,
        count: i64,
    ) -> Result<i64> {
        let mut cells = Vec::new();
        stored.add_value(numbering.tenant, row, &mut cells)?;
        let tenant = cells.first().map_or(Scalar::Null, |cell| cell.scalar.clone());
        let key = Key(tenant.clone(), tenant.clone());
        let number = |row: &Row, ordinal: usize| i64::from_scalar(row[ordinal].scalar.clone());
        let taken = match self.row(numbering.counter, &key) {
            Some(counter) => number(&counter, 1),
            // The counter is new, but the rows may not be.
            None => {
                let rows = self.rows(stored.table).filter(|row| row[numbering.tenant].scalar == tenant);
                rows.filter_map(|row| number(row, numbering.column)).max()
            }
        };
        let last = taken.unwrap_or_default().max(0).checked_add(count);
        let last = last.ok_or_else(|| Error::database("the tenant has no further number"))?;
        cells.push(Cell::new(last.scalar(), &last));
        self.set(numbering.counter, key, Some(cells.into()));
        Ok(last)
    }
}
