//! The text of an error: `Display` for users, `Debug` with the causes for logs.

use std::error::Error as StdError;
use std::fmt;

use super::{Error, causes};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(resource) = self.0.resource {
            write!(f, "{resource}: ")?;
        }
        if !self.0.fields.is_empty() {
            write!(f, "{}: ", self.0.fields.join(", "))?;
        }
        f.write_str(&self.0.reason)?;
        if let Some(constraint) = self.0.constraint {
            write!(f, " ({constraint})")?;
        }
        self.0.further.iter().try_for_each(|(field, reason)| write!(f, "; {field}: {reason}"))
    }
}

impl fmt::Debug for Error {
    /// Human-readable, since a `main` that returns an error prints it in this form. `{:#?}` contains everything that
    /// the source reports.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return f
                .debug_struct("Error")
                .field("kind", &self.0.kind)
                .field("message", &self.to_string())
                .field("row_id", &self.0.row_id)
                .field("source", &self.0.source)
                .finish();
        }
        write!(f, "{self} [{:?}]", self.0.kind)?;
        if let Some(id) = &self.0.row_id {
            write!(f, "\n\nRow: {id}")?;
        }
        for (ordinal, cause) in causes(self.source()).iter().enumerate() {
            f.write_str(if ordinal == 0 { "\n\nCaused by:" } else { "" })?;
            write!(f, "\n    {cause}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn an_error_that_main_returns_is_readable() {
        let cause = std::io::Error::other("duplicate key");
        let error = Error::new(ErrorKind::Conflict, "already taken").of("budgets").with_source(cause);
        let error = error.with_constraint("uq_budgets_name", ["name"].into_iter());
        assert_eq!(
            format!("{error:?}"),
            "budgets: name: already taken (uq_budgets_name) [Conflict]\n\nCaused by:\n    duplicate key"
        );
        assert!(format!("{error:#?}").contains("kind: Conflict"), "{error:#?}");
    }
}
