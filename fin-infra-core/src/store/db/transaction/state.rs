//! The state of a transaction after its calls.

use crate::error::{Aftermath, Error, ErrorKind, Result};
use crate::timeout::NoAnswer;

/// The outcome of the calls so far.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// All calls completed.
    Open,
    /// A call is in progress, was dropped halfway, or received no response: the state of the connection is unknown.
    UnderWay,
    /// A call failed in the store. What it did since a savepoint can be undone.
    Failed,
    /// The connection failed: the transaction can only be rolled back.
    Ended,
    /// The database aborted it in favour of another transaction: it can be repeated.
    Aborted,
    /// Its statements, or the types in them, have to be prepared again: it can be repeated once.
    Stale,
}

impl State {
    pub(super) fn check(self) -> Result<()> {
        match self {
            Self::Open => Ok(()),
            Self::UnderWay => Err(Error::unavailable(
                "a call in this transaction was dropped halfway, or had no answer in time: the transaction is rolled \
                 back",
            )),
            Self::Failed | Self::Ended | Self::Aborted | Self::Stale => Err(Error::database(
                "an earlier call in this transaction failed: the transaction is rolled back",
            )),
        }
    }

    /// Returns an error if nothing can be undone on the connection.
    pub(super) fn check_undo(self) -> Result<()> {
        if self == Self::Failed { Ok(()) } else { self.check() }
    }

    /// Returns the state after a call with this result.
    pub(super) fn after<T>(result: &Result<T>) -> Self {
        let ends = |error: &Error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::StaleVersion => false,
            // The rules are checked here for a new row, and by the database for a changed one.
            ErrorKind::Invalid => error.constraint().is_some() || error.is_from_connection(),
            _ => true,
        };
        match result {
            Err(error) if NoAnswer::is_cause_of(error) => Self::UnderWay,
            Err(error) if error.is_retryable() => Self::Aborted,
            Err(error) if error.aftermath().is_stale() => Self::Stale,
            Err(error) if ends(error) && error.aftermath() > Aftermath::Intact => Self::Ended,
            Err(error) if ends(error) => Self::Failed,
            _ => Self::Open,
        }
    }
}
