//! Rules over the columns of one row, as the derive turns `check(..)` into Rust.
//!
//! They are held against a row before it travels, and mean what the same rule means as a CHECK: what compares with a
//! null is unknown, and an unknown rule holds.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::column::{Native, Scalar};
use crate::error::Result;
use crate::schema::Check;
use crate::store::refusal::broken;

/// The value of a required column.
pub fn column<T: Native>(value: &T) -> Scalar {
    value.scalar()
}

/// The value of a nullable column.
pub fn optional<T: Native>(value: &Option<T>) -> Scalar {
    value.as_ref().map_or(Scalar::Null, T::scalar)
}

/// A whole number in a rule.
#[must_use]
pub fn integer(value: i64) -> Scalar {
    Scalar::Int(value.into())
}

/// A decimal number in a rule: its digits, and how many of them stand behind the point.
#[must_use]
pub fn decimal(digits: i64, scale: u32) -> Scalar {
    Scalar::Decimal(Decimal::new(digits, scale))
}

/// A text in a rule.
#[must_use]
pub fn text(value: &str) -> Scalar {
    Scalar::Text(value.to_owned())
}

/// A truth value in a rule.
#[must_use]
pub fn boolean(value: bool) -> Scalar {
    Scalar::Bool(value)
}

/// What an operand adds to a sum.
#[derive(Clone, Copy, Debug)]
pub enum Sign {
    /// Its value.
    Plus,
    /// Its value, negated.
    Minus,
}

/// A sum; null if one of its terms is, or if it is too large for any column.
#[must_use]
pub fn sum<const N: usize>(terms: [(Sign, Scalar); N]) -> Scalar {
    let signed = terms.into_iter().map(|(sign, term)| match (sign, term) {
        (Sign::Minus, Scalar::Int(value)) => Scalar::Int(-value),
        (Sign::Minus, Scalar::Decimal(value)) => Scalar::Decimal(-value),
        (_, term) => term,
    });
    let add = |sum, term| match (sum, term) {
        (Scalar::Int(a), Scalar::Int(b)) => a.checked_add(b).map(Scalar::Int),
        (Scalar::Decimal(a), Scalar::Decimal(b)) => a.checked_add(b).map(Scalar::Decimal),
        _ => None,
    };
    signed.map(Some).reduce(|sum, term| add(sum?, term?)).flatten().unwrap_or(Scalar::Null)
}

/// A comparison; unknown if one of its sides is null.
#[must_use]
pub fn compare(left: &Scalar, holds: fn(Ordering) -> bool, right: &Scalar) -> Option<bool> {
    (!left.is_null() && !right.is_null()).then(|| holds(left.cmp(right)))
}

/// Both; false if one is false, whatever is unknown of the other.
#[must_use]
pub fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Refuses a row that breaks a rule.
pub fn hold(check: &'static Check, truth: Option<bool>) -> Result<()> {
    if truth == Some(false) { Err(broken(check)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{Sign, and, compare, integer, sum};
    use crate::column::Scalar;

    #[test]
    fn what_compares_with_a_null_is_unknown() {
        assert_eq!(compare(&integer(1), std::cmp::Ordering::is_eq, &Scalar::Null), None);
        assert_eq!(and(None, Some(false)), Some(false));
        assert_eq!(and(None, Some(true)), None);
    }

    #[test]
    fn a_sum_adds_and_subtracts() {
        let value = sum([(Sign::Plus, integer(5)), (Sign::Minus, integer(7))]);
        assert_eq!(value, integer(-2));
        assert_eq!(sum([(Sign::Plus, integer(5)), (Sign::Minus, Scalar::Null)]), Scalar::Null);
    }
}
