//! The REST API, as a client sees it, on every store.

mod adjustments;
mod aggregates;
mod bodies;
mod client;
mod custom_routes;
mod ending;
mod exact_values;
mod guide;
mod headers;
mod hostile;
mod idempotency;
mod included;
mod isolation;
mod messages;
mod numbers;
mod operations;
mod permissions;
mod queries;
mod references;
mod resources;
mod served;
mod stopping;
mod sums;
mod traces;
mod types;
mod versions;
