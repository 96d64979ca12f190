//! The migration tool of a program with the structs that were read from a PostgreSQL database.

use std::process::ExitCode;

mod structs {
    include!("golden/postgres.rs");
}

fn main() -> ExitCode {
    fin_infra::migrate::cli()
}
