//! The README, from its top to its end.

use std::process::Command;

use crate::blocks::{block, repository};
use crate::package::Package;
use crate::served::{Served, on_any_port};

const README: &str = "README.md";

fn budgets() -> Package {
    Package::new("budgets", &block(README, "toml", "[dependencies]"))
}

#[test]
fn the_first_program_the_api_the_migrations_and_the_tests_run_as_printed() {
    let package = budgets();
    package.write("src/main.rs", &block(README, "rust", "#[tokio::main]"));
    package.run("cargo run");

    package.write("src/bin/api.rs", &on_any_port(&block(README, "rust,no_run", "http::serve")));
    let served = Served::of(package.command(package.build("api")), "http://");
    served.run(&package, &block(README, "sh", "localhost:8080"));
    drop(served);
    let line = "default-run = \"budgets\"";
    assert!(
        std::fs::read_to_string(repository().join(README))
            .unwrap()
            .contains(&format!("`{line}` below `[package]`"))
    );
    package.write_below_package(line);
    package.run("cargo run");

    // Without the library, the error explains what to do.
    let tool = block(README, "rs", "migrate::cli");
    package.write("src/bin/migrate.rs", &tool.replace("use budgets as _;\n", ""));
    let commands = block(README, "sh", "--autogenerate");
    let output = package.shell(&commands);
    let said = crate::package::said(&output);
    assert!(
        !output.status.success() && said.contains("src/lib.rs") && said.contains("use budgets as _;"),
        "{said}"
    );
    let upgrade = "export DATABASE_URL='sqlite://budgets.db?mode=rwc'\ncargo run --bin migrate -- upgrade";
    let output = package.shell(upgrade);
    let said = crate::package::said(&output);
    assert!(!output.status.success() && said.contains("no migrations in migrations/sqlite"), "{said}");

    package.write("src/lib.rs", &block(README, "rust", "pub struct Account"));
    package.write("src/bin/migrate.rs", &tool);
    let said = package.run(&commands);
    assert!(said.contains("applied 1") && said.contains("the database matches the structs"), "{said}");

    package.append("Cargo.toml", &block(README, "toml", "[dev-dependencies]"));
    package.write("tests/accounts.rs", &block(README, "rs", "testing::sqlite"));
    let said = package.run("env -u CARGO_TERM_QUIET cargo test");
    assert!(said.contains("another_tenant_does_not_find_an_account ... ok"), "{said}");
}

/// The commands for the repository itself are those that there are.
#[test]
fn the_repositorys_own_commands_exist() {
    let commands = block(README, "text", "cargo xtask");
    let printed: Vec<&str> = commands.lines().map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(
        printed,
        ["cargo run --example quickstart", "cargo run --example quickstart -- serve", "cargo xtask test"]
    );
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1", "--offline"])
        .current_dir(repository())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let targets = packages.iter().flat_map(|package| package["targets"].as_array().unwrap());
    let quickstart = targets.filter(|target| target["name"] == "quickstart").collect::<Vec<_>>();
    // Its own tests run its output and its server.
    assert_eq!(
        (quickstart.len(), &quickstart[0]["kind"][0], &quickstart[0]["test"]),
        (1, &"example".into(), &true.into())
    );
    let alias = std::fs::read_to_string(repository().join(".cargo/config.toml")).unwrap();
    assert!(alias.contains("xtask ="), "{alias}");
}

/// The crates that the README names beside its blocks have the versions that the repository is tested with.
#[test]
fn the_versions_of_other_crates_are_those_that_are_tested() {
    let text = std::fs::read_to_string(repository().join(README)).unwrap();
    let lock = std::fs::read_to_string(repository().join("Cargo.lock")).unwrap();
    let mut names = Vec::new();
    for (name, rest) in text.split('`').filter_map(|code| code.split_once(" = ")) {
        let version = rest.strip_prefix('"').or_else(|| rest.strip_prefix("{ version = \""));
        let Some((version, _)) = version.and_then(|version| version.split_once('"')) else { continue };
        if version.starts_with(|first: char| first.is_ascii_digit()) {
            let locked = format!("name = \"{name}\"\nversion = \"{version}.");
            assert!(lock.contains(&locked), "{name} {version} is not in Cargo.lock");
            names.push(name);
        }
    }
    assert!(["sqlx", "utoipa", "axum", "chrono"].iter().all(|name| names.contains(name)), "{names:?}");
}
