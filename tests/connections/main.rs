//! The connections of a `Db`: their options, time limits and lifetimes, the handling of outdated statements, and the
//! kinds of errors, which are the same on every store.

mod age;
mod altered;
mod close;
mod codes;
mod ended;
mod env;
mod full;
mod hold_ups;
mod options;
mod packets;
mod private;
mod proxy;
mod read_only;
mod replaced_types;
mod slow;
mod stopped;
mod swallowed;
mod unsent;
mod urls;
