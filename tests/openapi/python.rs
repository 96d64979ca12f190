//! Programs in Python, in an environment of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::installed::{folder, run};

const REQUIREMENTS: &str = include_str!("requirements.txt");

/// A program of the packages in `requirements.txt`.
pub(crate) fn program(name: &str) -> PathBuf {
    folder("python", REQUIREMENTS, install).join("environment/bin").join(name)
}

fn install(folder: &Path) {
    let environment = folder.join("environment");
    let python = fin_infra_test_servers::python().unwrap();
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&environment));
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/requirements.txt");
    let pip = environment.join("bin/pip");
    run(Command::new(pip).args(["install", "--quiet", "--requirement"]).arg(requirements));
}
