//! Advisors and the wealth of their clients.
//!
//! The program is [`run`]. [`resources`] has the tables, and the list of them for the migration tool.

mod api;
mod auth;
mod cli;
mod commands;
mod database;
mod import;
mod output;
pub mod resources;
mod transfer;

pub use self::cli::run;
