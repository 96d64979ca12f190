//! What the tool prints.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

use super::super::failure::Failure;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// A line on standard output; coloured on a terminal.
pub(super) fn line(text: impl AsRef<str>) {
    // Who closed the pipe does not want to read on.
    let _ = writeln!(anstream::stdout(), "{}", text.as_ref());
}

pub(super) fn good(text: impl AsRef<str>) {
    line(format!("{GOOD}{}{GOOD:#}", text.as_ref()));
}

pub(super) fn quiet(text: impl AsRef<str>) {
    line(format!("{QUIET}{}{QUIET:#}", text.as_ref()));
}

/// A sentence on standard error.
pub(super) fn failure(failure: &Failure) {
    let _ = writeln!(anstream::stderr(), "{BAD}error:{BAD:#} {failure}");
}
