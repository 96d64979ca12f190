//! Whether the rows that a row refers to are live, as `operation/parents.rs` asks a database.

use super::rowset::{Key, Row, is_among, parent_key};
use super::tables::{Tables, cells, key};
use crate::column::Scalar;
use crate::error::Result;
use crate::query::{Assignment, Assignments, Rows};
use crate::resource::StoredIn;
use crate::schema::LiveReference;
use crate::store::Memory;
use crate::store::refusal::dangling_key;
use crate::tenant::Scope;

impl Tables {
    /// Refuses rows of which one refers to a row that is deleted, or not there. The rows themselves count as live.
    pub(crate) fn check_parents<R: StoredIn<Memory>>(&self, rows: &[R::Read]) -> Result<()> {
        if R::TABLE.live_references().next().is_none() {
            return Ok(());
        }
        let rows = rows.iter().map(cells::<R>).collect::<Result<Vec<Row>>>()?;
        let own: Vec<Key> = rows.iter().map(|row| Self::key_of(R::TABLE, row)).collect();
        for reference in R::TABLE.live_references() {
            for (row, from) in rows.iter().zip(&own) {
                let id = &row[reference.key.column].scalar;
                let is_own =
                    reference.parent.name == R::TABLE.name && own.contains(&parent_key(R::TABLE, from, id));
                if !is_own {
                    self.check_parent::<R>(reference, from, id)?;
                }
            }
        }
        Ok(())
    }

    /// Refuses an update that lets a row refer to one that is deleted, or not there.
    pub(crate) fn check_new_parents<R: StoredIn<Memory>>(
        &self,
        scope: &Scope<R>,
        id: &R::Id,
        assignments: &Assignments<Memory>,
    ) -> Result<()> {
        let from = key::<R>(scope, id)?;
        for reference in R::TABLE.live_references() {
            for (assignment, cell) in assignments.list.iter().zip(&assignments.arguments) {
                if matches!(assignment, Assignment::Column(place) if *place == reference.key.column) {
                    self.check_parent::<R>(reference, &from, &cell.scalar)?;
                }
            }
        }
        Ok(())
    }

    fn check_parent<R: StoredIn<Memory>>(
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
