//! Relations as data, for the REST API.

use super::{ToMany, ToOne};
use crate::resource::Resource;
use crate::table::Table;

/// A relation without its types.
#[derive(Clone, Copy, Debug)]
pub struct Relation {
    /// The name of its function: `deposits` of `Goal::deposits()`.
    pub name: &'static str,
    /// The table of the related rows.
    pub table: &'static Table,
    /// The column that refers to the other rows.
    pub reference: ReferringColumn,
}

/// The ordinal of a column that refers to other rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferringColumn {
    /// The rows themselves refer to the related ones.
    OfRow(usize),
    /// The related rows refer to the rows.
    OfRelated(usize),
}

impl<P: Resource, C: Resource> ToMany<P, C> {
    /// For generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn described(&self) -> Relation {
        Relation {
            name: self.name,
            table: C::TABLE,
            reference: ReferringColumn::OfRelated(self.reference.column),
        }
    }
}

impl<C: Resource, P: Resource, K> ToOne<C, P, K> {
    /// For generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn described(&self, name: &'static str) -> Relation {
        Relation { name, table: P::TABLE, reference: ReferringColumn::OfRow(self.column) }
    }
}
