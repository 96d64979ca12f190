//! Why a test has no server.

use std::fmt;

/// Why there is no server or no database: one sentence, with what to do about it where that is known.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    sentence: String,
}

impl Error {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into() }
    }

    /// For `map_err`: what was being done, followed by the reason why it failed.
    pub(crate) fn because<E: fmt::Display>(doing: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |reason| Self::new(format!("{doing} failed: {reason}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

/// The sentence as it is: this is what `unwrap` and a failing test print.
impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl std::error::Error for Error {}
