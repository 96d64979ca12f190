//! The migration tool: writes migrations from the structs of `resources`, and applies them.
//!
//! ```text
//! cargo run --bin personal-finance-migrate -- revision -m "what changes" --autogenerate --database sqlite
//! ```

use std::process::ExitCode;

use fin_infra::migrate::Tool;
use personal_finance::resources;

fn main() -> ExitCode {
    Tool::new().resources(resources::all()).run()
}
