//! Checks that the rows that a row refers to are live, like `operation/parents.rs` on a database.

use super::rowset::{Key, Row, is_among, parent_key};
use super::tables::{Tables, cells};
use crate::column::Cell;
use crate::column::InMemory;
use crate::error::Result;
use crate::predicate::{Assignment, Assignments};
use crate::query::Rows;
use crate::stored::{AnyRow, StoredTable};
use crate::table::{LiveReference, Table};
use crate::tenant::ErasedScope;
use crate::value::Scalar;
use crate::violation::dangling_key;

impl Tables {
    /// Returns an error if any row refers to a row that is deleted or does not exist. The rows themselves count as
    /// live.
    pub(crate) fn check_parents(&self, stored: &StoredTable<InMemory>, rows: &[&dyn AnyRow]) -> Result<()> {
        if stored.table.live_references().next().is_none() {
            return Ok(());
        }
        let rows = rows.iter().map(|row| cells(stored, *row)).collect::<Result<Vec<Row>>>()?;
        self.check_parents_of(stored.table, &rows, None)
    }

    /// Like [`check_parents`](Self::check_parents), for a row that may replace the row with the same unique value, and
    /// may keep the parents of that row.
    pub(crate) fn check_parents_of_upsert(
        &self,
        stored: &StoredTable<InMemory>,
        row: &dyn AnyRow,
        unique: usize,
    ) -> Result<()> {
        let row = cells(stored, row)?;
        let holder = self.holder(stored.table, &row, unique);
        self.check_parents_of(stored.table, &[row], holder.as_ref())
    }

    fn check_parents_of(&self, table: &'static Table, rows: &[Row], before: Option<&Row>) -> Result<()> {
        let own: Vec<Key> = rows.iter().map(|row| Self::key_of(table, row)).collect();
        for reference in table.live_references() {
            let column = reference.key.column;
            for (row, from) in rows.iter().zip(&own) {
                let id = &row[column].scalar;
                let is_own =
                    reference.parent.name == table.name && own.contains(&parent_key(table, from, id));
                let is_kept = before.is_some_and(|before| before[column].scalar == *id);
                if !is_own && !is_kept {
                    self.check_parent(table, reference, from, id)?;
                }
            }
        }
        Ok(())
    }

    /// Returns an error for an update that sets a reference to a row that is deleted or does not exist.
    pub(crate) fn check_new_parents(
        &self,
        table: &'static Table,
        key: &Key,
        assignments: &Assignments<InMemory>,
    ) -> Result<()> {
        let before = self.row(table, key);
        for reference in table.live_references() {
            let column = reference.key.column;
            let is_new =
                |cell: &Cell| before.as_ref().is_none_or(|before| before[column].scalar != cell.scalar);
            for (assignment, cell) in assignments.list.iter().zip(&assignments.arguments) {
                if matches!(assignment, Assignment::Column(ordinal) if *ordinal == column) && is_new(cell) {
                    self.check_parent(table, reference, key, &cell.scalar)?;
                }
            }
        }
        Ok(())
    }

    /// Returns an error for a change of many rows that sets a reference to a row that is deleted or does not exist.
    pub(crate) fn check_assigned_parents(
        &self,
        scope: ErasedScope<'_, InMemory>,
        assignments: &Assignments<InMemory>,
    ) -> Result<()> {
        let mut tenant = Vec::new();
        scope.add_tenant(&mut tenant)?;
        let tenant = tenant.pop().map_or(Scalar::Null, |cell| cell.scalar);
        self.check_new_parents(scope.stored.table, &Key(tenant, Scalar::Null), assignments)
    }

    fn check_parent(
        &self,
        table: &'static Table,
        reference: LiveReference,
        from: &Key,
        id: &Scalar,
    ) -> Result<()> {
        let parent = self.row(reference.parent, &parent_key(reference.parent, from, id));
        match parent.is_some_and(|row| is_among(reference.parent, &row, Rows::Live)) || id.is_null() {
            true => Ok(()),
            false => Err(dangling_key(table, reference.key)),
        }
    }
}
