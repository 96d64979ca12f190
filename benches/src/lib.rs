//! The cost of a call compared with hand-written sqlx, as a ratio.
//!
//! `cargo bench -p fin-infra-benches` starts a private PostgreSQL, and runs the same operations through a repository
//! and through [hand-written functions](hand_written) on the same tables. Behind `--`, words choose among databases,
//! settings and operations: `-- postgres get list`; `-- compile` measures how long resources take to compile. On a
//! machine that does other work as well, repeat what looks odd.
//!
//! # Why no criterion and no divan
//!
//! What is promised is a ratio: at most so much more than hand-written code. Both of those harnesses measure one
//! function to its end and then the next. Minutes lie between the two, in which a processor changes its clock, a
//! table grows and a neighbour begins to compile: on the machines that this runs on, the same function measured twice
//! in that way differs by more than the five per cent that are to be shown. [`race`] measures both in turns of
//! a few milliseconds, so that whatever happens to one happens to the other, and gives the median of the rounds'
//! ratios, which neither a pause nor a slow minute moves. That takes a hundred lines; in exchange there are no plots
//! and no history.
//!
//! # Measurements
//!
//! One task on one thread, one call after the other: the strictest way, since nothing that is done beside the
//! database's work hides behind another core. SQLite has a thread of its own by its nature, and PostgreSQL a process.

pub mod budget;
pub mod command;
pub mod hand_written;
pub mod handle;
pub mod race;
pub mod report;
pub mod rest;
pub mod side;
