//! tmp
pub mod budget;
