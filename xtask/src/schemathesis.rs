//! `cargo xtask schemathesis`: a long run of the requests that chance makes up.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use crate::{
    Outcome,
    steps::{Steps, cargo},
};

/// How many operations the API of the tests has.
const OPERATIONS: u64 = 24;

/// Hold the REST API against its OpenAPI document, with many requests that chance makes up
///
/// schemathesis makes them, and is installed if it is not there. Every run takes a new seed, which it prints.
#[derive(Args)]
pub(crate) struct Options {
    /// How many requests, at least
    #[arg(long, default_value_t = 50_000)]
    requests: u64,
    /// Repeats a run
    #[arg(long)]
    seed: Option<u64>,
    /// Further arguments for `schemathesis run`
    #[arg(last = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    // Of three that are asked for, two are made: the others are like those before.
    let examples = (options.requests * 3).div_ceil(OPERATIONS * 2);
    let mut command = cargo();
    command
        .args(["test", "--package", "fin-infra-tests", "--test", "openapi", "--", "--nocapture", "fuzzed::"])
        .env("FIN_TEST_EXAMPLES", examples.to_string())
        .env("FIN_TEST_SEED", options.seed.unwrap_or(now).to_string())
        .env("FIN_TEST_ARGUMENTS", options.arguments.join(" "));
    let mut steps = Steps::default();
    steps.run(format!("{} requests", options.requests), &mut command);
    Ok(steps.finish())
}
