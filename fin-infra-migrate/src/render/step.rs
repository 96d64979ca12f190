//! A statement, and the one that undoes it.

use super::super::fact::{DownRequirement, Fact, Trace};

/// A statement and the one that undoes it. If one of them is missing, that direction needs none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Step {
    pub(crate) up: Option<String>,
    pub(crate) down: Option<String>,
    pub(crate) trace: Trace,
    /// The values that rows need before it can be undone.
    pub(crate) need: Option<DownRequirement>,
    /// The table and the column that it fills, in either direction.
    pub(crate) fills: Option<(String, String)>,
}

impl Step {
    pub(super) fn new(up: String, down: String, done: Vec<Fact>, undone: Vec<Fact>) -> Self {
        let trace = Trace { done, undone, ..Trace::default() };
        Self { up: Some(up), down: Some(down), trace, ..Self::default() }
    }

    /// A statement that fills a column, and that another step undoes.
    pub(super) fn fill(up: String, table: &str, column: &str) -> Self {
        Self { up: Some(up), fills: Some((table.to_owned(), column.to_owned())), ..Self::default() }
    }

    pub(crate) fn mirrored(self) -> Self {
        Self { up: self.down, down: self.up, trace: self.trace.mirrored(), ..self }
    }
}

/// The steps that undo steps.
pub(super) fn mirrored(steps: Vec<Step>) -> Vec<Step> {
    steps.into_iter().rev().map(Step::mirrored).collect()
}
