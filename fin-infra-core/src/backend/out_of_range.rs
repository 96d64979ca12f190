//! The result of a calculation that is too large.

use std::error::Error;
use std::fmt;

/// A number that the field for it cannot hold.
#[derive(Debug)]
pub(crate) struct OutOfRange;

impl fmt::Display for OutOfRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the number is out of range")
    }
}

impl Error for OutOfRange {}
