//! The tables of the memory store: the same answers and errors as a database gives, without one.

mod evaluate;
mod merge;
mod parents;
mod purge;
mod rowset;
mod tables;
mod upsert;

pub(crate) use self::rowset::Row;
pub(crate) use self::tables::Tables;
