//! The built program on a PostgreSQL, as its users and operators meet it: it serves as a role that owns nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod access;
mod browser;
mod companies;
mod hostile;
mod input;
mod page;
mod plans;
mod support;
mod tokens;
