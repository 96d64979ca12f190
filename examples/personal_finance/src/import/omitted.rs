//! The lines that were not imported, and why.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

/// The most lines of each kind that are kept. A file of their own has all refused lines.
const MAX_KEPT: usize = 100;

/// Why a line does not become a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Omission {
    /// It is wrong.
    Refused(String),
    /// It is right, but nothing was booked.
    Skipped(String),
}

impl From<String> for Omission {
    fn from(reason: String) -> Self {
        Self::Refused(reason)
    }
}

/// A line that was not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct OmittedLine {
    /// The number of the line in the file, from 1.
    pub(crate) line: u64,
    /// Why.
    pub(crate) reason: String,
}

/// How many lines there are of one kind, and the first of them.
#[derive(Debug, Default)]
pub(crate) struct Omitted {
    pub(crate) count: u64,
    pub(crate) first: Vec<OmittedLine>,
}

impl Omitted {
    fn add(&mut self, line: u64, reason: String) {
        self.count += 1;
        if self.first.len() < MAX_KEPT {
            self.first.push(OmittedLine { line, reason });
        }
    }
}

/// The lines that were refused and skipped.
pub(crate) struct Omissions {
    refused: Omitted,
    skipped: Omitted,
    file: Option<csv::Writer<File>>,
}

impl Omissions {
    /// Keeps the first lines, and writes all refused ones to a CSV file as well.
    pub(crate) fn new(refused: Option<&Path>) -> Result<Self> {
        let open = |path: &Path| {
            let mut file =
                csv::Writer::from_path(path).with_context(|| format!("cannot write {}", path.display()))?;
            file.write_record(["line", "reason"])?;
            anyhow::Ok(file)
        };
        Ok(Self {
            refused: Omitted::default(),
            skipped: Omitted::default(),
            file: refused.map(open).transpose()?,
        })
    }

    /// Adds a line.
    pub(crate) fn add(&mut self, line: u64, omission: Omission) -> Result<()> {
        match omission {
            Omission::Skipped(reason) => self.skipped.add(line, reason),
            Omission::Refused(reason) => {
                if let Some(file) = &mut self.file {
                    let record = [&line.to_string(), &reason];
                    file.write_record(record).context("cannot write the refused lines")?;
                }
                self.refused.add(line, reason);
            }
        }
        Ok(())
    }

    /// Returns the refused lines and the skipped ones.
    pub(crate) fn finish(mut self) -> Result<(Omitted, Omitted)> {
        if let Some(file) = &mut self.file {
            file.flush().context("cannot write the refused lines")?;
        }
        Ok((self.refused, self.skipped))
    }
}
