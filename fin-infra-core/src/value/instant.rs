//! An instant that is compared with a column, but not stored.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::native::YEARS;

/// Returns the instant with which to compare a column, for any instant `time`: the values of the column before `time`
/// are exactly those before this instant. `None` if no value is before it.
#[must_use]
pub fn bound(time: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if time.year() < *YEARS.start() {
        return None;
    }
    // Columns have microsecond precision, so a value in the microsecond that contains `time` is before it.
    let part = i64::from(time.timestamp_subsec_nanos() % 1_000);
    let whole =
        if part == 0 { Some(time) } else { time.checked_add_signed(TimeDelta::nanoseconds(1_000 - part)) };
    whole.filter(|whole| whole.year() <= *YEARS.end()).or(LAST)
}

/// The last microsecond of the year 9999.
const LAST: Option<DateTime<Utc>> = DateTime::from_timestamp_micros(253_402_300_799_999_999);

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::{LAST, bound};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn an_instant_is_the_first_microsecond_that_is_not_before_it() {
        let micro = at("2026-01-01T00:00:00.000001Z");
        assert_eq!(bound(micro), Some(micro));
        assert_eq!(bound(at("2026-01-01T00:00:00.000000001Z")), Some(micro));
        assert_eq!(bound(at("2025-12-31T23:59:59.999999999Z")), Some(at("2026-01-01T00:00:00Z")));
    }

    #[test]
    fn every_instant_has_one_or_nothing_before_it() {
        assert_eq!(LAST, Some(at("9999-12-31T23:59:59.999999Z")));
        for late in
            [DateTime::<Utc>::MAX_UTC, at("9999-12-31T23:59:59.999999999Z"), at("+12345-01-01T00:00:00Z")]
        {
            assert_eq!(bound(late), LAST);
        }
        for early in
            [DateTime::<Utc>::MIN_UTC, at("0000-01-01T00:00:00Z"), at("0999-12-31T23:59:59.999999999Z")]
        {
            assert_eq!(bound(early), None);
        }
        assert_eq!(bound(at("1000-01-01T00:00:00Z")), Some(at("1000-01-01T00:00:00Z")));
    }
}
