//! What the tool says when it cannot do what it was asked.

use std::fmt;
use std::path::Path;

/// A sentence for a person, and what lies behind it.
#[derive(Debug)]
pub(crate) struct Failure {
    sentence: String,
    /// Whether others were in the way, and another attempt may succeed.
    is_busy: bool,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Failure {
    pub(crate) fn say(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), is_busy: false, cause: None }
    }

    pub(crate) fn folder(path: &Path, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::say(format!("{} cannot be read or written", path.display()))
        }
    }

    pub(crate) fn database(
        sentence: impl Into<String>,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { cause: Some(cause.into()), ..Self::say(sentence) }
    }

    /// The same, of which it is known whether others were in the way.
    pub(crate) fn busy(self, is_busy: bool) -> Self {
        Self { is_busy, ..self }
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.is_busy
    }

    /// Another sentence in place of its own, with the same cause.
    pub(crate) fn reworded(self, sentence: String) -> Self {
        Self { sentence, ..self }
    }
}

/// What a database says of an error. PostgreSQL's own words of it end in a line of its source, and leave out which rows it is
/// about and what to do, which a person who migrates wants to know.
fn words(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    #[cfg(feature = "postgres")]
    if let Some(sqlx::Error::Database(error)) = error.downcast_ref()
        && let Some(error) = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
    {
        let further = [error.detail(), error.hint(), advice(error.code())].into_iter().flatten();
        return Some(std::iter::once(error.message()).chain(further).collect::<Vec<_>>().join("; "));
    }
    #[cfg(not(feature = "postgres"))]
    let _ = error;
    None
}

/// What to do about a statement that was prepared on another connection than it runs on, or under a name that is taken there.
#[cfg(feature = "postgres")]
fn advice(code: &str) -> Option<&'static str> {
    matches!(code, "26000" | "42P05").then_some(
        "behind PgBouncer in transaction mode, write `statement-cache-capacity=0` into the URL, or connect to the server itself",
    )
}

impl fmt::Display for Failure {
    /// The sentence, and the causes that say something new.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)?;
        let mut said = self.sentence.clone();
        let mut cause = self.cause.as_deref().map(|cause| cause as &dyn std::error::Error);
        while let Some(error) = cause {
            if let Some(words) = words(error) {
                return write!(f, ": {words}");
            }
            let text = error.to_string();
            if !said.contains(&text) {
                write!(f, ": {text}")?;
                said = text;
            }
            cause = error.source();
        }
        Ok(())
    }
}

impl From<crate::error::Error> for Failure {
    fn from(error: crate::error::Error) -> Self {
        let cause = std::error::Error::source(&error).map(|source| source.to_string().into());
        Self { cause, ..Self::say(error.to_string()) }
    }
}
