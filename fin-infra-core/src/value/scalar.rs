//! The comparable form of a column's value.

use std::cmp::Ordering;

use rust_decimal::Decimal;

/// A column's value as every store compares and orders it: what the memory store sorts by, what a cursor carries and
/// what identifies a filter. Null comes before everything else, as in every list here.
#[derive(Clone, Debug)]
pub enum Scalar {
    /// No value.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number; times are microseconds since 1970, dates are days.
    Int(i128),
    /// A binary floating-point number, never NaN.
    Float(f64),
    /// A decimal number.
    Decimal(Decimal),
    /// Text, compared by its bytes.
    Text(String),
    /// Bytes; also uuids, and values that only their own type can read.
    Bytes(Vec<u8>),
}

impl Scalar {
    /// The place of a variant among the others, which also tags it in a cursor.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Int(_) => 2,
            Self::Float(_) => 3,
            Self::Decimal(_) => 4,
            Self::Text(_) => 5,
            Self::Bytes(_) => 6,
        }
    }

    /// Whether there is no value.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl Ord for Scalar {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            // Zero has two signs, which databases hold equal.
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(b).unwrap_or_else(|| a.total_cmp(b)),
            (Self::Decimal(a), Self::Decimal(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Bytes(a), Self::Bytes(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Scalar {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Scalar {}
