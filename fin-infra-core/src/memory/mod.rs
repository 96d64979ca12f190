//! The tables of the memory store, which returns the same results and errors as a database.

mod aggregate;
mod change;
mod evaluate;
mod merge;
mod number;
mod parents;
mod purge;
mod rowset;
mod tables;
mod upsert;

pub(crate) use self::aggregate::Grouping;
pub(crate) use self::rowset::Row;
pub(crate) use self::tables::Tables;
