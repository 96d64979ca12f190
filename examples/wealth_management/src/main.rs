//! See `wealth-management --help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    wealth_management::run().await
}
