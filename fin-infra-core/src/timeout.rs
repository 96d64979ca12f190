//! The longest time that anything waits for a database.
//!
//! A server that stopped, or a network that swallows what is sent, looks like one that is busy: nothing comes. So each
//! question to a database has a limit of its own here, and what is over it is an error.

use std::fmt;
use std::io;
use std::time::Duration;

use crate::error::Error;

tokio::task_local! {
    /// How long a statement of the call that is under way may take; none on a connection of the program's own.
    static RESPONSE: Duration;
}

/// Runs a call, each of whose statements has this limit.
pub fn limited<F: Future>(response: Duration, call: F) -> impl Future<Output = F::Output> {
    RESPONSE.scope(response, call)
}

/// Waits for a statement, as long as the call that it is part of lets it.
pub(crate) async fn answered<T>(
    statement: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    match RESPONSE.try_with(|&response| response) {
        Ok(response) => within(response, NoAnswer::Unknown, statement).await,
        Err(_) => statement.await,
    }
}

/// Waits for a limited time.
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

/// A database that said nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// To what may have changed something.
    Unknown,
    /// To what changes nothing.
    Harmless,
}

impl NoAnswer {
    /// What an error of sqlx's says, if it is this one.
    pub(crate) fn of(error: &sqlx::Error) -> Option<Self> {
        match error {
            sqlx::Error::Io(error) => error.get_ref()?.downcast_ref().copied(),
            _ => None,
        }
    }

    /// Whether it is what an error is about. Nothing more can be asked on its connection.
    pub(crate) fn is_behind(error: &Error) -> bool {
        let source = std::error::Error::source(error).and_then(|source| source.downcast_ref());
        source.and_then(Self::of).is_some()
    }

    fn reason(self) -> &'static str {
        match self {
            Self::Unknown => {
                "the database did not answer in time, so its connection was closed; whether it did what it was asked is not known"
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

/// As one of sqlx's, so that it goes the way of all that goes wrong with a connection.
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
