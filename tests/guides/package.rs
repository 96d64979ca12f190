//! A package of a newcomer's own, beside a checkout of the repository.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::blocks::repository;

/// A package in an empty folder.
pub(crate) struct Package {
    pub(crate) folder: PathBuf,
    target: PathBuf,
    /// Packages are built one at a time: they share their dependencies.
    _lock: File,
}

impl Package {
    /// The package of `cargo new`, with the dependencies that a guide prints.
    pub(crate) fn new(name: &str, dependencies: &str) -> Self {
        let package = Self::in_no_folder(name);
        fs::create_dir(&package.folder).unwrap();
        let head = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n");
        package.write("Cargo.toml", &(head + dependencies));
        package.complete()
    }

    /// The package that a script makes in the folder that contains the checkout.
    pub(crate) fn copied(name: &str, script: &str) -> Self {
        let package = Self::in_no_folder(name);
        let mut bash = Command::new("bash");
        bash.args(["-euo", "pipefail", "-c", script]).current_dir(package.folder.parent().unwrap());
        let output = bash.output().unwrap();
        assert!(output.status.success(), "{script}\n{}", said(&output));
        package.complete()
    }

    /// Waits until no other package is built, and removes the folder.
    fn in_no_folder(name: &str) -> Self {
        let guides = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guides");
        fs::create_dir_all(&guides).unwrap();
        let lock = File::create(guides.join("lock")).unwrap();
        lock.lock().unwrap();
        let checkout = guides.join("fin-infra");
        if !checkout.exists() {
            std::os::unix::fs::symlink(repository(), &checkout).unwrap();
        }
        let folder = guides.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        Self { folder, target: guides.join("target"), _lock: lock }
    }

    fn complete(self) -> Self {
        let manifest = fs::read_to_string(self.folder.join("Cargo.toml")).unwrap();
        // The folder is inside of the repository's, whose package it is not: hence the empty workspace.
        self.write("Cargo.toml", &(manifest + "\n[workspace]\n"));
        fs::copy(repository().join("Cargo.lock"), self.folder.join("Cargo.lock")).unwrap();
        self
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let file = self.folder.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub(crate) fn append(&self, file: &str, text: &str) {
        let before = fs::read_to_string(self.folder.join(file)).unwrap();
        self.write(file, &format!("{before}\n{text}"));
    }

    /// Adds a line to the `[package]` section of the manifest.
    pub(crate) fn write_below_package(&self, line: &str) {
        let manifest = fs::read_to_string(self.folder.join("Cargo.toml")).unwrap();
        self.write("Cargo.toml", &manifest.replacen("[package]\n", &format!("[package]\n{line}\n"), 1));
    }

    /// A command in the package's folder.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_TERM_QUIET", "true");
        // It is compiled once and run once.
        command.env("CARGO_PROFILE_DEV_DEBUG", "none").env("NO_COLOR", "1").env_remove("DATABASE_URL");
        command
    }

    /// Runs a shell script as it is printed, which stops at the first command that fails.
    pub(crate) fn shell(&self, script: &str) -> Output {
        self.command("bash").args(["-euo", "pipefail", "-c", script]).output().unwrap()
    }

    /// Runs a shell script that has to succeed.
    pub(crate) fn run(&self, script: &str) -> String {
        let output = self.shell(script);
        let said = said(&output);
        assert!(output.status.success(), "{script}\n{said}");
        said
    }

    /// Builds a program and returns its path.
    pub(crate) fn build(&self, program: &str) -> PathBuf {
        self.run(&format!("cargo build --bin {program}"));
        self.build_path(program)
    }

    /// A page of the package's documentation, which `cargo doc` wrote.
    pub(crate) fn documentation(&self, page: &str) -> String {
        let name = self.folder.file_name().unwrap();
        fs::read_to_string(self.target.join("doc").join(name).join(page)).unwrap()
    }

    /// The path of a program that was built.
    pub(crate) fn build_path(&self, program: &str) -> PathBuf {
        self.target.join("debug").join(program)
    }
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
