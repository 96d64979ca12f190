//! The migration tool: writes migrations from the structs of `resources`, and applies them.
//!
//! ```text
//! cargo run --bin wealth-management-migrate -- revision -m "what changes" --autogenerate --database mysql
//! ```

use std::process::ExitCode;

use fin_infra::migrate::Tool;
use wealth_management::resources;

fn main() -> ExitCode {
    Tool::new().resources(resources::all()).run()
}
