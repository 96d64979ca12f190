//! `cargo xtask differential`: a long run of the operations that chance makes up.

use clap::Args;

use crate::{
    Outcome,
    servers::Servers,
    steps::{Steps, cargo},
};

/// Hold the databases against the memory store, with many operations that chance makes up
///
/// Every run takes new seeds. What one of them finds is printed with the command that repeats it.
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
