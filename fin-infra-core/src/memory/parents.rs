//! Checks that the rows that a row refers to are live, like `operation/parents.rs` on a database.

use super::rowset::{Key, Row, is_among, parent_key};
use super::tables::{Tables, cells};
use crate::column::Cell;
use crate::column::InMemory;
use crate::error::Result;
use crate::predicate::{Assignment, Assignments};
use crate::query::Rows;
use crate::resource::StoredIn;
use crate::table::LiveReference;
use crate::value::Scalar;
use crate::violation::dangling_key;

impl Tables {
    /// Returns an error if any row refers to a row that is deleted or does not exist. The rows themselves count as
    /// live.
    pub(crate) fn check_parents<R: StoredIn<InMemory>>(&self, rows: &[R::Read]) -> Result<()> {
        if R::TABLE.live_references().next().is_none() {
            return Ok(());
        }
        let rows = rows.iter().map(cells::<R>).collect::<Result<Vec<Row>>>()?;
        self.check_parents_of::<R>(&rows, None)
    }

    /// Like [`check_parents`](Self::check_parents), for a row that may replace the row with the same unique value, and
    /// may keep the parents of that row.
    pub(crate) fn check_parents_of_upsert<R: StoredIn<InMemory>>(
        &self,
        row: &R::Read,
        unique: usize,
    ) -> Result<()> {
        let row = cells::<R>(row)?;
        let holder = self.holder::<R>(&row, unique);
        self.check_parents_of::<R>(&[row], holder.as_ref())
    }

    fn check_parents_of<R: StoredIn<InMemory>>(&self, rows: &[Row], before: Option<&Row>) -> Result<()> {
        let own: Vec<Key> = rows.iter().map(|row| Self::key_of(R::TABLE, row)).collect();
        for reference in R::TABLE.live_references() {
            let column = reference.key.column;
            for (row, from) in rows.iter().zip(&own) {
                let id = &row[column].scalar;
                let is_own =
                    reference.parent.name == R::TABLE.name && own.contains(&parent_key(R::TABLE, from, id));
                let is_kept = before.is_some_and(|before| before[column].scalar == *id);
                if !is_own && !is_kept {
                    self.check_parent::<R>(reference, from, id)?;
                }
            }
        }
        Ok(())
    }

    /// Returns an error for an update that sets a reference to a row that is deleted or does not exist.
    pub(crate) fn check_new_parents<R: StoredIn<InMemory>>(
        &self,
        key: &Key,
        assignments: &Assignments<InMemory>,
    ) -> Result<()> {
        let before = self.row(R::TABLE, key);
        for reference in R::TABLE.live_references() {
            let column = reference.key.column;
            let is_new =
                |cell: &Cell| before.as_ref().is_none_or(|before| before[column].scalar != cell.scalar);
            for (assignment, cell) in assignments.list.iter().zip(&assignments.arguments) {
                if matches!(assignment, Assignment::Column(ordinal) if *ordinal == column) && is_new(cell) {
                    self.check_parent::<R>(reference, key, &cell.scalar)?;
                }
            }
        }
        Ok(())
    }

    fn check_parent<R: StoredIn<InMemory>>(
        &self,
        reference: LiveReference,
        from: &Key,
        id: &Scalar,
    ) -> Result<()> {
        let parent = self.row(reference.parent, &parent_key(reference.parent, from, id));
        match parent.is_some_and(|row| is_among(reference.parent, &row, Rows::Live)) || id.is_null() {
            true => Ok(()),
            false => Err(dangling_key(R::TABLE, reference.key)),
        }
    }
}
