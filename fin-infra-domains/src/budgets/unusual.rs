//! Whether an amount is unusual for a user.

use fin_infra::{Result, dec};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::arithmetic::{difference, rounded, sum, too_large};

/// The number of earlier amounts from which on an amount is compared with them.
pub const USUAL_COUNT: usize = 6;

/// The score above which an amount is unusual.
pub const UNUSUAL_SCORE: Decimal = dec!(3.5);

/// The ratio of the median absolute deviation to the standard deviation of a normal distribution.
const NORMAL_DEVIATION: Decimal = dec!(0.6745);

/// The least spread that is assumed, as a part of the median: earlier amounts that are all alike make no cent unusual.
const LEAST_SPREAD: Decimal = dec!(0.05);

/// An amount, compared with earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Comparison {
    /// The median of the earlier amounts.
    pub usual: Decimal,
    /// The modified z-score, to two decimal places: how many spreads the amount is above the median.
    pub score: Decimal,
}

impl Comparison {
    /// Whether the rounded score is above [`UNUSUAL_SCORE`]. An amount below the median never is.
    #[must_use]
    pub fn is_unusual(self) -> bool {
        self.score > UNUSUAL_SCORE
    }
}

/// Compares an amount with those of earlier periods, by the modified z-score: its distance from their median, in units of the
/// median absolute deviation divided by 0.6745. Unlike a mean and a standard deviation, one outlier among the earlier
/// amounts does not hide the next one. The unit is at least 5 percent of the median.
///
/// Returns `None` if there are fewer than [`USUAL_COUNT`] earlier amounts, or if all of them are zero.
///
/// Source: B. Iglewicz and D. C. Hoaglin, *How to Detect and Handle Outliers*, ASQC, 1993, which also recommends 3.5.
///
/// ```
/// use fin_infra_domains::budgets::compare_with_history;
/// use fin_infra::dec;
///
/// let history = [dec!(100), dec!(110), dec!(90), dec!(105), dec!(95), dec!(900)];
/// let compared = compare_with_history(&history, dec!(160))?.unwrap();
/// assert_eq!((compared.usual, compared.score), (dec!(102.5), dec!(5.17)));
/// assert!(compared.is_unusual());
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If the amounts are too large to calculate with.
pub fn compare_with_history(history: &[Decimal], amount: Decimal) -> Result<Option<Comparison>> {
    if history.len() < USUAL_COUNT {
        return Ok(None);
    }
    let usual = median(history.to_vec())?;
    let deviations = history.iter().map(|value| difference("history", *value, usual).map(|by| by.abs()));
    let spread = median(deviations.collect::<Result<_>>()?)? / NORMAL_DEVIATION;
    let unit = spread.max(usual.abs() * LEAST_SPREAD);
    if unit.is_zero() {
        return Ok(None);
    }
    let score = difference("spent", amount, usual)?.checked_div(unit).ok_or_else(|| too_large("spent"))?;
    Ok(Some(Comparison { usual, score: rounded(score, 2) }))
}

/// Returns the median of at least one value.
fn median(mut values: Vec<Decimal>) -> Result<Decimal> {
    values.sort_unstable();
    let (low, high) = (values[(values.len() - 1) / 2], values[values.len() / 2]);
    Ok(sum("history", [low, high])? / Decimal::TWO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_history_says_nothing() {
        assert_eq!(compare_with_history(&[dec!(1); USUAL_COUNT - 1], dec!(1000)).unwrap(), None);
    }

    #[test]
    fn a_history_of_equal_amounts_allows_small_changes() {
        let is_unusual = |amount| {
            compare_with_history(&[dec!(800); 12], amount).unwrap().is_some_and(Comparison::is_unusual)
        };
        assert!(!is_unusual(dec!(810)));
        assert!(!is_unusual(dec!(940)));
        assert!(is_unusual(dec!(941)));
        assert!(!is_unusual(dec!(0)));
    }

    #[test]
    fn a_history_without_spending_says_nothing() {
        assert_eq!(compare_with_history(&[Decimal::ZERO; 12], dec!(5)).unwrap(), None);
    }

    #[test]
    fn one_outlier_hides_no_other() {
        let mut history = vec![dec!(100), dec!(102), dec!(98), dec!(101), dec!(99), dec!(100)];
        history.push(dec!(100_000));
        assert!(compare_with_history(&history, dec!(200)).unwrap().unwrap().is_unusual());
    }

    #[test]
    fn amounts_at_the_limit_are_an_error() {
        assert!(compare_with_history(&[Decimal::MAX; 6], dec!(1)).is_err());
    }
}
