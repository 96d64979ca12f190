//! `cargo xtask schemathesis`: a long run of the requests that chance makes up.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use crate::{
    Outcome,
    steps::{Steps, cargo},
};

/// How many requests are made with one seed. With more of them, schemathesis gets slower and slower.
const ROUND: u64 = 5_000;

/// How many operations the API of the tests has.
const OPERATIONS: u64 = 24;

/// Hold the REST API against its OpenAPI document, with many requests that chance makes up
///
/// schemathesis makes them, and is installed if it is not there. Every run takes new seeds, one after the other, and prints
/// them.
#[derive(Args)]
pub(crate) struct Options {
    /// How many requests, about
    #[arg(long, default_value_t = 50_000)]
    requests: u64,
    /// Repeats a run, or a part of it that begins with this seed
    #[arg(long)]
    seed: Option<u64>,
    /// Further arguments for `schemathesis run`
    #[arg(last = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let first = options.seed.unwrap_or(now);
    let mut steps = Steps::default();
    for round in 0..options.requests.div_ceil(ROUND) {
        let seed = first + round;
        let mut command = cargo();
        command
            .args([
                "test",
                "--package",
                "fin-infra-tests",
                "--test",
                "openapi",
                "--",
                "--nocapture",
                "fuzzed::",
            ])
            .env("FIN_TEST_EXAMPLES", (options.requests.min(ROUND) / OPERATIONS).max(1).to_string())
            .env("FIN_TEST_SEED", seed.to_string())
            .env("FIN_TEST_ARGUMENTS", options.arguments.join(" "));
        steps.run(format!("seed {seed}"), &mut command);
    }
    Ok(steps.finish())
}
