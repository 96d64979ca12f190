//! The guide to migrations.

use crate::blocks::block;
use crate::package::Package;

const MIGRATIONS: &str = "fin-infra-migrate/docs/migrations.md";

/// A library that the guide calls `my_application`, with a struct that has further fields.
fn library(fields: &str) -> String {
    format!(
        "use fin_infra::prelude::*;\n\n#[derive(FinResource)]\n#[fin(tenant)]\npub struct Budget {{\n{fields}}}\n"
    )
}

#[test]
fn the_tool_and_its_commands_run_as_printed() {
    let dependencies = block("README.md", "toml", "[dependencies]");
    let package = Package::new("my_application", &dependencies);
    let tool = block(MIGRATIONS, "no_run", "migrate::cli").replace("# mod my_application {}\n", "");
    package.write("src/bin/migrate.rs", &tool);
    package.write("src/lib.rs", &library("    pub title: String,\n"));
    let run = |commands: &str| {
        package.run(&format!("export DATABASE_URL='sqlite://app.db?mode=rwc'\n{commands}"));
    };
    run(&block(MIGRATIONS, "text", "cargo run --bin migrate -- check"));

    // The fields that the guide adds, one step after another.
    let added = block(MIGRATIONS, "text", "rollover_enabled");
    let renamed = block(MIGRATIONS, "text", "renamed_from");
    let step = "cargo run --bin migrate -- revision -m step --autogenerate";
    let applied = "cargo run --bin migrate -- upgrade\ncargo run --bin migrate -- check";
    package.write("src/lib.rs", &library(&format!("    pub title: String,\n{added}")));
    run(&format!("{step}\n{applied}"));
    package.write("src/lib.rs", &library(&format!("{renamed}{added}")));
    run(&format!("{step}\n{applied}"));
    package.write("src/lib.rs", &library(&format!("{renamed}{added}    pub code: String,\n")));
    let fill = block(MIGRATIONS, "text", "budgets.code");
    run(&format!("cargo run --bin migrate -- {fill}\n{applied}"));
    let numbered = "    #[fin(number(per = \"tenant\"))]\n    pub number: i64,\n";
    package.write("src/lib.rs", &library(&format!("{renamed}{added}    pub code: String,\n{numbered}")));
    let fill = block(MIGRATIONS, "text", "ROW_NUMBER");
    run(&format!("cargo run --bin migrate -- {fill}\n{applied}"));
}
