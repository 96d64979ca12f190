//! What a request costs beside hand-written axum and sqlx: `cargo bench -p fin-infra-benches --bench rest`.
//!
//! Both servers are in this process, on the threads of one runtime, behind sockets of their own. The clients have a
//! thread to themselves. As with the calls, both sides are measured in turns, so that whatever else the machine does
//! happens to both.

pub mod budgets;
pub mod by_hand;
pub mod client;
pub mod growth;
pub mod race;
pub mod report;
pub mod request;
pub mod server;
