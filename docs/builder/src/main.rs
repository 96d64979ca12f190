//! `cargo run -p fin-infra-book` builds the guide, and prints where it is.

use std::process::ExitCode;

fn main() -> ExitCode {
    match fin_infra_book::build(None) {
        Ok(folder) => {
            println!("{}", folder.join("index.html").display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: the guide was not built: {error:#}");
            ExitCode::FAILURE
        }
    }
}
