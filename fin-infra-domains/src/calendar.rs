//! Ranges of days, and periods by the calendar.

use chrono::{Days, Months, NaiveDate};
use fin_infra::{Error, Result};
use serde::{Deserialize, Serialize};

/// Consecutive days. The first and the last day both belong to the range.
///
/// ```
/// use chrono::NaiveDate;
/// use fin_infra_domains::calendar::DateRange;
///
/// let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
/// let november = DateRange::new(day(1), day(30))?;
/// assert_eq!(november.days(), 30);
/// assert_eq!(november.days_elapsed(day(10)), 10);
/// assert!(DateRange::new(day(2), day(1)).is_err());
/// # Ok::<(), fin_infra::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    start: NaiveDate,
    end: NaiveDate,
}

impl DateRange {
    /// The days from `start` to `end`.
    ///
    /// # Errors
    ///
    /// If `end` is before `start`.
    pub fn new(start: NaiveDate, end: NaiveDate) -> Result<Self> {
        if end < start {
            return Err(Error::invalid("end", "must not be before the start"));
        }
        Ok(Self { start, end })
    }

    /// The first day.
    #[must_use]
    pub fn start(self) -> NaiveDate {
        self.start
    }

    /// The last day.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        self.end
    }

    /// The number of days, at least one.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.end - self.start).num_days() + 1
    }

    /// Whether a day belongs to the range.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.start..=self.end).contains(&day)
    }

    /// Whether a day belongs to both ranges.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// The number of days up to the end of `today`: none before the first day, all after the last one.
    #[must_use]
    pub fn days_elapsed(self, today: NaiveDate) -> i64 {
        ((today - self.start).num_days() + 1).clamp(0, self.days())
    }
}

/// How long a budget lasts before the next one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "resources", derive(sqlx::Type))]
#[cfg_attr(feature = "resources", sqlx(type_name = "text", rename_all = "snake_case"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Period {
    /// 7 days.
    Weekly,
    /// 14 days.
    Biweekly,
    /// A month of the calendar.
    Monthly,
    /// Three months of the calendar.
    Quarterly,
    /// Twelve months of the calendar.
    Yearly,
}

/// The length of a period.
enum Length {
    Days(u64),
    Months(u32),
}

impl Period {
    /// All periods, the shortest first.
    pub const ALL: [Self; 5] = [Self::Weekly, Self::Biweekly, Self::Monthly, Self::Quarterly, Self::Yearly];

    fn length(self) -> Length {
        match self {
            Self::Weekly => Length::Days(7),
            Self::Biweekly => Length::Days(14),
            Self::Monthly => Length::Months(1),
            Self::Quarterly => Length::Months(3),
            Self::Yearly => Length::Months(12),
        }
    }

    fn start(self, first: NaiveDate, index: u32) -> Option<NaiveDate> {
        match self.length() {
            Length::Days(days) => first.checked_add_days(Days::new(days * u64::from(index))),
            Length::Months(months) => first.checked_add_months(Months::new(months.checked_mul(index)?)),
        }
    }

    /// The period with this index, if the one with index 0 begins on `first`.
    ///
    /// Each period ends on the day before the next one begins, so that periods neither overlap nor leave a gap. A month
    /// that is too short for the day of `first` begins on its last day, and the months after it begin on that day again.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use fin_infra_domains::calendar::Period;
    ///
    /// let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    /// let period = |index| Period::Monthly.range(day(1, 31), index).map(|range| (range.start(), range.end()));
    /// assert_eq!(period(0)?, (day(1, 31), day(2, 27)));
    /// assert_eq!(period(1)?, (day(2, 28), day(3, 30)));
    /// assert_eq!(period(2)?, (day(3, 31), day(4, 29)));
    /// # Ok::<(), fin_infra::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the calendar ends before the period does.
    pub fn range(self, first: NaiveDate, index: u32) -> Result<DateRange> {
        let next = index.checked_add(1).and_then(|next| self.start(first, next));
        match (self.start(first, index), next.and_then(|next| next.pred_opt())) {
            (Some(start), Some(end)) => DateRange::new(start, end),
            _ => Err(Error::invalid("start", "the period is beyond the end of the calendar")),
        }
    }

    /// The period to which a day belongs, and its index, if the period with index 0 begins on `first`.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use fin_infra_domains::calendar::Period;
    ///
    /// let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    /// let (index, range) = Period::Quarterly.containing(day(1, 1), day(11, 28))?;
    /// assert_eq!((index, range.start(), range.end()), (3, day(10, 1), day(12, 31)));
    /// # Ok::<(), fin_infra::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the day is before `first`, or the calendar ends before the period does.
    pub fn containing(self, first: NaiveDate, day: NaiveDate) -> Result<(u32, DateRange)> {
        if day < first {
            return Err(Error::invalid("day", "must not be before the first period"));
        }
        let last = match self.length() {
            Length::Days(days) => u64::try_from((day - first).num_days()).unwrap_or_default() / days,
            Length::Months(months) => u64::from(months_between(first, day) / months),
        };
        let last =
            u32::try_from(last).map_err(|_| Error::invalid("day", "is too far from the first period"))?;
        // The day of the month may come after the day of the date, so that the month has not begun yet.
        let range = self.range(first, last)?;
        match last.checked_sub(1) {
            Some(before) if day < range.start => Ok((before, self.range(first, before)?)),
            _ => Ok((last, range)),
        }
    }
}

/// The number of months from the month of one day to the month of a later one.
pub(crate) fn months_between(from: NaiveDate, to: NaiveDate) -> u32 {
    use chrono::Datelike;
    let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    u32::try_from(months(to) - months(from)).unwrap_or_default()
}

/// The first day of a day's month.
pub(crate) fn first_of_month(day: NaiveDate) -> NaiveDate {
    use chrono::Datelike;
    day.with_day(1).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_leap_day_is_the_last_day_of_a_yearly_period() {
        let range = Period::Yearly.range(day(2023, 3, 1), 0).unwrap();
        assert_eq!((range.end(), range.days()), (day(2024, 2, 29), 366));
        let range = Period::Yearly.range(day(2024, 2, 29), 1).unwrap();
        assert_eq!((range.start(), range.end()), (day(2025, 2, 28), day(2026, 2, 27)));
    }

    #[test]
    fn a_period_beyond_the_calendar_is_an_error() {
        assert!(Period::Weekly.range(NaiveDate::MAX, 0).is_err());
        assert!(Period::Yearly.range(day(2026, 1, 1), u32::MAX).is_err());
        assert!(Period::Monthly.containing(day(2026, 2, 1), day(2026, 1, 31)).is_err());
    }

    #[test]
    fn ranges_that_share_one_day_overlap() {
        let range = |from, to| DateRange::new(day(2026, 1, from), day(2026, 1, to)).unwrap();
        assert!(range(1, 10).overlaps(range(10, 20)));
        assert!(range(10, 20).overlaps(range(1, 10)));
        assert!(!range(1, 9).overlaps(range(10, 20)));
    }

    #[test]
    fn elapsed_days_stay_within_the_range() {
        let range = DateRange::new(day(2026, 1, 10), day(2026, 1, 19)).unwrap();
        assert_eq!(range.days_elapsed(day(2026, 1, 9)), 0);
        assert_eq!(range.days_elapsed(day(2026, 1, 10)), 1);
        assert_eq!(range.days_elapsed(day(2026, 1, 19)), 10);
        assert_eq!(range.days_elapsed(day(2027, 1, 1)), 10);
    }

    proptest! {
        #[test]
        fn each_day_belongs_to_one_period(
            start in 0_u64..40_000, after in 0_u64..40_000, period in proptest::sample::select(&Period::ALL[..])
        ) {
            let first = day(1950, 1, 1) + Days::new(start);
            let day = first + Days::new(after);
            let (index, range) = period.containing(first, day).unwrap();
            prop_assert!(range.contains(day));
            prop_assert_eq!(range, period.range(first, index).unwrap());
            let next = period.range(first, index + 1).unwrap();
            prop_assert_eq!(range.end().succ_opt().unwrap(), next.start());
        }
    }
}
