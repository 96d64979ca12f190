//! Budgets of many companies in one PostgreSQL: row-level security, sign-in, roles, a REST API and a web page.
//!
//! The program is [`run`]. [`resources`] has the tables, and the list of them for the migration tool.

mod access;
mod api;
mod cli;
mod commands;
mod database;
pub mod resources;
mod web;

pub use self::cli::run;
