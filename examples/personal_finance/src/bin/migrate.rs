//! The migration tool: writes migrations from the structs of `resources`, and applies them.
//!
//! ```text
//! cargo run --bin personal-finance-migrate -- revision -m "what changes" --autogenerate --database sqlite
//! ```

use std::process::ExitCode;

use personal_finance as _;

fn main() -> ExitCode {
    fin_infra::migrate::cli()
}
