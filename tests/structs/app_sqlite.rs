//! The migration tool of a program with the structs that were read from a SQLite database.

use std::process::ExitCode;

mod structs {
    include!("golden/sqlite.rs");
}

fn main() -> ExitCode {
    fin_infra::migrate::cli()
}
