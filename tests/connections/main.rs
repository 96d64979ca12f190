//! The connections of a `Db`: what they are made with, how long anything waits for them, and when they end.

mod age;
mod close;
mod hold_ups;
mod options;
mod place;
mod proxy;
mod stopped;
mod swallowed;
mod urls;
