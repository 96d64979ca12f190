//! How far a goal is.

use chrono::{Days, NaiveDate};
use fin_infra::{Error, Result};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use crate::arithmetic::{difference, percent, proportion, sum};
use crate::calendar::months_between;

/// What somebody saves for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The amount to save.
    pub target: Decimal,
    /// The day on which saving begins.
    pub start: NaiveDate,
    /// The day on which the target should be reached.
    pub due: Option<NaiveDate>,
}

/// Money that was put aside, or taken out if the amount is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    /// The day.
    pub day: NaiveDate,
    /// The amount.
    pub amount: Decimal,
}

/// How far a goal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GoalProgress {
    /// The sum of the contributions.
    pub current: Decimal,
    /// What is missing, at least zero.
    pub remaining: Decimal,
    /// How many percent of the target are saved, to two decimal places.
    pub percent: Decimal,
    /// The day on which the target is reached if saving goes on as it did from the start until today. `None` if nothing
    /// would ever be saved, or if the calendar ends before that.
    pub completion: Option<NaiveDate>,
    /// What has to be saved in each month from this one until the one of the due date, rounded half to even. `None` without a
    /// due date, or after it.
    pub monthly: Option<Decimal>,
    /// Whether the target is reached by the due date if saving goes on like this. `None` without a due date.
    pub is_on_track: Option<bool>,
}

/// Returns how far a goal is at the end of `today`. Contributions of later days are ignored, and those before the start count.
///
/// ```
/// use chrono::NaiveDate;
/// use fin_infra_domains::goals::{Contribution, Plan, progress};
/// use fin_infra::dec;
///
/// let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
/// let plan = Plan { target: dec!(1000), start: day(1, 1), due: Some(day(12, 31)) };
/// let saved = [day(1, 10), day(2, 10), day(3, 10)].map(|day| Contribution { day, amount: dec!(90) });
/// let goal = progress(plan, &saved, day(3, 31), 2)?;
/// assert_eq!((goal.current, goal.remaining, goal.percent), (dec!(270), dec!(730), dec!(27.00)));
/// // 3 of 90 days a euro: 244 more days.
/// assert_eq!(goal.completion, Some(day(11, 30)));
/// assert_eq!(goal.is_on_track, Some(true));
/// // March is one of the ten months that are left.
/// assert_eq!(goal.monthly, Some(dec!(73.00)));
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If the target is not above zero, the due date or today is before the start, or the amounts are too large to calculate with.
pub fn progress(
    plan: Plan,
    contributions: &[Contribution],
    today: NaiveDate,
    scale: u32,
) -> Result<GoalProgress> {
    let Plan { target, start, due } = plan;
    if target <= Decimal::ZERO {
        return Err(Error::invalid("target", "must be above zero"));
    }
    if due.is_some_and(|due| due < start) {
        return Err(Error::invalid("due", "must not be before the start"));
    }
    if today < start {
        return Err(Error::invalid("today", "must not be before the start"));
    }
    let past = contributions.iter().filter(|contribution| contribution.day <= today);
    let current = sum("contributions", past.map(|contribution| contribution.amount))?;
    let remaining = difference("contributions", target, current)?.max(Decimal::ZERO);
    let completion = match remaining.is_zero() {
        true => Some(today),
        false => completion(current, remaining, start, today)?,
    };
    let months = due.filter(|due| *due >= today).map(|due| months_between(today, due) + 1);
    let monthly = months.map(|months| proportion("target", remaining, (Decimal::ONE, months.into()), scale));
    Ok(GoalProgress {
        current,
        remaining,
        percent: percent("contributions", current, target)?.unwrap_or_default(),
        completion,
        monthly: monthly.transpose()?,
        is_on_track: due.map(|due| completion.is_some_and(|completion| completion <= due)),
    })
}

/// Returns the day on which `remaining` is saved if each day saves as much as the average one did.
fn completion(
    current: Decimal,
    remaining: Decimal,
    start: NaiveDate,
    today: NaiveDate,
) -> Result<Option<NaiveDate>> {
    if current <= Decimal::ZERO {
        return Ok(None);
    }
    let days = Decimal::from((today - start).num_days() + 1);
    let more = remaining.checked_mul(days).and_then(|product| product.checked_div(current));
    let more = more.ok_or_else(|| crate::arithmetic::too_large("contributions"))?;
    Ok(more.ceil().to_u64().and_then(|more| today.checked_add_days(Days::new(more))))
}

#[cfg(test)]
mod tests {
    use fin_infra::dec;

    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn plan(due: Option<NaiveDate>) -> Plan {
        Plan { target: dec!(100), start: day(1, 1), due }
    }

    fn saved(amount: Decimal) -> [Contribution; 1] {
        [Contribution { day: day(1, 1), amount }]
    }

    #[test]
    fn nothing_saved_is_never_complete() {
        let goal = progress(plan(Some(day(2, 28))), &[], day(1, 31), 2).unwrap();
        assert_eq!((goal.completion, goal.is_on_track), (None, Some(false)));
        assert_eq!(goal.monthly, Some(dec!(50.00)));
        let withdrawn = progress(plan(None), &saved(dec!(-5)), day(1, 31), 2).unwrap();
        assert_eq!((withdrawn.remaining, withdrawn.completion), (dec!(105), None));
        assert_eq!((withdrawn.monthly, withdrawn.is_on_track), (None, None));
    }

    #[test]
    fn a_reached_goal_is_complete_today() {
        let goal = progress(plan(Some(day(12, 31))), &saved(dec!(120)), day(1, 31), 2).unwrap();
        assert_eq!((goal.remaining, goal.percent, goal.completion), (dec!(0), dec!(120), Some(day(1, 31))));
        assert_eq!((goal.monthly, goal.is_on_track), (Some(dec!(0)), Some(true)));
    }

    #[test]
    fn nothing_is_zero_percent_and_the_target_is_one_hundred() {
        let percent = |amount| progress(plan(None), &saved(amount), day(1, 31), 2).unwrap().percent;
        assert_eq!([dec!(0), dec!(33.335), dec!(100)].map(percent), [dec!(0.00), dec!(33.34), dec!(100.00)]);
    }

    #[test]
    fn the_months_until_the_due_date_go_on_in_the_next_year() {
        let due = NaiveDate::from_ymd_opt(2027, 2, 28);
        // November to February.
        let goal = progress(plan(due), &saved(dec!(20)), day(11, 15), 2).unwrap();
        assert_eq!(goal.monthly, Some(dec!(20.00)));
    }

    #[test]
    fn after_the_due_date_nothing_is_asked_for_each_month() {
        let goal = progress(plan(Some(day(1, 15))), &saved(dec!(50)), day(1, 16), 2).unwrap();
        assert_eq!((goal.monthly, goal.is_on_track), (None, Some(false)));
    }

    #[test]
    fn a_part_of_a_day_is_a_day() {
        // 30 a day for the first day: 70 more take 2 1/3 days.
        let goal = progress(plan(None), &saved(dec!(30)), day(1, 1), 2).unwrap();
        assert_eq!(goal.completion, Some(day(1, 4)));
    }

    #[test]
    fn a_completion_beyond_the_calendar_is_none() {
        let large = Plan { target: dec!(1_000_000_000_000), ..plan(None) };
        assert_eq!(progress(large, &saved(dec!(0.01)), day(1, 1), 2).unwrap().completion, None);
    }

    #[test]
    fn contributions_of_tomorrow_do_not_count() {
        let goal = progress(plan(None), &[Contribution { day: day(2, 1), amount: dec!(50) }], day(1, 31), 2);
        assert_eq!(goal.unwrap().current, dec!(0));
    }

    #[test]
    fn dates_and_targets_that_make_no_goal_are_errors() {
        let reason = |plan, today| progress(plan, &[], today, 2).unwrap_err().to_string();
        assert_eq!(reason(Plan { target: dec!(0), ..plan(None) }, day(1, 1)), "target: must be above zero");
        let early = Plan { start: day(2, 1), ..plan(Some(day(1, 31))) };
        assert_eq!(reason(early, day(2, 1)), "due: must not be before the start");
        assert_eq!(
            reason(Plan { start: day(2, 1), ..plan(None) }, day(1, 1)),
            "today: must not be before the start"
        );
    }
}
