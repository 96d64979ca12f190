//! Programs that compile: every option of `#[fin(..)]` and its effect.

mod access;
mod backends;
mod columns;
mod defaults;
mod generated;
mod hooks;
mod keys;
mod lists;
mod lookalikes;
mod managed;
mod names;
mod parts;
mod relations;
mod rules;
mod tenancy;
mod types;

use fin_infra::Resource;
use fin_infra::schema::Column;

/// A column of a resource's table, by its name.
fn column<R: Resource>(name: &str) -> &'static Column {
    R::TABLE.columns.iter().find(|column| column.name == name).expect("a column of that name")
}

/// The names of a resource's columns.
fn columns<R: Resource>() -> Vec<&'static str> {
    R::TABLE.columns.iter().map(|column| column.name).collect()
}
