//! Advisors and the wealth of their clients.
//!
//! The program is [`run`]. [`resources`] has the tables, and the list of them for the migration tool.

mod api;
mod auth;
mod charts;
mod cli;
mod commands;
mod database;
mod import;
mod output;
mod report;
pub mod resources;
mod seed;
mod transfer;

pub use self::cli::run;
