//! `scoped_sql!`: SQL of any shape, with the rows of one tenant, on each database.

mod currencies;
mod dynamic;
mod escape;
mod functions;
mod generator;
mod ledger;
mod lists;
mod names;
mod queries;
mod with;

// The check of the macro itself, for generated texts.
mod attr;
#[allow(dead_code, reason = "the macro uses all of it")]
#[path = "../../fin-infra-derive/src/scoped/mod.rs"]
mod scoped;
