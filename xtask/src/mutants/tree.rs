//! A copy of the workspace that contains the mutants.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::wraps::WRAPS;
use crate::servers::Servers;
use crate::steps::cargo;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The outcome of a mutant.
pub(super) enum Fate {
    /// This test failed.
    Killed { by: String },
    /// No test failed.
    Survived,
}

/// The copy of the workspace.
pub(super) struct Tree {
    root: PathBuf,
}

impl Tree {
    /// Copies the files that git tracks, adds the mutants, and builds the tests.
    pub(super) fn build(servers: &Servers) -> Result<Self> {
        let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
        let tree = Self { root: original.join("target/mutants/tree") };
        let list = ["ls-files", "--cached", "--others", "--exclude-standard"];
        let listed = Command::new("git").args(list).current_dir(&original).output()?;
        for file in String::from_utf8(listed.stdout)?.lines().map(Path::new) {
            let path = original.join(file);
            if path.is_file() {
                tree.write(file, mutated(file, fs::read(path)?)?)?;
            }
        }
        tree.write(Path::new("fin-infra-core/src/mutant.rs"), include_str!("switch.rs").into())?;
        let built = tree.behaviours(servers).arg("--no-run").status()?;
        if built.success() { Ok(tree) } else { Err("the mutants do not compile".into()) }
    }

    /// Writes a file, unless it is unchanged: Cargo would build it again.
    fn write(&self, file: &Path, text: Vec<u8>) -> Result<()> {
        let path = self.root.join(file);
        if fs::read(&path).is_ok_and(|there| there == text) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, text)?)
    }

    fn behaviours(&self, servers: &Servers) -> Command {
        let mut command = cargo();
        command.args(["test", "--package", "fin-infra-tests", "--test", "behaviour", "--test", "sql"]);
        command.current_dir(&self.root);
        command.env("CARGO_TARGET_DIR", self.root.with_file_name("target")).envs(servers.variables());
        command
    }

    /// Runs the behaviours of a store with a mutant, until one of them fails.
    pub(super) fn test(&self, mutant: &str, store: &str, servers: &Servers) -> Result<Fate> {
        let mut command = self.behaviours(servers);
        command.args(["--", store]).env("FIN_MUTANT", mutant).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut tests = command.spawn()?;
        let mut passed = false;
        let mut killed_by = None;
        for line in tests.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()) {
            let line = line?;
            if let Some(name) = line.strip_suffix(" ... FAILED") {
                // Dropping the reader closes the pipe, so that the tests stop at the next line that they print.
                killed_by = Some(name.trim_start_matches("test ").to_owned());
                break;
            }
            passed |= line.starts_with("test result: ok");
        }
        let status = tests.wait()?;
        match killed_by {
            Some(by) => Ok(Fate::Killed { by }),
            None if passed && status.success() => Ok(Fate::Survived),
            None => Err(format!("{mutant}: the tests did not end").into()),
        }
    }
}

/// Returns a file of the copy: the core's functions are wrapped, and the module of the mutants is added to the core.
fn mutated(file: &Path, text: Vec<u8>) -> Result<Vec<u8>> {
    let Ok(inside) = file.strip_prefix("fin-infra-core/src") else { return Ok(text) };
    let mut text = String::from_utf8(text)?;
    for wrap in WRAPS.iter().filter(|wrap| Path::new(wrap.file) == inside) {
        text = wrap.apply(&text)?;
    }
    if inside == Path::new("lib.rs") {
        text.push_str("\nmod mutant;\n");
    }
    Ok(text.into_bytes())
}
