//! The chapters of the book that print commands, followed in one package.

use std::fs;

use crate::blocks::{block, blocks, chapters, repository};
use crate::package::{Package, said};
use crate::served::{Served, on_any_port};

const STEPS: &str = "docs/src/steps.md";

#[test]
fn the_steps_and_the_commands_of_the_chapters_run_as_printed() {
    let package = Package::new("finance", &block(STEPS, "toml", "fin-infra"));
    package.write("src/lib.rs", &block(STEPS, "rust", "pub struct Budget"));
    package.write("src/bin/migrate.rs", &block(STEPS, "rs", "migrate::cli"));
    package.write("src/main.rs", &on_any_port(&block(STEPS, "rs", "http::serve")));
    let said = package.run(&block(STEPS, "sh", "--autogenerate"));
    assert!(said.contains("applied 1") && said.contains("the database matches the structs"), "{said}");
    let served = Served::start(&package, &package.build("finance"));
    served.run(&package, &block(STEPS, "sh", "localhost:8080"));
    drop(served);

    let said = package.run(&block("docs/src/discovery.md", "sh", "history"));
    assert!(said.contains("add_budgets"), "{said}");
    let said = package.run(&block("docs/src/tenancy.md", "sh", "acme globex"));
    assert_eq!(said.matches("the database matches the structs").count(), 2, "{said}");
    package.run(&block("docs/src/testing.md", "sh", "ci.db"));

    let manifest = fs::read_to_string(package.folder.join("Cargo.toml")).unwrap();
    let further = format!("[dependencies]\n{}", block("docs/src/domains.md", "toml", "fin-infra-domains"));
    package.write("Cargo.toml", &manifest.replacen("[dependencies]\n", &further, 1));
    package.write("src/bin/goals.rs", &block("docs/src/domains.md", "rust", "FundingAccount"));
    package.run("cargo run --bin goals");

    // The tool of several crates, of which this package has one.
    let tool = block("docs/src/discovery.md", "rs", "use payments as _");
    let own: String =
        tool.lines().filter(|line| !line.contains("payments")).map(|line| format!("{line}\n")).collect();
    package.write("src/bin/migrate.rs", &own);
    let listed = package.shell("export DATABASE_URL='sqlite://finance.db'\ncargo run --bin migrate -- check");
    assert!(listed.status.success(), "{}", self::said(&listed));
}

/// Rustdoc compiles and runs the programs of the chapters that `tests/src/book.rs` names.
#[test]
fn rustdoc_gets_every_chapter_with_a_program() {
    let named = fs::read_to_string(repository().join("tests/src/book.rs")).unwrap();
    for chapter in chapters() {
        let is_named = named.contains(&format!("include_str!(\"../../{chapter}\")"));
        let has_programs =
            blocks(&chapter).iter().any(|block| block.language.split(',').next() == Some("rust"));
        assert_eq!(is_named, has_programs, "{chapter}");
        // Rustdoc takes a block without a language for Rust, and mdBook does not.
        assert!(blocks(&chapter).iter().all(|block| !block.language.is_empty()), "{chapter}");
    }
}
