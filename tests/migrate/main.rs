//! The migration tool, run as a person runs it.

mod files;
mod journey;
mod long_names;
mod mishaps;
mod place;
mod survival;
mod untouched;
