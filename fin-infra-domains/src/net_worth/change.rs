//! What changed since the last time.

use fin_infra::{Result, dec};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::arithmetic::{difference, percent, reaches};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// The later net worth less the earlier one.
    pub amount: Decimal,
    /// The change in percent of the earlier net worth, without its sign, to two decimal places. `None` if that was zero.
    pub percent: Option<Decimal>,
    /// Whether the exact percentage or the amount reaches what is significant.
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
    let is_significant = amount.abs() >= from.amount
        || percent.is_some() && reaches("later", amount.abs(), earlier.abs(), from.percent)?;
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
    fn a_percentage_is_compared_before_it_is_rounded() {
        let change = change(dec!(50_000), dec!(47_500.01), Significance::default()).unwrap();
        assert_eq!((change.percent, change.is_significant), (Some(dec!(-5.00)), false));
        let small = Significance { percent: dec!(1), amount: dec!(10_000) };
        assert!(super::change(dec!(50_000), dec!(50_500), small).unwrap().is_significant);
    }

    #[test]
    fn nothing_has_no_percentage_and_all_of_it_may_be_lost() {
        let change = |from, to| change(from, to, Significance::default()).unwrap();
        assert_eq!(change(dec!(0), dec!(5)).percent, None);
        let lost = change(dec!(1234.56), dec!(0));
        assert_eq!(
            (lost.amount, lost.percent, lost.is_significant),
            (dec!(-1234.56), Some(dec!(-100.00)), true)
        );
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
