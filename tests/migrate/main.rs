//! The migration tool, run as a person runs it.

mod along;
mod by_hand;
mod constraints;
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
mod mishaps;
mod patience;
mod plans;
mod pooled;
mod project;
#[path = "../openapi/python.rs"]
mod python;
mod refused;
mod standing;
mod survival;
mod together;
mod untouched;
mod views;
mod waiting;
