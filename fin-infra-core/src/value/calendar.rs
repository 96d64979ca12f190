//! Periods of a calendar, and the offsets of a time zone.

use chrono::{DateTime, Datelike, Days, NaiveDate};

/// A unit of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A day.
    Day,
    /// A week, which begins on Monday, as in ISO 8601.
    Week,
    /// A month.
    Month,
    /// Three months, from January, April, July or October.
    Quarter,
    /// A year.
    Year,
}

/// What a column of times contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeColumn {
    /// Instants, which have a date only in a time zone.
    Instant,
    /// Local times.
    Local,
    /// Dates.
    Date,
}

impl Unit {
    /// Returns the first day of the period that a day belongs to.
    pub(crate) fn begin(self, day: NaiveDate) -> NaiveDate {
        let first_of = |month| NaiveDate::from_ymd_opt(day.year(), month, 1);
        let begin = match self {
            Self::Day => Some(day),
            Self::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())),
            Self::Month => first_of(day.month()),
            Self::Quarter => first_of(day.month0() / 3 * 3 + 1),
            Self::Year => first_of(1),
        };
        begin.unwrap_or(day)
    }
}

/// The offsets of a time zone: instants in microseconds since 1970, in order, and the seconds that are added to each time
/// from then on. The first one applies to all earlier times as well.
#[derive(Clone, Debug, PartialEq)]
pub struct Offsets(Vec<(i64, i32)>);

impl Offsets {
    /// No offset at all.
    pub(crate) fn none() -> Self {
        Self(vec![(i64::MIN, 0)])
    }

    /// Years have four digits in every store. So the last hours of the year 9999 belong to its last day in each time zone, and
    /// the first hours of the year 1000 to its first one.
    pub(crate) fn new(mut parts: Vec<(i64, i32)>) -> Self {
        if let Some(&(_, seconds)) = parts.last()
            && seconds > 0
        {
            let end = END - i64::from(seconds) * 1_000_000;
            parts.retain(|(instant, _)| *instant < end);
            parts.push((end, 0));
        }
        if let Some(&(instant, seconds)) = parts.first()
            && seconds < 0
        {
            parts[0] = (BEGIN - i64::from(seconds) * 1_000_000, seconds);
            parts.insert(0, (instant, 0));
        }
        Self(parts)
    }

    pub(crate) fn parts(&self) -> &[(i64, i32)] {
        &self.0
    }

    /// The local date of an instant.
    pub(crate) fn date(&self, micros: i64) -> Option<NaiveDate> {
        let after = self.0.partition_point(|(instant, _)| *instant <= micros);
        let seconds = self.0.get(after.saturating_sub(1)).map_or(0, |(_, seconds)| *seconds);
        let local = micros.checked_add(i64::from(seconds) * 1_000_000)?;
        DateTime::from_timestamp_micros(local).map(|local| local.date_naive())
    }
}

/// The first instant of the year 1000.
const BEGIN: i64 = -30_610_224_000_000_000;

/// The first instant of the year 10000.
const END: i64 = 253_402_300_800_000_000;

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{BEGIN, END, Offsets, Unit};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_begins_on_its_first_day() {
        for (unit, day, begin) in [
            (Unit::Day, "2026-11-27", "2026-11-27"),
            (Unit::Week, "2026-11-27", "2026-11-23"),
            (Unit::Week, "2026-11-23", "2026-11-23"),
            (Unit::Week, "2027-01-03", "2026-12-28"),
            (Unit::Month, "2024-02-29", "2024-02-01"),
            (Unit::Quarter, "2026-12-31", "2026-10-01"),
            (Unit::Quarter, "2026-03-31", "2026-01-01"),
            (Unit::Year, "2026-12-31", "2026-01-01"),
        ] {
            assert_eq!(unit.begin(date(day)), date(begin), "{unit:?} of {day}");
        }
    }

    #[test]
    fn no_offset_leads_out_of_the_years_that_can_be_stored() {
        for seconds in [-50_400, -1, 0, 1, 50_400] {
            let offsets = Offsets::new(vec![(i64::MIN, seconds)]);
            assert_eq!(offsets.date(END - 1), Some(date("9999-12-31")), "{seconds}");
            assert_eq!(offsets.date(BEGIN), Some(date("1000-01-01")), "{seconds}");
        }
        let west = Offsets::new(vec![(i64::MIN, -3_600)]);
        assert_eq!(west.date(0), Some(date("1969-12-31")));
        assert_eq!(west.date(3_600_000_000), Some(date("1970-01-01")));
    }
}
