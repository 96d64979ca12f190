//! The length limit of statements.

use std::fmt;

/// A statement that was not sent because it exceeds the server's limit, which would have closed the connection.
#[derive(Debug)]
pub(crate) struct TooLong {
    bytes: usize,
    limit: usize,
    /// The setting that defines the limit.
    setting: &'static str,
}

impl TooLong {
    /// Returns an error if the values of a statement have more bytes than the limit.
    pub(crate) fn check(bytes: usize, limit: usize, setting: &'static str) -> Result<(), sqlx::Error> {
        if bytes <= limit {
            return Ok(());
        }
        Err(sqlx::Error::Encode(Box::new(Self { bytes, limit, setting })))
    }
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, limit, setting } = self;
        write!(
            f,
            "the values have {bytes} bytes, but the server accepts at most {limit} bytes per statement{setting}"
        )
    }
}

impl std::error::Error for TooLong {}
