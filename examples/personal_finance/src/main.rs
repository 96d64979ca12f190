//! See `personal-finance --help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    personal_finance::run().await
}
