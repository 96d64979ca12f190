//! Random pairs of schemas: what is applied is what was wanted, what is undone is what was before, and rows survive.
//!
//! `FIN_TEST_PAIRS` says how many on each database, `FIN_TEST_STOPS` how many are stopped anywhere, and `FIN_TEST_SEED` repeats
//! one.

mod changes;
mod kinds;
mod locks;
mod pairs;
mod random;
mod rows;
mod stops;
