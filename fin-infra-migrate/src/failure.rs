//! The error type of the tool.

use std::error::Error as StdError;
use std::fmt;
use std::path::Path;

use fin_infra_core::internal::causes;
use sqlx::error::DatabaseError;

/// A message for people, with its causes.
#[derive(Debug)]
pub(crate) struct Failure {
    sentence: String,
    /// Whether a lock conflict was the cause, so that a retry may succeed.
    is_busy: bool,
    /// Whether the message states what to do.
    is_explained: bool,
    cause: Option<Box<dyn StdError + Send + Sync>>,
    /// Sentences after the causes: the outcome, and what to do.
    advice: Vec<String>,
}

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            is_busy: false,
            is_explained: false,
            cause: None,
            advice: Vec::new(),
        }
    }

    pub(crate) fn folder(path: &Path, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::new(format!("{} cannot be read or written", path.display()))
        }
    }

    pub(crate) fn database(
        sentence: impl Into<String>,
        cause: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(sentence) }
    }

    /// Sets whether a lock conflict was the cause.
    pub(crate) fn busy(self, is_busy: bool) -> Self {
        Self { is_busy, ..self }
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.is_busy
    }

    pub(crate) fn is_explained(&self) -> bool {
        self.is_explained
    }

    /// Whether the connection failed, so that it is unknown what the database did.
    pub(crate) fn is_of_connection(&self) -> bool {
        self.cause.is_some() && self.database_error().is_none()
    }

    /// Adds a prefix to a message that already states what to do.
    pub(crate) fn with_context(self, said: &str) -> Self {
        let sentence = format!("{said}: {}", self.sentence);
        Self { sentence, is_explained: true, ..self }
    }

    /// Adds a sentence at the end.
    pub(crate) fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice.push(advice.into());
        self
    }

    /// The database's error, if it is the cause.
    pub(crate) fn database_error(&self) -> Option<&dyn DatabaseError> {
        let first = self.cause.as_deref().map(|cause| cause as &(dyn StdError + 'static));
        let mut chain = std::iter::successors(first, |&error| error.source());
        chain.find_map(|error| error.downcast_ref::<sqlx::Error>()?.as_database_error())
    }
}

/// Advice for a prepared statement that the server connection does not know, or knows under the same name.
fn advice(code: &str) -> Option<&'static str> {
    matches!(code, "26000" | "42P05").then_some(
        "behind PgBouncer in transaction mode, write `statement-cache-capacity=0` into the URL, or connect to the server itself",
    )
}

impl fmt::Display for Failure {
    /// The message, the causes that add information, and the advice.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        let causes = causes(self.cause.as_deref().map(|cause| cause as &dyn StdError));
        for cause in causes.iter().filter(|cause| !self.sentence.contains(*cause)) {
            write!(f, ": {}", cause.trim_end_matches('.'))?;
        }
        let code = self.database_error().and_then(DatabaseError::code);
        if let Some(advice) = code.as_deref().and_then(advice) {
            write!(f, "; {advice}")?;
        }
        self.advice.iter().try_for_each(|advice| write!(f, ". {advice}"))
    }
}

impl From<fin_infra_core::Error> for Failure {
    fn from(error: fin_infra_core::Error) -> Self {
        let cause = causes(error.source()).into_iter().next().map(Into::into);
        Self { cause, ..Self::new(error.to_string()) }
    }
}
