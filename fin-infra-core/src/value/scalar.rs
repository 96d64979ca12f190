//! The comparable form of a column's value.

use std::cmp::Ordering;

use rust_decimal::Decimal;

/// The value of a column in the form in which every store compares and orders it: the memory store sorts by it, a
/// cursor contains it, and a filter is identified by it. Null is less than every other value.
#[derive(Clone, Debug)]
pub enum Scalar {
    /// Null.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer; times are microseconds since 1970, dates are days.
    Int(i128),
    /// A binary floating-point number, never NaN.
    Float(f64),
    /// A decimal number.
    Decimal(Decimal),
    /// Text, compared by its bytes.
    Text(String),
    /// Bytes; also UUIDs, and values that only their own type can decode.
    Bytes(Vec<u8>),
}

impl Scalar {
    /// The rank of the variant among the others, which is also its tag in a cursor.
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

    /// Returns `true` for null.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl Ord for Scalar {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            // Databases consider both zeros equal.
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
