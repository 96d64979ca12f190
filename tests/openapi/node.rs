//! Programs for Node.js, in a folder of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::installed::{folder, run};

const PACKAGES: &str = include_str!("clients/package.json");

/// The folder that has the packages of `package.json`.
pub(crate) fn packages() -> PathBuf {
    folder("node", PACKAGES, install)
}

/// A program of one of the packages.
pub(crate) fn program(name: &str) -> Command {
    let mut program = Command::new(packages().join("node_modules/.bin").join(name));
    // Neither says anything to those who made it.
    program.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    program
}

/// Node.js itself.
pub(crate) fn node() -> Command {
    Command::new(fin_infra_test_servers::node().unwrap())
}

fn install(folder: &Path) {
    // That it is there, and new enough.
    node();
    std::fs::write(folder.join("package.json"), PACKAGES).unwrap();
    let mut npm = Command::new("npm");
    run(npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder));
}
