//! The built program, with a database of its own.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The day that counts as today.
pub(crate) const TODAY: &str = "2026-11-28";

/// A folder with a database.
pub(crate) struct Program {
    pub(crate) folder: PathBuf,
}

impl Program {
    /// An empty folder, whose name is that of the test.
    pub(crate) fn in_folder(test: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    /// A database with one account, `Main`.
    pub(crate) fn with_account(test: &str, currency: &str) -> Self {
        let program = Self::in_folder(test);
        program.run(&["init"]);
        program.run(&["add", "account", "Main", "--currency", currency]);
        program
    }

    /// A database with the sample data.
    pub(crate) fn with_sample(test: &str) -> Self {
        let program = Self::in_folder(test);
        program.run(&["init", "--sample"]);
        program
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_personal-finance"));
        command.args(["--today", TODAY]).args(arguments).current_dir(&self.folder);
        command.env_remove("PERSONAL_FINANCE_DB");
        command
    }

    /// Runs a command, whatever it returns.
    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that has to succeed, and returns what it prints.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that has to fail, and returns its error.
    pub(crate) fn fail(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(!output.status.success(), "{arguments:?} succeeded");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Runs a command with `--json`.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let text = self.run(&[arguments, &["--json"]].concat());
        serde_json::from_str(&text).unwrap()
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.folder.join(name), text).unwrap();
    }

    /// Reads a file of the folder.
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(name)).unwrap()
    }

    /// Imports a text into `Main`.
    pub(crate) fn import(&self, text: &str) -> Value {
        self.write("bank.csv", text);
        self.json(&["import", "bank.csv", "--account", "Main"])
    }

    /// The transactions, the latest first, as lines.
    pub(crate) fn transactions(&self) -> Vec<String> {
        let rows = self.json(&["list", "transactions", "--page-size", "1000"]);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let line = |row: &Value| {
            let amount = &row["amount"];
            let parts = [&row["booked_on"], &amount["amount"], &amount["currency"], &row["payee"]].map(text);
            parts.join(" ").trim_end().to_owned()
        };
        rows.as_array().unwrap().iter().map(line).collect()
    }
}

/// The path of a file of a bank.
pub(crate) fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Imports a file of a bank into an account in a currency.
pub(crate) fn imported(test: &str, currency: &str) -> (Program, Value) {
    let program = Program::with_account(test, currency);
    let outcome = program.json(&["import", &fixture(&format!("{test}.csv")), "--account", "Main"]);
    (program, outcome)
}

/// How many lines were added, known and refused.
pub(crate) fn counts(outcome: &Value) -> [u64; 3] {
    ["added", "known", "refused"].map(|name| outcome[name].as_u64().unwrap())
}

/// The lines that were refused, with the reasons.
pub(crate) fn refusals(outcome: &Value) -> Vec<(u64, &str)> {
    lines(&outcome["refusals"])
}

/// The lines that were skipped, with the reasons.
pub(crate) fn skips(outcome: &Value) -> Vec<(u64, &str)> {
    assert_eq!(outcome["skipped"].as_u64().unwrap(), outcome["skips"].as_array().unwrap().len() as u64);
    lines(&outcome["skips"])
}

fn lines(lines: &Value) -> Vec<(u64, &str)> {
    let lines = lines.as_array().unwrap().iter();
    lines.map(|line| (line["line"].as_u64().unwrap(), line["reason"].as_str().unwrap())).collect()
}
