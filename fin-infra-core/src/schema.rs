//! What a resource's table looks like, as the derive describes it.

pub use crate::definition::{Database, Definition, of};
pub use crate::table::{
    Check, Column, Dialects, Distribution, ForeignKey, Index, IndexedRows, Limits, Literal, Table, Unique,
};
