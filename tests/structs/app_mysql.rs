//! The migration tool of a program with the structs that were read from a MySQL or MariaDB database.

use std::process::ExitCode;

mod structs {
    include!("golden/mysql.rs");
}

fn main() -> ExitCode {
    fin_infra::migrate::cli()
}
