//! The lines that were not imported, and why.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

/// The most refused lines that are kept. A file of their own has all of them.
const MAX_KEPT: usize = 100;

/// A line that was not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Refusal {
    /// The number of the line in the file, from 1.
    pub(crate) line: u64,
    /// Why.
    pub(crate) reason: String,
}

/// The report of refused lines.
pub(crate) struct Refusals {
    count: u64,
    first: Vec<Refusal>,
    file: Option<csv::Writer<File>>,
}

impl Refusals {
    /// A report that is also written to a CSV file.
    pub(crate) fn new(file: Option<&Path>) -> Result<Self> {
        let open = |path: &Path| {
            let mut file =
                csv::Writer::from_path(path).with_context(|| format!("cannot write {}", path.display()))?;
            file.write_record(["line", "reason"])?;
            anyhow::Ok(file)
        };
        Ok(Self { count: 0, first: Vec::new(), file: file.map(open).transpose()? })
    }

    /// Adds a line.
    pub(crate) fn add(&mut self, line: u64, reason: String) -> Result<()> {
        self.count += 1;
        if let Some(file) = &mut self.file {
            file.write_record([&line.to_string(), &reason]).context("cannot write the refused lines")?;
        }
        if self.first.len() < MAX_KEPT {
            self.first.push(Refusal { line, reason });
        }
        Ok(())
    }

    /// Ends the report. Returns how many lines were refused, and the first of them.
    pub(crate) fn finish(mut self) -> Result<(u64, Vec<Refusal>)> {
        if let Some(file) = &mut self.file {
            file.flush().context("cannot write the refused lines")?;
        }
        Ok((self.count, self.first))
    }
}
