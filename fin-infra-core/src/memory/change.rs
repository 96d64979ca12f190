//! Changes of rows.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::rowset::{Key, Row};
use super::tables::{Change, Tables, next_version};
use crate::column::Cell;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::predicate::{Adjustment, Assignment, Assignments, check_sums};
use crate::stored::StoredTable;
use crate::table::Table;
use crate::value::{Native, Scalar};

impl Tables {
    /// Assigns columns of a row, and returns the changed row.
    pub(crate) fn assign(
        &mut self,
        stored: &StoredTable<InMemory>,
        key: &Key,
        assignments: Assignments<InMemory>,
        now: DateTime<Utc>,
    ) -> Result<Row> {
        let table = stored.table;
        let unchanged = assignments.list.is_empty();
        let row = self.changed(table, key, |row| {
            for (assignment, cell) in assignments.list.into_iter().zip(assignments.arguments) {
                let ordinal = match assignment {
                    Assignment::Column(ordinal) => ordinal,
                    Assignment::Folded(ordinal) => table.folded_ordinal(ordinal),
                };
                row[ordinal] = cell;
            }
            if !unchanged {
                touch(table, row, now);
            }
        })?;
        self.put_checked(stored, row)
    }

    /// Adds amounts to columns of a row, and returns the adjusted row.
    pub(crate) fn adjust(
        &mut self,
        stored: &StoredTable<InMemory>,
        key: &Key,
        adjustments: &[Adjustment],
        now: DateTime<Utc>,
    ) -> Result<Row> {
        let table = stored.table;
        let row = self.row(table, key).ok_or_else(Error::not_found)?;
        if adjustments.is_empty() {
            return Ok(row);
        }
        check_sums(table, adjustments, |ordinal| row[ordinal].scalar.clone())?;
        let mut sums = Vec::new();
        for Adjustment { ordinal, addend, .. } in adjustments {
            let sum = addend.plus(&row[*ordinal].scalar).unwrap_or(Scalar::Null);
            stored.columns[*ordinal].add_scalar(sum, &mut sums)?;
        }
        let row = self.changed(table, key, |row| {
            for (Adjustment { ordinal, .. }, sum) in adjustments.iter().zip(sums) {
                row[*ordinal] = sum;
            }
            touch(table, row, now);
        })?;
        self.put_checked(stored, row)
    }

    /// Records a row, as if it had been changed: a transaction cannot be committed if the row was changed elsewhere.
    pub(crate) fn lock(&mut self, table: &'static Table, row: &Row) {
        let (key, before) = (Self::key_of(table, row), Some(row.clone()));
        self.journal.push(Change { table, key, before });
    }

    /// Deletes live rows, and returns how many there were.
    pub(crate) fn delete(&mut self, table: &'static Table, keys: &[Key], now: DateTime<Utc>) -> Result<u64> {
        match table.deleted_at {
            None => self.remove(table, keys)?,
            Some(ordinal) => keys.iter().try_for_each(|key| {
                let mark = |row: &mut [Cell]| {
                    row[ordinal] = Cell::new(now.scalar(), &now);
                    touch(table, row, now);
                };
                self.change(table, key, mark).map(drop)
            })?,
        }
        Ok(keys.len() as u64)
    }

    /// Restores a deleted row, and returns it.
    pub(crate) fn restore(&mut self, table: &'static Table, key: &Key, now: DateTime<Utc>) -> Result<Row> {
        self.change(table, key, |row| {
            if let Some(ordinal) = table.deleted_at {
                row[ordinal] = Cell::null();
            }
            touch(table, row, now);
        })
    }

    /// Permanently removes rows. Rows that are removed together may refer to each other.
    pub(crate) fn remove(&mut self, table: &'static Table, keys: &[Key]) -> Result<()> {
        for key in keys {
            self.set(table, key.clone(), None);
        }
        keys.iter().try_for_each(|key| self.check_is_free(table, key))
    }

    /// Replaces a row by a changed copy.
    fn change(&mut self, table: &'static Table, key: &Key, change: impl FnOnce(&mut [Cell])) -> Result<Row> {
        let row = self.changed(table, key, change)?;
        self.put(table, row.clone())?;
        Ok(row)
    }

    /// Returns a changed copy of a row.
    fn changed(&self, table: &Table, key: &Key, change: impl FnOnce(&mut [Cell])) -> Result<Row> {
        let row = self.row(table, key).ok_or_else(Error::not_found)?;
        let mut row: Row = row.iter().cloned().collect();
        if let Some(cells) = Arc::get_mut(&mut row) {
            change(cells);
        }
        Ok(row)
    }
}

/// Sets the time of the last change and the version of a changed row.
fn touch(table: &Table, row: &mut [Cell], now: DateTime<Utc>) {
    if let Some(ordinal) = table.updated_at {
        row[ordinal] = Cell::new(now.scalar(), &now);
    }
    if let Some(ordinal) = table.version {
        row[ordinal] = next_version(&row[ordinal]);
    }
}
