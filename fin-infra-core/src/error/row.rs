//! A row that cannot be read, since what is stored does not fit its struct.

use std::borrow::Cow;

use super::Error;

impl Error {
    /// The id of the row whose stored values do not fit its struct, as its `Debug` writes it, where such a row is the reason:
    /// a list fails for one row that another program wrote, and this is the row to look at. `{:?}` of the error has it,
    /// its `Display` has not.
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

    /// What a row holds does not fit its struct.
    pub(crate) fn unreadable(reason: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::database(reason);
        error.0.is_unreadable = true;
        error
    }

    /// Whether what a row holds does not fit its struct.
    pub(crate) fn is_unreadable(&self) -> bool {
        self.0.is_unreadable
    }

    /// Says that a row was changed by what then failed to read it.
    pub(crate) fn of_a_changed_row(mut self) -> Self {
        self.0.reason = format!("the row was changed and cannot be read: {}", self.0.reason).into();
        self
    }

    /// Says which row it is about, unless that is known.
    pub(crate) fn with_row_id(mut self, id: Option<String>) -> Self {
        self.0.row_id = self.0.row_id.or(id);
        self
    }
}
