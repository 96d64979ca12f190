//! The cost of a request, compared with hand-written axum and sqlx: `cargo bench -p fin-infra-benches --bench rest`.
//!
//! Both servers run in this process, on the threads of one runtime, with separate sockets. The clients have their own thread.
//! Both sides are measured in turns, so that other load on the machine affects both.

pub mod budgets;
pub mod by_hand;
pub mod client;
pub mod growth;
pub mod race;
pub mod report;
pub mod request;
pub mod server;
