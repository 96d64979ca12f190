//! The output of the tool.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

use super::super::failure::Failure;

const SUCCESS: Style = AnsiColor::Green.on_default();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const DIMMED: Style = Style::new().dimmed();

/// Prints a line to standard output, with colours on a terminal.
pub(super) fn line(text: impl AsRef<str>) {
    // A closed pipe is ignored.
    let _ = writeln!(anstream::stdout(), "{}", text.as_ref());
}

pub(super) fn success(text: impl AsRef<str>) {
    line(format!("{SUCCESS}{}{SUCCESS:#}", text.as_ref()));
}

pub(super) fn dimmed(text: impl AsRef<str>) {
    line(format!("{DIMMED}{}{DIMMED:#}", text.as_ref()));
}

/// Prints an error to standard error.
pub(super) fn error(failure: &Failure) {
    let _ = writeln!(anstream::stderr(), "{ERROR}error:{ERROR:#} {failure}");
}

/// Prints a text as it is, for another program or a file.
pub(super) fn text(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
