//! A call that is dropped halfway leaves nothing behind: no open transaction, no lost connection, no partial change.
//!
//! A dropped future stops permanently at the point where it waits: a client disconnects, or a timeout fires. The tests
//! poll operations and transactions a random number of times and then drop them, thousands of them on a `Db` of two
//! connections, and check the database and the `Db` afterwards.

mod aftermath;
mod cut;
mod env;
mod points;
mod storm;
