//! How much of a budget is spent.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use fin_infra::Result;
use rust_decimal::Decimal;
use serde::Serialize;

use super::Amounts;
use crate::arithmetic::{difference, not_negative, percent, proportion, sum};
use crate::calendar::DateRange;

/// What was planned and what was spent, of a category or of a whole budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Usage {
    /// The planned amount.
    pub planned: Decimal,
    /// What the previous budget left. It is negative if that spent too much.
    pub carried: Decimal,
    /// The spent amount. It is negative if more was paid back than spent.
    pub spent: Decimal,
    /// What may still be spent: the planned amount and the carried one, less the spent one. It is negative if too much was
    /// spent.
    pub remaining: Decimal,
    /// How many percent of the planned and the carried amount are spent, to two decimal places. `None` if these are not above
    /// zero.
    pub percent: Option<Decimal>,
}

impl Usage {
    fn new([planned, carried, spent]: [Decimal; 3]) -> Result<Self> {
        not_negative("planned", planned)?;
        let available = sum("carried", [planned, carried])?;
        let percent = match available > Decimal::ZERO {
            true => percent("spent", spent, available)?,
            false => None,
        };
        Ok(Self { planned, carried, spent, remaining: difference("spent", available, spent)?, percent })
    }

    /// Compares what was spent until `today` with even spending over all days of the budget. Amounts are rounded half to even
    /// to `scale` decimal places.
    ///
    /// # Errors
    ///
    /// If the amounts are too large to calculate with.
    pub fn pace(self, range: DateRange, today: NaiveDate, scale: u32) -> Result<Pace> {
        let (elapsed, days) = (range.days_elapsed(today), Decimal::from(range.days()));
        let available = sum("carried", [self.planned, self.carried])?;
        let expected = proportion("planned", available, (elapsed.into(), days), scale)?;
        let projected = match elapsed {
            0 => None,
            _ => Some(proportion("spent", self.spent, (days, elapsed.into()), scale)?),
        };
        Ok(Pace { expected, projected })
    }
}

/// What was spent, compared with even spending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pace {
    /// What even spending would have spent until now.
    pub expected: Decimal,
    /// What will be spent by the end if spending goes on like this. `None` before the first day.
    pub projected: Option<Decimal>,
}

/// How much of a budget is spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Each category that is planned or in which something was spent.
    pub categories: BTreeMap<String, Usage>,
    /// All categories together.
    pub total: Usage,
}

/// Compares what was planned with what was spent, where nothing is carried over. Nothing is planned in a category that is
/// missing in `planned`, and nothing is spent in one that is missing in `spent`.
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
    progress_with(planned, &Amounts::new(), spent)
}

/// Compares what was planned, and what the previous budget left, with what was spent. A category that is missing in one of
/// them has nothing of it.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use fin_infra::dec;
/// use fin_infra_domains::budgets::{Rollover, carried, progress, progress_with};
///
/// let food = |amount| BTreeMap::from([("Food".to_owned(), amount)]);
/// let november = progress(&food(dec!(400)), &food(dec!(450)))?;
/// let december = progress_with(&food(dec!(400)), &carried(&november, Rollover::Balance), &food(dec!(140)))?;
/// let food = december.categories["Food"];
/// assert_eq!((food.carried, food.remaining, food.percent), (dec!(-50), dec!(210), Some(dec!(40.00))));
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If a planned amount is negative, or the amounts are too large to calculate with.
pub fn progress_with(planned: &Amounts, carried: &Amounts, spent: &Amounts) -> Result<Progress> {
    let all = [planned, carried, spent];
    let names: BTreeSet<&String> = all.iter().flat_map(|amounts| amounts.keys()).collect();
    let usage = |name: &String| {
        let of_category = all.map(|amounts| amounts.get(name).copied().unwrap_or_default());
        Ok((name.clone(), Usage::new(of_category)?))
    };
    let total = |argument, amounts: &Amounts| sum(argument, amounts.values().copied());
    let total = [total("planned", planned)?, total("carried", carried)?, total("spent", spent)?];
    Ok(Progress {
        categories: names.into_iter().map(usage).collect::<Result<_>>()?,
        total: Usage::new(total)?,
    })
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
        let usage = Usage::new([dec!(10), dec!(0), dec!(-2.50)]).unwrap();
        assert_eq!((usage.remaining, usage.percent), (dec!(12.50), Some(dec!(-25.00))));
    }

    #[test]
    fn debts_from_an_earlier_budget_have_no_percentage() {
        let usage = Usage::new([dec!(10), dec!(-10), dec!(5)]).unwrap();
        assert_eq!((usage.remaining, usage.percent), (dec!(-5), None));
        let usage = Usage::new([dec!(10), dec!(-30), dec!(0)]).unwrap();
        assert_eq!((usage.remaining, usage.percent), (dec!(-20), None));
    }

    #[test]
    fn amounts_at_the_limit_are_an_error() {
        assert!(Usage::new([Decimal::MAX, Decimal::ZERO, Decimal::MIN]).is_err());
        let usage = Usage::new([Decimal::MAX, Decimal::ZERO, Decimal::ZERO]).unwrap();
        assert!(usage.pace(range(), range().end(), 2).is_err());
    }

    #[test]
    fn nothing_is_projected_before_the_first_day() {
        let usage = Usage::new([dec!(300), dec!(0), dec!(5)]).unwrap();
        let pace = usage.pace(range(), NaiveDate::from_ymd_opt(2026, 10, 31).unwrap(), 2).unwrap();
        assert_eq!(pace, Pace { expected: dec!(0), projected: None });
    }

    #[test]
    fn at_the_end_the_pace_is_what_was_planned_and_spent() {
        let usage = Usage::new([dec!(300), dec!(0), dec!(123.45)]).unwrap();
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
