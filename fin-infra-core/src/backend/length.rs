//! Whether a server takes a statement that is so long.

use std::fmt;

/// A statement that was not sent, since the server would have ended the connection.
#[derive(Debug)]
pub(crate) struct TooLong {
    bytes: usize,
    limit: usize,
    /// What says the limit.
    setting: &'static str,
}

impl TooLong {
    /// Refuses a statement whose values have more bytes than the limit.
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
        write!(f, "the values have {bytes} bytes, and the server takes {limit} bytes at once{setting}")
    }
}

impl std::error::Error for TooLong {}
