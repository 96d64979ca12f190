//! The connections of a `Db`: what they are made with, how long anything waits for them, when they end, what happens to
//! statements that are out of date, and which causes have which kind of error on every store.

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
