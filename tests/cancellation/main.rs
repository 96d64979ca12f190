//! What is dropped half way leaves nothing behind: no open transaction, no lost connection, no half of anything.
//!
//! A future stops for good wherever it waits when it is dropped: a client goes away, a timeout strikes. The tests poll
//! operations and transactions a random number of times and drop them then, thousands of them on a `Db` of two
//! connections, and look at the database and at the `Db` afterwards.

mod aftermath;
mod cut;
mod env;
mod points;
mod storm;
