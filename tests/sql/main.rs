//! `scoped_sql!`: SQL of any shape, with the rows of one tenant, on each database.

mod ledger;
mod queries;
