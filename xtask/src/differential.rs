//! `cargo xtask differential`: a long run of random operations.

use clap::Args;

use crate::{
    Outcome,
    servers::Servers,
    steps::{Steps, cargo},
};

/// Compare the databases with the memory store, using many random operations
///
/// Every run uses new seeds. A difference is printed with the command that reproduces it.
#[derive(Args)]
pub(crate) struct Options {
    /// How many seeds
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// How many steps each seed takes
    #[arg(long, default_value_t = 300)]
    steps: u64,
}

pub(crate) fn run(options: &Options) -> Outcome {
    eprintln!("== database servers");
    let servers = Servers::start()?;
    let mut command = cargo();
    command
        .args(["test", "--package", "fin-infra-tests", "--test", "differential", "--", "--nocapture"])
        .env("FIN_TEST_SEEDS", options.seeds.to_string())
        .env("FIN_TEST_STEPS", options.steps.to_string())
        .envs(servers.variables());
    let mut steps = Steps::default();
    steps.run(format!("{} seeds of {} steps", options.seeds, options.steps), &mut command);
    Ok(steps.finish())
}
