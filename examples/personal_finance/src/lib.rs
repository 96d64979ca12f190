//! One person's finances on the command line: accounts, budgets, goals and net worth in a SQLite file.
//!
//! The program is [`run`]. [`resources`] has the tables, and the list of them for the migration tool.

mod charts;
mod cli;
mod commands;
mod database;
mod import;
mod output;
mod report;
pub mod resources;
mod sample;

pub use self::cli::run;
