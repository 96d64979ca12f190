//! Errors of transactions that may be repeated.

use super::Error;

impl Error {
    /// Returns `true` if the database aborted the transaction in favour of another one (a serialization failure, a
    /// deadlock, a busy writer), so that the same transaction may succeed when it is repeated. Nothing was committed.
    ///
    /// [`Db::transaction`](crate::Db::transaction) repeats a transaction by itself.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.is_retryable
    }

    /// How often [`Db::transaction`](crate::Db::transaction) attempted a transaction before it gave up.
    #[must_use]
    pub fn attempts(&self) -> Option<u32> {
        self.0.attempts
    }

    /// Marks the error of a transaction that may be repeated.
    pub(crate) fn retryable(mut self) -> Self {
        self.0.is_retryable = true;
        self
    }

    pub(crate) fn after_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = Some(attempts);
        self
    }
}
