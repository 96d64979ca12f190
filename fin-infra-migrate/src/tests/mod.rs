//! Random pairs of schemas: upgrades give the wanted schema, downgrades the previous one, and rows survive.
//!
//! `FIN_TEST_PAIRS` sets the number on each database, `FIN_TEST_STOPS` the number of interrupted ones, and
//! `FIN_TEST_SEED` repeats one.

mod changes;
mod kinds;
mod locks;
mod pairs;
mod random;
mod rows;
mod stops;
