//! What tests install under `target`, each in a folder of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder in which `wanted` is installed; if something else is, or nothing, it is installed first.
pub(crate) fn folder(name: &str, wanted: &str, install: impl FnOnce(&Path)) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    // Other tests, in this process or in another one, wait until all of it is there.
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let installed = folder.join("installed.txt");
    if fs::read_to_string(&installed).ok().as_deref() != Some(wanted) {
        install(&folder);
        fs::write(installed, wanted).unwrap();
    }
    folder
}

/// Runs a program that must succeed, and gives what it said.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{command:?}:\n{said}");
    said
}
