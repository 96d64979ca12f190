//! Every printed block is run by a test.

use crate::blocks::{Block, blocks, guides};

/// The blocks that a test here runs, or holds against what is answered: a guide, the language, and words of the block.
const RUN: &[(&str, &str, &str)] = &[
    ("README.md", "toml", "[dependencies]"),
    ("README.md", "text", "cargo xtask test"),
    ("README.md", "rust,no_run", "http::serve"),
    ("README.md", "sh", "localhost:8080"),
    ("README.md", "rs", "migrate::cli"),
    ("README.md", "sh", "--autogenerate"),
    ("README.md", "toml", "[dev-dependencies]"),
    ("README.md", "rs", "testing::sqlite"),
    ("fin-infra/docs/existing.md", "sql", "CREATE TABLE visits"),
    ("fin-infra/docs/existing.md", "text", "structs --output"),
    ("fin-infra/docs/existing.md", "text", "pub mod structs"),
    ("fin-infra/docs/existing.md", "text", "instead of (tenant_id, id)"),
    ("fin-infra/docs/existing.md", "text", "--from-database"),
    ("fin-infra-http/docs/rest.md", "toml", "fin-infra"),
    ("fin-infra-http/docs/rest.md", "no_run", "http::serve"),
    ("fin-infra-http/docs/rest.md", "sh", "localhost:8080"),
    ("fin-infra-http/docs/rest.md", "json", "next_cursor"),
    ("fin-infra-http/docs/rest.md", "json", "urn:fin-infra:problem:conflict"),
    ("fin-infra-migrate/docs/migrations.md", "no_run", "migrate::cli"),
    ("fin-infra-migrate/docs/migrations.md", "text", "cargo run --bin migrate -- check"),
    ("fin-infra-migrate/docs/migrations.md", "text", "rollover_enabled"),
    ("fin-infra-migrate/docs/migrations.md", "text", "budgets.code"),
    ("fin-infra-migrate/docs/migrations.md", "text", "ROW_NUMBER"),
    ("fin-infra-migrate/docs/migrations.md", "text", "renamed_from"),
    // The names of files, which `tests/migrate/files.rs` looks at.
    ("fin-infra-migrate/docs/migrations.md", "text", "_first_tables.up.sql"),
    // The lines of a plan, which `tests/migrate/locks.rs` looks at.
    ("fin-infra-migrate/docs/migrations.md", "text", "keeps writers out of deposits (5,000 rows)"),
    // What is said of a statement that failed, which `tests/migrate/refused.rs` looks at.
    ("fin-infra-migrate/docs/migrations.md", "text", "error: the upgrade stopped at"),
    // What a plan says of each file, which `tests/migrate/waiting.rs` looks at.
    ("fin-infra-migrate/docs/migrations.md", "text", "validate the existing rows"),
    // A role, which `tests/distribution/roles.rs` makes.
    ("fin-infra-migrate/docs/migrations.md", "text", "CREATE ROLE app"),
    // The files of a revision, which `tests/distribution` checks.
    ("fin-infra-migrate/docs/migrations.md", "text", "create_distributed_table"),
    // The chapters of the book, whose commands run in one package.
    ("docs/src/steps.md", "toml", "fin-infra"),
    ("docs/src/steps.md", "rs", "migrate::cli"),
    ("docs/src/steps.md", "sh", "--autogenerate"),
    ("docs/src/steps.md", "rs", "http::serve"),
    ("docs/src/steps.md", "sh", "localhost:8080"),
    ("docs/src/discovery.md", "rs", "use payments as _"),
    ("docs/src/discovery.md", "sh", "history"),
    ("docs/src/tenancy.md", "sh", "acme globex"),
    ("docs/src/testing.md", "sh", "ci.db"),
    ("docs/src/domains.md", "toml", "fin-infra-domains"),
    ("docs/src/testing.md", "toml", "[dev-dependencies]"),
    // Which `acceptance.rs` runs on PostgreSQL.
    ("docs/src/testing.md", "rust,no_run", "connect_as_application"),
    ("docs/src/testing.md", "rust,no_run", "fn app(db: Db)"),
    // Compiled by rustdoc; `tests/migrate/files.rs` runs sqlx's migrator on files of the tool.
    ("docs/src/leaving.md", "rust,no_run", "Migrator::new"),
];

/// The chapter whose blocks are error messages, which `troubleshooting.rs` compares with what is printed.
const MESSAGES: &str = "docs/src/troubleshooting.md";

/// Whether rustdoc compiles and runs it: as the documentation of a module, or of the README.
fn is_run_by_rustdoc(block: &Block) -> bool {
    let mut words = block.language.split(',');
    words.all(|word| matches!(word, "" | "rust" | "compile_fail" | "standalone_crate"))
}

#[test]
fn every_block_of_every_guide_is_run() {
    let mut unused: Vec<_> = RUN.iter().collect();
    for guide in guides().into_iter().filter(|guide| guide != MESSAGES) {
        for block in blocks(&guide).iter().filter(|block| !is_run_by_rustdoc(block)) {
            let before = unused.len();
            unused.retain(|(of, language, words)| {
                *of != guide || *language != block.language || !block.text.contains(words)
            });
            assert!(unused.len() < before, "{guide}:{}: nobody runs this:\n{}", block.line, block.text);
        }
    }
    assert!(unused.is_empty(), "these are printed no longer: {unused:?}");
}

/// Rustdoc makes one program of all others. Otherwise it compiles each alone, which takes three times as long.
#[test]
fn a_block_that_names_its_crate_is_a_crate() {
    for guide in guides() {
        for block in blocks(&guide).iter().filter(|block| is_run_by_rustdoc(block)) {
            let is_alone = block.language.ends_with("standalone_crate");
            assert!(is_alone || !block.text.contains("\"crate::"), "{guide}:{}", block.line);
        }
    }
}
