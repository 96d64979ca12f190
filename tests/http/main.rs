//! The REST API, as a client sees it, on every store.

mod client;
mod guide;
