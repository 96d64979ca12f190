//! Aggregates on every store: single behaviours, and sequences of random aggregates that are computed in Rust as well.

mod calendars;
mod chance;
mod entry;
mod groups;
mod measures;
mod oracle;
mod selections;
mod sums;
