//! A package in the target folder.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;

/// How a package is compiled, without what the compiler remembers of the last time.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    Check,
    Dev,
    Release,
}

/// A program of one file.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    folder: PathBuf,
    source: String,
}

impl Package {
    pub(crate) fn write(name: &'static str, dependencies: &str, source: &str) -> Outcome<Self> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the workspace has a folder")?;
        let crate_name = name.replace(' ', "-");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile").join(&crate_name);
        fs::create_dir_all(folder.join("src"))?;
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let package = format!(
            "[package]\nname = {crate_name:?}\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n"
        );
        fs::write(folder.join("Cargo.toml"), format!("{package}{dependencies}"))?;
        Ok(Self { name, folder, source: source.to_owned() })
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments).args(["--quiet", "--offline"]).current_dir(&self.folder);
        command.env("CARGO_TARGET_DIR", self.folder.with_file_name("target")).env("CARGO_INCREMENTAL", "0");
        command
    }

    /// Compiles what the program depends on.
    pub(crate) fn compile_dependencies(&self, profile: Profile) -> Outcome {
        self.compile_source("fn main() {}\n", profile).map(drop)
    }

    /// Compiles the program, and returns how long that took.
    pub(crate) fn compile(&self, profile: Profile) -> Outcome<Duration> {
        self.compile_source(&self.source, profile)
    }

    fn compile_source(&self, source: &str, profile: Profile) -> Outcome<Duration> {
        fs::write(self.folder.join("src/main.rs"), source)?;
        let arguments: &[&str] = match profile {
            Profile::Check => &["check"],
            Profile::Dev => &["build"],
            Profile::Release => &["build", "--release"],
        };
        let start = Instant::now();
        let status = self.cargo(arguments).status()?;
        if status.success() {
            Ok(start.elapsed())
        } else {
            Err(format!("{} does not compile", self.name).into())
        }
    }

    /// How many lines the compiler sees.
    pub(crate) fn expanded_lines(&self) -> Outcome<usize> {
        let mut command = self.cargo(&["rustc", "--profile", "check"]);
        // Only what is printed is unstable; the code is checked by the toolchain that is there.
        let command = command.args(["--", "-Zunpretty=expanded"]).env("RUSTC_BOOTSTRAP", "1");
        let output = command.stderr(Stdio::inherit()).output()?;
        Ok(output.stdout.iter().filter(|&&byte| byte == b'\n').count())
    }
}
