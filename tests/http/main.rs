//! The REST API, as a client sees it, on every store.

mod bodies;
mod client;
mod ending;
mod exact_values;
mod guide;
mod headers;
mod hostile;
mod idempotency;
mod isolation;
mod operations;
mod own;
mod permissions;
mod queries;
mod references;
mod resources;
mod sentences;
mod served;
mod stopping;
mod sums;
mod traces;
mod types;
mod versions;
