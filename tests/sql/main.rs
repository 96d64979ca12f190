//! `scoped_sql!`: SQL of any shape, with the rows of one tenant, on each database.

mod escape;
mod generator;
mod ledger;
mod queries;

// The check of the macro itself, for generated texts.
mod attr;
#[allow(dead_code, reason = "the macro uses all of it")]
#[path = "../../fin-infra-derive/src/scoped/mod.rs"]
mod scoped;
