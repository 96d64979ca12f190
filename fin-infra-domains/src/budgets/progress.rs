//! How much of a budget is spent.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use fin_infra::Result;
use rust_decimal::Decimal;

use super::Amounts;
use crate::arithmetic::{difference, not_negative, percent, proportion, sum};
use crate::calendar::DateRange;

/// What was planned and what was spent, of a category or of a whole budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// The planned amount.
    pub planned: Decimal,
    /// The spent amount. It is negative if more was paid back than spent.
    pub spent: Decimal,
    /// The planned amount less the spent one. It is negative if too much was spent.
    pub remaining: Decimal,
    /// How many percent of the planned amount are spent, to two decimal places. `None` if nothing was planned.
    pub percent: Option<Decimal>,
}

impl Usage {
    fn new(planned: Decimal, spent: Decimal) -> Result<Self> {
        not_negative("planned", planned)?;
        Ok(Self {
            planned,
            spent,
            remaining: difference("spent", planned, spent)?,
            percent: percent("spent", spent, planned)?,
        })
    }

    /// Compares what was spent until `today` with even spending over all days of the budget. Amounts are rounded half to even
    /// to `scale` decimal places.
    ///
    /// # Errors
    ///
    /// If the amounts are too large to calculate with.
    pub fn pace(self, range: DateRange, today: NaiveDate, scale: u32) -> Result<Pace> {
        let (elapsed, days) = (range.days_elapsed(today), Decimal::from(range.days()));
        let expected = proportion("planned", self.planned, (elapsed.into(), days), scale)?;
        let projected = match elapsed {
            0 => None,
            _ => Some(proportion("spent", self.spent, (days, elapsed.into()), scale)?),
        };
        Ok(Pace { expected, projected })
    }
}

/// What was spent, compared with even spending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// What even spending would have spent until now.
    pub expected: Decimal,
    /// What will be spent by the end if spending goes on like this. `None` before the first day.
    pub projected: Option<Decimal>,
}

/// How much of a budget is spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Each category that is planned or in which something was spent.
    pub categories: BTreeMap<String, Usage>,
    /// All categories together.
    pub total: Usage,
}

/// Compares what was planned with what was spent. Nothing is planned in a category that is missing in `planned`, and nothing
/// is spent in one that is missing in `spent`.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use chrono::NaiveDate;
/// use fin_infra_domains::budgets::progress;
/// use fin_infra_domains::calendar::Period;
/// use fin_infra::dec;
///
/// let planned = BTreeMap::from([("Food".to_owned(), dec!(400)), ("Rent".to_owned(), dec!(800))]);
/// let spent = BTreeMap::from([("Food".to_owned(), dec!(150)), ("Gifts".to_owned(), dec!(30))]);
/// let progress = progress(&planned, &spent)?;
/// let food = progress.categories["Food"];
/// assert_eq!((food.remaining, food.percent), (dec!(250), Some(dec!(37.50))));
/// assert_eq!(progress.categories["Gifts"].percent, None);
/// assert_eq!(progress.total.remaining, dec!(1020));
///
/// let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
/// let pace = food.pace(Period::Monthly.range(day(1), 0)?, day(10), 2)?;
/// assert_eq!((pace.expected, pace.projected), (dec!(133.33), Some(dec!(450.00))));
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If a planned amount is negative, or the amounts are too large to calculate with.
pub fn progress(planned: &Amounts, spent: &Amounts) -> Result<Progress> {
    let names: BTreeSet<&String> = planned.keys().chain(spent.keys()).collect();
    let usage = |name: &String| {
        let [planned, spent] = [planned, spent].map(|amounts| amounts.get(name).copied().unwrap_or_default());
        Ok((name.clone(), Usage::new(planned, spent)?))
    };
    let total =
        Usage::new(sum("planned", planned.values().copied())?, sum("spent", spent.values().copied())?)?;
    Ok(Progress { categories: names.into_iter().map(usage).collect::<Result<_>>()?, total })
}

#[cfg(test)]
mod tests {
    use fin_infra::dec;
    use proptest::prelude::*;

    use super::*;

    fn range() -> DateRange {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        DateRange::new(day(1), day(30)).unwrap()
    }

    #[test]
    fn a_negative_plan_is_an_error() {
        let planned = Amounts::from([("Food".to_owned(), dec!(-1))]);
        let error = progress(&planned, &Amounts::new()).unwrap_err();
        assert_eq!(error.to_string(), "planned: must not be negative");
    }

    #[test]
    fn refunds_may_exceed_what_was_spent() {
        let usage = Usage::new(dec!(10), dec!(-2.50)).unwrap();
        assert_eq!((usage.remaining, usage.percent), (dec!(12.50), Some(dec!(-25.00))));
    }

    #[test]
    fn amounts_at_the_limit_are_an_error() {
        assert!(Usage::new(Decimal::MAX, Decimal::MIN).is_err());
        let usage = Usage::new(Decimal::MAX, Decimal::ZERO).unwrap();
        assert!(usage.pace(range(), range().end(), 2).is_err());
    }

    #[test]
    fn nothing_is_projected_before_the_first_day() {
        let usage = Usage::new(dec!(300), dec!(5)).unwrap();
        let pace = usage.pace(range(), NaiveDate::from_ymd_opt(2026, 10, 31).unwrap(), 2).unwrap();
        assert_eq!(pace, Pace { expected: dec!(0), projected: None });
    }

    #[test]
    fn at_the_end_the_pace_is_what_was_planned_and_spent() {
        let usage = Usage::new(dec!(300), dec!(123.45)).unwrap();
        let pace = usage.pace(range(), NaiveDate::MAX, 2).unwrap();
        assert_eq!(pace, Pace { expected: dec!(300), projected: Some(dec!(123.45)) });
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_the_categories(
            planned in proptest::collection::btree_map("[a-e]", 0_i64..1_000_000, 0..6),
            spent in proptest::collection::btree_map("[a-g]", -1_000_000_i64..1_000_000, 0..8),
        ) {
            let amounts = |cents: BTreeMap<String, i64>| -> Amounts {
                cents.into_iter().map(|(name, cents)| (name, Decimal::new(cents, 2))).collect()
            };
            let progress = progress(&amounts(planned), &amounts(spent)).unwrap();
            let sum = |of: fn(&Usage) -> Decimal| progress.categories.values().map(of).sum::<Decimal>();
            prop_assert_eq!(sum(|usage| usage.planned), progress.total.planned);
            prop_assert_eq!(sum(|usage| usage.spent), progress.total.spent);
            prop_assert_eq!(sum(|usage| usage.remaining), progress.total.remaining);
        }
    }
}
