//! The commands of this workspace: `cargo xtask --help`.

mod agents;
mod citus;
mod differential;
mod galera;
mod mutants;
mod schemathesis;
mod servers;
mod spread;
mod steps;
mod test;

use std::{error::Error, process::ExitCode};

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "The commands of this workspace")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Test(test::Options),
    Differential(differential::Options),
    Galera(galera::Options),
    Citus(citus::Options),
    Schemathesis(schemathesis::Options),
    Mutants(mutants::Options),
    /// Write AGENTS.md and llms.txt from the documentation
    Agents,
    /// Start the database servers and keep them until Ctrl-C, for running tests again and again
    Servers,
}

/// The result of a command: an exit code, or an error message.
type Outcome = Result<ExitCode, Box<dyn Error>>;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Test(options) => test::run(&options),
        Command::Differential(options) => differential::run(&options),
        Command::Galera(options) => galera::run(&options),
        Command::Citus(options) => citus::run(&options),
        Command::Schemathesis(options) => schemathesis::run(&options),
        Command::Mutants(options) => mutants::run(&options),
        Command::Agents => agents::write(),
        Command::Servers => servers::keep(),
    };
    result.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}
