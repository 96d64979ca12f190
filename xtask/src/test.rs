//! `cargo xtask test`: every check that must pass before a change is merged.

use std::error::Error;

use clap::Args;

use crate::{
    Outcome,
    servers::Servers,
    steps::{Steps, cargo},
};

/// Run every test on every database, then clippy, rustfmt, rustdoc and the packages
///
/// The database servers are private and temporary. Missing tools are installed if that needs no password. To use
/// servers that are already running, set `FIN_TEST_POSTGRES_URL` and `FIN_TEST_MYSQL_URL`.
#[derive(Args)]
pub(crate) struct Options {
    /// Leave out clippy, rustfmt, rustdoc and the packages
    #[arg(long)]
    tests_only: bool,
    /// Arguments for `cargo test`
    #[arg(last = true)]
    cargo_arguments: Vec<String>,
}

/// The crates that are published.
const PUBLISHED: [&str; 7] = [
    "fin-infra-derive",
    "fin-infra-core",
    "fin-infra-migrate",
    "fin-infra-http",
    "fin-infra-testing",
    "fin-infra",
    "fin-infra-domains",
];

pub(crate) fn run(options: &Options) -> Outcome {
    let mut steps = Steps::default();
    test(&mut steps, &options.cargo_arguments)?;
    if !options.tests_only {
        check(&mut steps);
    }
    Ok(steps.finish())
}

fn test(steps: &mut Steps, arguments: &[String]) -> Result<(), Box<dyn Error>> {
    eprintln!("== database servers");
    let servers = Servers::start()?;
    let mut command = cargo();
    command
        .args(["test", "--workspace", "--all-features", "--no-fail-fast"])
        .args(arguments)
        .envs(servers.variables());
    steps.run("tests", &mut command);
    Ok(())
}

fn check(steps: &mut Steps) {
    let clippy = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    steps.run_component("clippy", "clippy", cargo().args(clippy));
    // What only one database waits for is in functions of all of them.
    for features in
        ["sqlite,migrate,http", "postgres,migrate,http", "mysql,migrate,http", "sqlite", "sqlite,schema"]
    {
        let mut one_database = cargo();
        one_database.args([
            "clippy",
            "--package",
            "fin-infra",
            "--no-default-features",
            "--features",
            features,
        ]);
        steps.run_component(
            "clippy",
            format!("clippy with {features}"),
            one_database.args(["--", "-D", "warnings", "-A", "clippy::unused_async"]),
        );
    }
    steps.run_component("fmt", "formatting", cargo().args(["fmt", "--check"]));
    let documentation = ["doc", "--no-deps", "--workspace", "--all-features"];
    steps.run("documentation", cargo().args(documentation).env("RUSTDOCFLAGS", "-D warnings"));
    // Builds each package from the files that it will contain, as a program that depends on it does.
    let package = ["package", "--offline", "--allow-dirty", "--quiet"];
    let published = PUBLISHED.iter().flat_map(|name| ["--package", name]);
    steps.run("packages", cargo().args(package).args(published));
}
