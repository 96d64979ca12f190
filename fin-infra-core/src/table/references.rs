//! References to rows that can be deleted softly.

use super::{ForeignKey, Table};

/// A reference to a table whose rows are deleted softly. A foreign key takes a deleted row for one that is there, so
/// whoever stores the reference asks whether the row is live.
#[derive(Clone, Copy)]
pub(crate) struct LiveReference {
    pub(crate) key: &'static ForeignKey,
    pub(crate) parent: &'static Table,
}

impl Table {
    /// The references that have to lead to live rows, in the order of the columns.
    pub(crate) fn live_references(&self) -> impl Iterator<Item = LiveReference> + use<> {
        let references = self.foreign_keys.iter().map(|key| LiveReference { key, parent: (key.parent)() });
        references.filter(|reference| reference.parent.deleted_at.is_some())
    }
}
