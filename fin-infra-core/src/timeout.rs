//! The time limits of everything that waits for a database.
//!
//! A server that hangs, or a network that drops packets, cannot be distinguished from a busy server: no response
//! arrives. Each request to a database therefore has its own time limit.

use std::fmt;
use std::io;
use std::time::Duration;

use crate::error::Error;

tokio::task_local! {
    /// The time limit for each statement of the current call. It is not set on the program's own connections.
    static RESPONSE: Duration;
}

/// Runs a call with this limit for each of its statements.
pub fn limited<F: Future>(response: Duration, call: F) -> impl Future<Output = F::Output> {
    RESPONSE.scope(response, call)
}

/// Waits for a statement within the limit of the current call.
pub(crate) async fn answered<T>(
    statement: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    match RESPONSE.try_with(|&response| response) {
        Ok(response) => within(response, NoAnswer::Unknown, statement).await,
        Err(_) => statement.await,
    }
}

/// Waits for a response within a limit.
pub async fn within<T>(
    limit: Duration,
    otherwise: NoAnswer,
    question: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    match tokio::time::timeout(limit, question).await {
        Ok(answer) => answer,
        Err(_) => Err(otherwise.into()),
    }
}

/// A response that did not arrive in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// To a statement that may have changed something.
    Unknown,
    /// To a statement that changes nothing.
    Harmless,
}

impl NoAnswer {
    /// Returns the missing response that an error of sqlx is about, if any.
    pub(crate) fn of(error: &sqlx::Error) -> Option<Self> {
        match error {
            sqlx::Error::Io(error) => error.get_ref()?.downcast_ref().copied(),
            _ => None,
        }
    }

    /// Returns `true` if an error is about a missing response. Its connection cannot be used any more.
    pub(crate) fn is_cause_of(error: &Error) -> bool {
        let source = std::error::Error::source(error).and_then(|source| source.downcast_ref());
        source.and_then(Self::of).is_some()
    }

    fn reason(self) -> &'static str {
        match self {
            Self::Unknown => {
                "the database did not answer in time, so its connection was closed; whether the statement was executed is not known"
            }
            Self::Harmless => "the database did not answer in time, so its connection was closed",
        }
    }
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl std::error::Error for NoAnswer {}

/// Converts it to an error of sqlx, so that it is handled like every other failure of a connection.
impl From<NoAnswer> for sqlx::Error {
    fn from(no_answer: NoAnswer) -> Self {
        Self::Io(io::Error::new(io::ErrorKind::TimedOut, no_answer))
    }
}

impl From<NoAnswer> for Error {
    fn from(no_answer: NoAnswer) -> Self {
        Self::unavailable(no_answer.reason())
    }
}
