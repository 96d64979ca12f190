//! What a resource's table looks like, as the derive describes it, and tables made from that.
//!
//! `schema::create_all(&db, &[schema::of::<Budget>(), schema::of::<Goal>()])` makes tables for tests and first steps
//! (feature `migrate`). The other items describe a table, for programs that generate something from it.

#[cfg(feature = "migrate")]
pub use crate::migrate::create::create_all;
#[cfg(feature = "migrate")]
pub use crate::migrate::definition::{Database, Definition, of};
#[cfg(feature = "migrate")]
pub use crate::migrate::effective::{Protection, RlsGap, Unprotected, rls_effective, rls_effective_of};
#[cfg(feature = "migrate")]
pub use crate::migrate::{Drift, verify, verify_of};
pub use crate::table::{
    Check, Column, Dialects, Distribution, ForeignKey, Index, IndexedRows, Limits, Literal, Table, Unique,
};
