//! What the calls of a transaction leave behind.

use crate::error::{Error, ErrorKind, Result};
use crate::timeout::NoAnswer;

/// What became of the calls so far.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// All ended.
    Open,
    /// One is under way, or was dropped half way or had no answer: then nobody knows what the connection is at.
    UnderWay,
    /// One failed in the store.
    Failed,
}

impl State {
    pub(super) fn check(self) -> Result<()> {
        match self {
            Self::Open => Ok(()),
            Self::UnderWay => Err(Error::unavailable(
                "a call in this transaction was dropped half way, or had no answer in time: it is undone",
            )),
            Self::Failed => Err(Error::database("an earlier call in this transaction failed: it is undone")),
        }
    }

    /// What a result leaves behind.
    pub(super) fn after<T>(result: &Result<T>) -> Self {
        let ends = |error: &Error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::StaleVersion => false,
            // A rule is held against a new row here, and against a changed one by the database.
            ErrorKind::Invalid => error.constraint().is_some() || error.is_from_connection(),
            _ => true,
        };
        match result {
            Err(error) if NoAnswer::is_behind(error) => Self::UnderWay,
            Err(error) if ends(error) => Self::Failed,
            _ => Self::Open,
        }
    }
}
