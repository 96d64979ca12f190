//! Programs in Python, in an environment of their own under `target`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

const REQUIREMENTS: &str = include_str!("requirements.txt");

/// A program of the packages in `requirements.txt`, which are installed if they are not yet.
pub(crate) fn program(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
    fs::create_dir_all(&folder).unwrap();
    // Other tests, in this process or in another one, wait until the environment is whole.
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let (environment, installed) = (folder.join("environment"), folder.join("installed.txt"));
    if fs::read_to_string(&installed).ok().as_deref() != Some(REQUIREMENTS) {
        install(&environment);
        fs::write(installed, REQUIREMENTS).unwrap();
    }
    environment.join("bin").join(name)
}

fn install(environment: &Path) {
    let python = fin_infra_test_servers::python().unwrap();
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(environment));
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/requirements.txt");
    let pip = environment.join("bin/pip");
    run(Command::new(pip).args(["install", "--quiet", "--requirement"]).arg(requirements));
}

/// Runs a program that must succeed, and gives what it said.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{command:?}:\n{said}");
    said
}
