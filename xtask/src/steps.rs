//! A series of commands. Each one runs, even if an earlier one failed.

use std::{
    env,
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

/// The results of the steps so far, in order.
#[derive(Default)]
pub(crate) struct Steps {
    reports: Vec<Report>,
}

struct Report {
    title: String,
    verdict: Verdict,
    took: Duration,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed,
    Skipped,
}

impl Steps {
    /// Prints the title of a command and runs it.
    pub(crate) fn run(&mut self, title: impl Into<String>, command: &mut Command) {
        let title = title.into();
        eprintln!("\n== {title}");
        let start = Instant::now();
        let verdict = match command.status() {
            Ok(status) if status.success() => Verdict::Passed,
            Ok(_) => Verdict::Failed,
            Err(error) => {
                eprintln!("It could not be started: {error}");
                Verdict::Failed
            }
        };
        self.reports.push(Report { title, verdict, took: start.elapsed() });
    }

    /// Like `run`, for an optional component of the toolchain. On a CI machine, it must be installed.
    pub(crate) fn run_component(&mut self, component: &str, title: impl Into<String>, command: &mut Command) {
        if has_component(component) {
            return self.run(title, command);
        }
        let title = title.into();
        let verdict = if env::var_os("CI").is_some() { Verdict::Failed } else { Verdict::Skipped };
        eprintln!(
            "\n== {title}\ncargo {component} is not installed (rustup component add {})",
            package(component)
        );
        self.reports.push(Report { title, verdict, took: Duration::ZERO });
    }

    /// Prints all results, with the minutes and seconds that each took. The exit code is a failure if any step failed.
    pub(crate) fn finish(self) -> ExitCode {
        eprintln!();
        for Report { title, verdict, took } in &self.reports {
            let word = match verdict {
                Verdict::Passed => "passed ",
                Verdict::Failed => "FAILED ",
                Verdict::Skipped => "skipped",
            };
            let (minutes, seconds) = (took.as_secs() / 60, took.as_secs() % 60);
            eprintln!("{word}  {minutes:2}:{seconds:02}  {title}");
        }
        let failed = self.reports.iter().any(|report| report.verdict == Verdict::Failed);
        if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

/// The `cargo` that runs this program.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn has_component(component: &str) -> bool {
    let mut command = cargo();
    command.args([component, "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn package(component: &str) -> &str {
    match component {
        "fmt" => "rustfmt",
        other => other,
    }
}
