//! Row-level security on a real PostgreSQL, as a role that may read and write and nothing else.
//!
//! The repository's own predicates would hide another tenant's rows without it, so that they cannot be what makes a test
//! pass: each case is tried with SQL that has no predicate as well.

mod currencies;
#[path = "../cancellation/cut.rs"]
mod cut;
mod definitions;
mod dropped;
mod effective;
mod env;
mod nested;
mod operators;
mod pooled;
mod projections;
mod raw;
mod related;
mod repositories;
mod scoped_sql;
mod sessions;
mod transactions;
mod views;
