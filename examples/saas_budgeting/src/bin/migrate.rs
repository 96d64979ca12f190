//! The migration tool: writes migrations from the structs of `resources`, and applies them.
//!
//! ```text
//! cargo run --bin saas-budgeting-migrate -- revision -m "what changes" --autogenerate --database postgres
//! ```

use std::process::ExitCode;

use fin_infra::migrate::Tool;
use saas_budgeting::resources;

fn main() -> ExitCode {
    Tool::new().resources(resources::all()).run()
}
