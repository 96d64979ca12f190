//! A month of the calendar.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context, Result};
use chrono::{Datelike as _, Days, NaiveDate};
use fin_infra_domains::calendar::{DateRange, Period};

/// A month of the calendar, written as `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Month(NaiveDate);

impl Month {
    /// The month of a day.
    pub(crate) fn of(day: NaiveDate) -> Self {
        Self(day - Days::new(u64::from(day.day0())))
    }

    /// The days of the month.
    pub(crate) fn range(self) -> Result<DateRange> {
        Ok(Period::Monthly.range(self.0, 0)?)
    }

    /// The day as of which a report is: today within the month, and otherwise the day of it that is nearest to today.
    pub(crate) fn as_of(self, today: NaiveDate) -> Result<NaiveDate> {
        let range = self.range()?;
        Ok(today.clamp(range.start(), range.end()))
    }

    /// The name, such as `November 2026`.
    pub(crate) fn title(self) -> String {
        self.0.format("%B %Y").to_string()
    }
}

impl FromStr for Month {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok();
        first.filter(|_| text.len() == 7).map(Self).context("write a month as in `2026-11`")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m").fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_as_of_the_day_of_the_month_that_is_nearest_to_today() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        let november: Month = "2026-11".parse().unwrap();
        assert_eq!(november.as_of(day(10, 5)).unwrap(), day(11, 1));
        assert_eq!(november.as_of(day(11, 5)).unwrap(), day(11, 5));
        assert_eq!(november.as_of(day(12, 5)).unwrap(), day(11, 30));
    }

    #[test]
    fn a_month_is_written_with_a_hyphen() {
        for text in ["2026-13", "2026", "11-2026", "2026-1", "26-11"] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
