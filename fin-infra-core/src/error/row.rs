//! Errors for rows whose stored values do not fit their struct.

use std::borrow::Cow;

use super::Error;

impl Error {
    /// The id of the row whose stored values do not fit its struct, as formatted by its `Debug`, if the error is about
    /// such a row.
    ///
    /// A list fails if a single row cannot be read, for example one that another program wrote; this is the row to
    /// inspect. The `Debug` output of the error contains the id, its `Display` output does not.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # pub struct Goal { pub due: DateTime<Utc> }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// match goals.list(db, GoalQuery::new()).await {
    ///     Err(error) if error.row_id().is_some() => {
    ///         let fields: Vec<_> = error.fields().collect();
    ///         println!("repair {} of row {:?}", fields.join(", "), error.row_id());
    ///     }
    ///     result => drop(result?),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn row_id(&self) -> Option<&str> {
        self.0.row_id.as_deref()
    }

    /// Creates an error for a row whose stored values do not fit its struct.
    pub(crate) fn unreadable(reason: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::database(reason);
        error.0.is_unreadable = true;
        error
    }

    /// Returns `true` if the stored values of a row do not fit its struct.
    pub(crate) fn is_unreadable(&self) -> bool {
        self.0.is_unreadable
    }

    /// Adds to the reason that the row was changed by the statement that then failed to read it.
    pub(crate) fn of_a_changed_row(mut self) -> Self {
        self.0.reason = format!("the row was changed and cannot be read: {}", self.0.reason).into();
        self
    }

    /// Sets the id of the row, unless it is already set.
    pub(crate) fn with_row_id(mut self, id: Option<String>) -> Self {
        self.0.row_id = self.0.row_id.or(id);
        self
    }
}
