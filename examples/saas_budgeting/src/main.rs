//! See `saas-budgeting --help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    saas_budgeting::run().await
}
