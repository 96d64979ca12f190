//! What changed since the last time.

use fin_infra::{Result, dec};
use rust_decimal::Decimal;

use crate::arithmetic::{difference, percent};

/// From when on a change is significant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Significance {
    /// The percentage of the earlier net worth, above zero or below.
    pub percent: Decimal,
    /// The amount, above zero or below.
    pub amount: Decimal,
}

impl Default for Significance {
    /// 5 percent, or 10,000 units of the currency.
    fn default() -> Self {
        Self { percent: dec!(5), amount: dec!(10_000) }
    }
}

/// A change of net worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The later net worth less the earlier one.
    pub amount: Decimal,
    /// The change in percent of the earlier net worth, without its sign, to two decimal places. `None` if that was zero.
    pub percent: Option<Decimal>,
    /// Whether the percentage or the amount reaches what is significant.
    pub is_significant: bool,
}

/// Compares two net worths.
///
/// ```
/// use fin_infra_domains::net_worth::{Significance, change};
/// use fin_infra::dec;
///
/// let week = change(dec!(50_000), dec!(47_500), Significance::default())?;
/// assert_eq!((week.amount, week.percent, week.is_significant), (dec!(-2_500), Some(dec!(-5.00)), true));
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If the amounts are too large to calculate with.
pub fn change(earlier: Decimal, later: Decimal, from: Significance) -> Result<Change> {
    let amount = difference("later", later, earlier)?;
    let percent = percent("later", amount, earlier.abs())?;
    let is_significant =
        amount.abs() >= from.amount || percent.is_some_and(|percent| percent.abs() >= from.percent);
    Ok(Change { amount, percent, is_significant })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debts_that_shrink_are_a_gain() {
        let change = change(dec!(-2000), dec!(-1000), Significance::default()).unwrap();
        assert_eq!((change.amount, change.percent), (dec!(1000), Some(dec!(50.00))));
    }

    #[test]
    fn a_large_amount_is_significant_whatever_its_percentage() {
        let is_significant = |from, to| change(from, to, Significance::default()).unwrap().is_significant;
        assert!(is_significant(dec!(1_000_000), dec!(990_000)));
        assert!(!is_significant(dec!(1_000_000), dec!(990_000.01)));
        assert!(is_significant(dec!(0), dec!(10_000)));
        assert!(!is_significant(dec!(0), dec!(9_999)));
    }
}
