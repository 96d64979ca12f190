//! Rules over the columns of one row: the Rust code that the derive generates from `check(..)`.
//!
//! They are checked before a row is sent, and mean the same as the `CHECK` constraint: a comparison with a null is
//! unknown, and a rule that is unknown is satisfied.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::error::Result;
use crate::money::MoneyField;
use crate::table::Check;
use crate::value::{Native, Scalar};
use crate::violation::broken;

/// The value of a required column.
pub fn column<T: Native>(value: &T) -> Scalar {
    value.scalar()
}

/// The value of a nullable column.
pub fn optional<T: Native>(value: &Option<T>) -> Scalar {
    value.as_ref().map_or(Scalar::Null, T::scalar)
}

/// The amount of a `Money`.
pub fn amount(field: &impl MoneyField) -> Scalar {
    field.money().map_or(Scalar::Null, |money| money.amount.scalar())
}

/// The code of the currency of a `Money`.
pub fn currency(field: &impl MoneyField) -> Scalar {
    field.money().map_or(Scalar::Null, |money| money.currency.scalar())
}

/// An integer literal of a rule.
#[must_use]
pub fn integer(value: i64) -> Scalar {
    Scalar::Int(value.into())
}

/// A decimal literal of a rule: its digits, at most 28, and the number of its decimal places.
#[must_use]
pub fn decimal(digits: i128, scale: u32) -> Scalar {
    Decimal::try_from_i128_with_scale(digits, scale).map_or(Scalar::Null, Scalar::Decimal)
}

/// A string literal of a rule.
#[must_use]
pub fn text(value: &str) -> Scalar {
    Scalar::Text(value.to_owned())
}

/// A boolean literal of a rule.
#[must_use]
pub fn boolean(value: bool) -> Scalar {
    Scalar::Bool(value)
}

/// The sign of a term in a sum.
#[derive(Clone, Copy, Debug)]
pub enum Sign {
    /// Its value.
    Plus,
    /// Its value, negated.
    Minus,
}

/// Compares two sums. The result is unknown if one of their terms is null.
///
/// The sums are exact: they are computed with more digits than any column has, in which eight of the largest numbers
/// would overflow.
#[must_use]
pub fn compare(
    left: &[(Sign, Scalar)],
    holds: fn(Ordering) -> bool,
    right: &[(Sign, Scalar)],
) -> Option<bool> {
    let terms = || left.iter().chain(right).map(|(_, term)| term);
    if terms().any(Scalar::is_null) {
        return None;
    }
    let order = match (left, right) {
        ([(Sign::Plus, left)], [(Sign::Plus, right)]) => left.cmp(right),
        _ => {
            let scale = terms().map(scale).max().unwrap_or_default();
            total(left, scale)?.cmp(&total(right, scale)?)
        }
    };
    Some(holds(order))
}

/// Returns the number of decimal places.
fn scale(term: &Scalar) -> u32 {
    match term {
        Scalar::Decimal(value) => value.scale(),
        _ => 0,
    }
}

/// Returns a sum as an integer in units of the given scale; `None` for terms that are not numbers, which the derive
/// rejects.
fn total(terms: &[(Sign, Scalar)], scale: u32) -> Option<i128> {
    terms.iter().try_fold(0_i128, |sum, (sign, term)| {
        let value = units(term, scale)?;
        match sign {
            Sign::Plus => sum.checked_add(value),
            Sign::Minus => sum.checked_sub(value),
        }
    })
}

fn units(term: &Scalar, scale: u32) -> Option<i128> {
    let (digits, own_scale) = match term {
        Scalar::Int(value) => (*value, 0),
        Scalar::Decimal(value) => (value.mantissa(), value.scale()),
        _ => return None,
    };
    digits.checked_mul(10_i128.checked_pow(scale.checked_sub(own_scale)?)?)
}

/// Logical and: false if one operand is false, even if the other one is unknown.
#[must_use]
pub fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Returns an error for a row that violates a rule.
pub fn hold(check: &'static Check, truth: Option<bool>) -> Result<()> {
    if truth == Some(false) { Err(broken(check)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::{Sign, and, compare, decimal, integer};
    use crate::value::Scalar;

    fn plus(terms: &[Scalar]) -> Vec<(Sign, Scalar)> {
        terms.iter().map(|term| (Sign::Plus, term.clone())).collect()
    }

    #[test]
    fn a_comparison_with_a_null_is_unknown() {
        let (one, null) = (plus(&[integer(1)]), plus(&[Scalar::Null]));
        assert_eq!(compare(&one, Ordering::is_eq, &null), None);
        assert_eq!(compare(&plus(&[integer(1), Scalar::Null]), Ordering::is_eq, &one), None);
        assert_eq!(and(None, Some(false)), Some(false));
        assert_eq!(and(None, Some(true)), None);
    }

    #[test]
    fn a_sum_adds_and_subtracts() {
        let difference = [(Sign::Plus, integer(5)), (Sign::Minus, integer(7))];
        let minus_two = [(Sign::Minus, integer(2))];
        assert_eq!(compare(&difference, Ordering::is_eq, &minus_two), Some(true));
    }

    #[test]
    fn a_sum_of_the_largest_numbers_is_exact() {
        let largest = plus(&vec![integer(i64::MAX); 8]);
        let more = plus(&[vec![integer(i64::MAX); 7], vec![integer(i64::MAX - 1), integer(2)]].concat());
        assert_eq!(compare(&largest, Ordering::is_lt, &more), Some(true));
        assert_eq!(compare(&more, Ordering::is_lt, &largest), Some(false));

        let digits = 10_i128.pow(28) - 1;
        let largest = plus(&vec![decimal(digits, 10); 8]);
        let less = plus(&[vec![decimal(digits, 10); 7], vec![decimal(digits - 1, 10)]].concat());
        assert_eq!(compare(&largest, Ordering::is_gt, &less), Some(true));
        let with_a_unit = [less, plus(&[decimal(1, 10)])].concat();
        assert_eq!(compare(&largest, Ordering::is_eq, &with_a_unit), Some(true));
    }

    #[test]
    fn decimals_of_different_scale_are_brought_to_one() {
        let sum = plus(&[decimal(15, 1), integer(2)]);
        assert_eq!(compare(&sum, Ordering::is_eq, &plus(&[decimal(350, 2), integer(0)])), Some(true));
    }
}
