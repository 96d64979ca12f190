//! What a client has, and what changed for all clients of an advisor.

mod client;
mod overview;
mod terminal;

pub(crate) use self::client::{ClientReport, Part};
pub(crate) use self::overview::Overview;
