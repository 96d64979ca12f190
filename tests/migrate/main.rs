//! The migration tool, run from the command line.

mod concurrent;
mod constraints;
mod currencies;
mod dependents;
mod failures;
mod files;
mod folding;
mod fresh;
#[path = "../openapi/installed.rs"]
mod installed;
mod interrupted;
mod journey;
mod locks;
mod locks_mysql;
mod long_journey;
mod long_names;
mod lost;
mod numbers;
mod plans;
mod pooled;
mod project;
#[path = "../openapi/python.rs"]
mod python;
mod refused;
mod retries;
mod status;
mod survival;
mod unmanaged;
mod untouched;
mod views;
mod waiting;
