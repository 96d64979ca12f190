//! Connections that cannot serve any more, statements that are out of date, and causes that have one kind of error on every
//! store.

mod altered;
mod codes;
mod ended;
mod full;
mod packets;
mod place;
mod read_only;
mod replaced_types;
mod slow;
mod unsent;
