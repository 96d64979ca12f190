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
    /// Whether its dependencies are those of this workspace, which are at hand.
    is_locked: bool,
}

impl Package {
    /// Writes a package whose dependencies have the versions of this workspace.
    pub(crate) fn write(name: &'static str, dependencies: &str, source: &str) -> Outcome<Self> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the workspace has a folder")?;
        let package = Self::write_unlocked(name, dependencies, source)?;
        fs::copy(workspace.join("Cargo.lock"), package.folder.join("Cargo.lock"))?;
        Ok(Self { is_locked: true, ..package })
    }

    /// Writes a package whose dependencies are resolved when it is compiled for the first time.
    pub(crate) fn write_unlocked(name: &'static str, dependencies: &str, source: &str) -> Outcome<Self> {
        let crate_name = name.replace(' ', "-");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile").join(&crate_name);
        fs::create_dir_all(folder.join("src"))?;
        let package = format!(
            "[package]\nname = {crate_name:?}\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n"
        );
        fs::write(folder.join("Cargo.toml"), format!("{package}{dependencies}"))?;
        Ok(Self { name, folder, source: source.to_owned(), is_locked: false })
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_NET_OFFLINE", self.is_locked.to_string());
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
            Profile::Check => &["check", "--quiet"],
            Profile::Dev => &["build", "--quiet"],
            Profile::Release => &["build", "--quiet", "--release"],
        };
        let start = Instant::now();
        let status = self.cargo(arguments).status()?;
        if status.success() {
            Ok(start.elapsed())
        } else {
            Err(format!("{} does not compile", self.name).into())
        }
    }

    /// Compiles the program for development after one resource has changed, and returns how long that took.
    pub(crate) fn compile_again(&self) -> Outcome<Duration> {
        let build = || -> Outcome<Duration> {
            let start = Instant::now();
            let status = self.cargo(&["build", "--quiet"]).env("CARGO_INCREMENTAL", "1").status()?;
            if status.success() { Ok(start.elapsed()) } else { Err("it does not compile".into()) }
        };
        fs::write(self.folder.join("src/main.rs"), &self.source)?;
        build()?;
        fs::write(self.folder.join("src/main.rs"), self.source.replacen("a name", "the name", 1))?;
        build()
    }

    /// The size of the program's release build, in bytes.
    pub(crate) fn size(&self) -> Outcome<u64> {
        let program = self.folder.file_name().ok_or("the package has a folder")?;
        Ok(fs::metadata(self.folder.with_file_name("target").join("release").join(program))?.len())
    }

    /// Prints the functions with the most lines of LLVM's language in a release build.
    pub(crate) fn print_functions(&self) -> Outcome {
        fs::write(self.folder.join("src/main.rs"), &self.source)?;
        let output = self.cargo(&["llvm-lines", "--release"]).stderr(Stdio::null()).output()?;
        if !output.status.success() {
            return Err(
                "`cargo llvm-lines` does not run: install it by `cargo install cargo-llvm-lines`".into()
            );
        }
        for line in String::from_utf8_lossy(&output.stdout).lines().take(20) {
            println!("{line}");
        }
        Ok(())
    }

    /// How many lines the compiler sees.
    pub(crate) fn expanded_lines(&self) -> Outcome<usize> {
        let mut command = self.cargo(&["rustc", "--quiet", "--profile", "check"]);
        // Only what is printed is unstable; the code is checked by the toolchain that is there.
        let command = command.args(["--", "-Zunpretty=expanded"]).env("RUSTC_BOOTSTRAP", "1");
        let output = command.stderr(Stdio::inherit()).output()?;
        Ok(output.stdout.iter().filter(|&&byte| byte == b'\n').count())
    }
}
