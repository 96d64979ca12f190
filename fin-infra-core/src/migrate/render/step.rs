//! A statement, and the one that undoes it.

use super::super::fact::{Fact, Need, Trace};

/// A statement and the one that undoes it. Where one of the two is missing, nothing has to be done that way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Step {
    pub(crate) up: Option<String>,
    pub(crate) down: Option<String>,
    pub(crate) trace: Trace,
    /// What rows have to have before it can be undone.
    pub(crate) need: Option<Need>,
}

impl Step {
    pub(super) fn new(up: String, down: String, done: Vec<Fact>, undone: Vec<Fact>) -> Self {
        let trace = Trace { done, undone, ..Trace::default() };
        Self { up: Some(up), down: Some(down), trace, need: None }
    }

    /// A statement that another one's way back undoes as well.
    pub(super) fn forward(up: String) -> Self {
        Self { up: Some(up), ..Self::default() }
    }

    pub(super) fn mirrored(self) -> Self {
        Self { up: self.down, down: self.up, trace: self.trace.mirrored(), need: self.need }
    }
}

/// The steps that undo steps.
pub(crate) fn mirrored(steps: Vec<Step>) -> Vec<Step> {
    steps.into_iter().rev().map(Step::mirrored).collect()
}
