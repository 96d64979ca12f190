//! References to rows that can be soft-deleted.

use super::{ForeignKey, Table};

/// A reference to a table with soft delete. The foreign key accepts a deleted row as the parent, so an operation that
/// stores the reference checks that the row is live.
#[derive(Clone, Copy)]
pub(crate) struct LiveReference {
    pub(crate) key: &'static ForeignKey,
    pub(crate) parent: &'static Table,
}

impl Table {
    /// Returns the references that must point to live rows, in the order of the columns.
    pub(crate) fn live_references(&self) -> impl Iterator<Item = LiveReference> + use<> {
        let references = self.foreign_keys.iter().map(|key| LiveReference { key, parent: (key.parent)() });
        references.filter(|reference| reference.parent.deleted_at.is_some())
    }
}
