//! Why a test has no server.

use std::fmt;

/// The error for a missing server or database: one sentence, with what to do if that is known.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    sentence: String,
}

impl Error {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into() }
    }

    /// For `map_err`: the failed operation, followed by the reason.
    pub(crate) fn because<E: fmt::Display>(doing: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |reason| Self::new(format!("{doing} failed: {reason}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

/// The plain sentence, since `unwrap` and failing tests print this.
impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl std::error::Error for Error {}
