//! `cargo xtask citus`: the behaviours and an application that evolves, on a Citus cluster.

use std::env;

use clap::Args;
use fin_infra_test_servers::CITUS_URL_VARIABLE;

use crate::{
    Outcome,
    servers::Servers,
    steps::{Steps, cargo},
};

/// Run the behaviours with distributed tables, and an application that evolves, on a Citus cluster
///
/// `FIN_TEST_CITUS_URL` is a database on the coordinator of an existing cluster. Each test creates its own schema in
/// it, and drops it again.
#[derive(Args)]
pub(crate) struct Options {
    /// Only the behaviours whose names contain this text
    #[arg(default_value = "on_postgres")]
    behaviours: String,
    /// The number of tests that run at once
    #[arg(long, default_value_t = 4)]
    threads: usize,
}

pub(crate) fn run(options: &Options) -> Outcome {
    if env::var_os(CITUS_URL_VARIABLE).is_none_or(|url| url.is_empty()) {
        return Err(format!(
            "which cluster? Set {CITUS_URL_VARIABLE} to the URL of a database on its coordinator, in which schemas may be created: \
             postgres://me@host:5432/database"
        )
        .into());
    }
    // Features that distributed tables do not support, such as triggers, are tested on a separate PostgreSQL server.
    let servers = Servers::start()?;
    let mut steps = Steps::default();
    // Citus cannot move the rows of two tables into one group at once.
    for (title, test, filter, threads) in [
        ("behaviours", "behaviour", options.behaviours.as_str(), options.threads),
        ("an application that changes", "distribution", "evolving::", 1),
    ] {
        let threads = format!("--test-threads={threads}");
        let mut command = cargo();
        command
            .args(["test", "--package", "fin-infra-tests", "--test", test, filter, "--", &threads])
            .envs(servers.variables());
        steps.run(title, &mut command);
    }
    Ok(steps.finish())
}
