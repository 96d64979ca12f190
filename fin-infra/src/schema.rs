//! The descriptions of resources' tables, and the creation of tables from them.
//!
//! `schema::create_all(&db, &[schema::of::<Budget>(), schema::of::<Goal>()])` creates tables for tests and first steps
//! (feature `schema`). The other items describe a table, for programs that generate something from it.

#[doc(inline)]
pub use fin_infra_core::schema::*;
#[cfg(feature = "schema")]
#[doc(inline)]
pub use fin_infra_migrate::{
    Drift, Protection, RlsGap, Unprotected, check, create_all, rls_effective, rls_effective_of, verify,
    verify_of,
};
