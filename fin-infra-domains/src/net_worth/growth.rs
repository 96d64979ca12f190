//! Growth between two days.

use fin_infra::{Error, Result, dec};
use rust_decimal::{Decimal, MathematicalOps};
use serde::Serialize;

use super::Snapshot;
use crate::arithmetic::{PERCENT_SCALE, difference, percent, rounded};

/// The days of a year for [`Growth::annualized`].
const DAYS_OF_A_YEAR: Decimal = dec!(365);

/// The error of the exponential function, relative to its value: far below what rounding to two decimal places leaves.
const TOLERANCE: Decimal = dec!(0.000000000000000001);

/// The growth of net worth between two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Growth {
    /// The amount by which it grew. It is negative if it shrank.
    pub absolute: Decimal,
    /// The growth in percent of the first net worth, to two decimal places. `None` if that is zero or negative, since it has
    /// no percentage that means anything.
    pub percent: Option<Decimal>,
    /// The constant growth in percent over 365 days that leads from the first net worth to the last one, to two decimal places:
    /// `(last / first) ^ (365 / days) - 1`. `None` if either is zero or negative, or if it is too large to calculate with.
    pub annualized: Option<Decimal>,
}

/// Returns the growth between two days.
///
/// ```
/// use chrono::NaiveDate;
/// use fin_infra_domains::net_worth::{Snapshot, growth};
/// use fin_infra::dec;
///
/// let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
/// let from = Snapshot { day: day(2025), net: dec!(100_000) };
/// let to = Snapshot { day: day(2027), net: dec!(121_000) };
/// let two_years = growth(from, to)?;
/// assert_eq!((two_years.absolute, two_years.percent), (dec!(21_000), Some(dec!(21.00))));
/// assert_eq!(two_years.annualized, Some(dec!(10.00)));
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If the second day is not after the first, or the amounts are too large to calculate with.
pub fn growth(from: Snapshot, to: Snapshot) -> Result<Growth> {
    let days = (to.day - from.day).num_days();
    if days <= 0 {
        return Err(Error::invalid("to", "must be after the first day"));
    }
    let absolute = difference("to", to.net, from.net)?;
    let percent = match from.net > Decimal::ZERO {
        true => percent("to", absolute, from.net)?,
        false => None,
    };
    Ok(Growth { absolute, percent, annualized: annualized(from.net, to.net, days.into()) })
}

fn annualized(from: Decimal, to: Decimal, days: Decimal) -> Option<Decimal> {
    if from <= Decimal::ZERO || to <= Decimal::ZERO {
        return None;
    }
    let factor = to.checked_div(from)?;
    let exponent = factor.checked_ln()?.checked_mul(DAYS_OF_A_YEAR)?.checked_div(days)?;
    let growth = exponent.checked_exp_with_tolerance(TOLERANCE)?.checked_sub(Decimal::ONE)?;
    growth.checked_mul(Decimal::ONE_HUNDRED).map(|percent| rounded(percent, PERCENT_SCALE))
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::*;

    fn over(days: u64, from: Decimal, to: Decimal) -> Result<Growth> {
        let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
        let snapshot = |days, net| Snapshot { day: first + Days::new(days), net };
        growth(snapshot(0, from), snapshot(days, to))
    }

    #[test]
    fn annualized_growth_is_that_of_compound_interest() {
        let annualized = |days, from, to| over(days, from, to).unwrap().annualized.unwrap();
        assert_eq!(annualized(365, dec!(1), dec!(2)), dec!(100));
        assert_eq!(annualized(365, dec!(2), dec!(1)), dec!(-50));
        assert_eq!(annualized(3650, dec!(1000), dec!(1628.89)), dec!(5));
        assert_eq!(annualized(73, dec!(100), dec!(101)), dec!(5.10));
        // 1.0005 ^ 365, to more digits than a float has: 1.2001605...
        assert_eq!(annualized(1, dec!(100_000_000_000), dec!(100_050_000_000)), dec!(20.02));
    }

    #[test]
    fn debts_have_no_percentage() {
        let growth = over(365, dec!(-500), dec!(500)).unwrap();
        assert_eq!(growth, Growth { absolute: dec!(1000), percent: None, annualized: None });
        let growth = over(365, dec!(500), dec!(-500)).unwrap();
        assert_eq!((growth.percent, growth.annualized), (Some(dec!(-200.00)), None));
        assert_eq!(over(1, dec!(0), dec!(1)).unwrap().percent, None);
    }

    #[test]
    fn what_is_too_large_in_a_year_is_not_annualized() {
        assert_eq!(over(1, dec!(1), dec!(10)).unwrap().annualized, None);
    }

    #[test]
    fn one_day_does_not_grow() {
        assert_eq!(over(0, dec!(1), dec!(2)).unwrap_err().to_string(), "to: must be after the first day");
    }
}
