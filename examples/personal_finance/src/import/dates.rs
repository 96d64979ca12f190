//! Dates as banks write them.

use chrono::{Datelike, NaiveDate};
use clap::ValueEnum;

use super::quoted::quoted;

/// The order of day and month where a date does not show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DateOrder {
    /// As in `28/11/2026`.
    DayFirst,
    /// As in `11/28/2026`.
    MonthFirst,
}

/// What a date says about the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// It has this order.
    Order(DateOrder),
    /// `03/04/2026` is in March or in April.
    Ambiguous,
    /// It is written in a form that has only one order, or is no date.
    Nothing,
}

/// The years that a bank's file can have.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// The year of two digits from which on it is in the last century, as in POSIX.
const LAST_CENTURY: i32 = 69;

/// Returns what a date says about the order of day and month.
pub(crate) fn evidence(text: &str) -> Evidence {
    let Some([first, second, _]) = numbers(text) else { return Evidence::Nothing };
    match (first, second) {
        (13..=31, 1..=12) => Evidence::Order(DateOrder::DayFirst),
        (1..=12, 13..=31) => Evidence::Order(DateOrder::MonthFirst),
        (1..=12, 1..=12) if first != second => Evidence::Ambiguous,
        _ => Evidence::Nothing,
    }
}

/// Reads a date, and ignores a time after it. A year of two digits is from 1969 to 2068.
///
/// Dates that begin with the year, that have points, and that name the month are read whatever the order is.
///
/// # Errors
///
/// The reason, if it is not a date.
pub(crate) fn parse(text: &str, order: DateOrder) -> Result<NaiveDate, String> {
    let not_a_date = || match text.trim() {
        "" => "the date is missing".to_owned(),
        text => format!("{} is not a date", quoted(text)),
    };
    let date = match numbers(text) {
        Some([first, second, year]) => {
            let (day, month) = match order {
                DateOrder::DayFirst => (first, second),
                DateOrder::MonthFirst => (second, first),
            };
            date_of(year, month, day)
        }
        None => in_one_order(date_part(text)),
    };
    date.filter(|date| YEARS.contains(&date.year())).ok_or_else(not_a_date)
}

/// The date without the time that may follow it.
fn date_part(text: &str) -> &str {
    let text = text.trim();
    match text.split_once(['T', ' ']) {
        Some((date, time)) if time.trim().as_bytes().get(1..3).is_some_and(|time| time.contains(&b':')) => {
            date
        }
        _ => text,
    }
}

/// The three numbers of a date that does not show whether the first is the day or the month.
fn numbers(text: &str) -> Option<[i32; 3]> {
    let text = date_part(text);
    let separator = ['/', '-'].into_iter().find(|separator| text.contains(*separator))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [first, second, year] = parts[..] else { return None };
    let number = |digits: &str, lengths: &[usize]| {
        let is_number = lengths.contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
        if is_number { digits.parse().ok() } else { None }
    };
    Some([number(first, &[1, 2])?, number(second, &[1, 2])?, full_year(year, number(year, &[2, 4])?)])
}

/// Dates whose form has one order.
fn in_one_order(text: &str) -> Option<NaiveDate> {
    if let Some(date) = with_points(text) {
        return Some(date);
    }
    if text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_digit()) {
        return NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    }
    let dashed = text.replace([' ', '/'], "-");
    let year = dashed.rsplit('-').next()?;
    let format = match (dashed.split('-').next()?.len(), year.len()) {
        (4, _) => "%Y-%m-%d",
        (_, 4) => "%d-%b-%Y",
        (_, 2) => return short_year(&dashed),
        _ => return None,
    };
    NaiveDate::parse_from_str(&dashed, format).ok()
}

/// `28-Nov-26`.
fn short_year(dashed: &str) -> Option<NaiveDate> {
    let (rest, year) = dashed.rsplit_once('-')?;
    let year = full_year(year, year.parse().ok()?);
    NaiveDate::parse_from_str(&format!("{rest}-{year}"), "%d-%b-%Y").ok()
}

/// `28.11.2026` and `28.11.26`.
fn with_points(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split('.').collect();
    let [day, month, year] = parts[..] else { return None };
    let is_digits = |text: &&str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if !parts.iter().all(is_digits) || ![2, 4].contains(&year.len()) {
        return None;
    }
    date_of(full_year(year, year.parse().ok()?), month.parse().ok()?, day.parse().ok()?)
}

fn full_year(digits: &str, year: i32) -> i32 {
    match digits.len() {
        2 if year < LAST_CENTURY => 2000 + year,
        2 => 1900 + year,
        _ => year,
    }
}

fn date_of(year: i32, month: i32, day: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn dates_with_one_order_are_read_in_either() {
        for order in [DateOrder::DayFirst, DateOrder::MonthFirst] {
            for text in [
                "2026-11-28",
                "28.11.2026",
                "28.11.26",
                "20261128",
                "28 Nov 2026",
                "28-Nov-26",
                "2026-11-28T10:00:00",
                "2026/11/28",
                "2026-11-28 23:59",
            ] {
                assert_eq!(parse(text, order), Ok(day(2026, 11, 28)), "{text}");
            }
        }
    }

    #[test]
    fn the_order_decides_where_a_date_does_not() {
        assert_eq!(parse("03/04/2026", DateOrder::DayFirst), Ok(day(2026, 4, 3)));
        assert_eq!(parse("03/04/26", DateOrder::MonthFirst), Ok(day(2026, 3, 4)));
        assert_eq!(parse("3-4-1999", DateOrder::DayFirst), Ok(day(1999, 4, 3)));
        assert_eq!(parse("01/02/69", DateOrder::DayFirst), Ok(day(1969, 2, 1)));
        assert_eq!(parse("01/02/68", DateOrder::DayFirst), Ok(day(2068, 2, 1)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "yesterday",
            "31.02.2026",
            "28/13/2026",
            "2026-13-01",
            "1.1",
            "01.01.0206",
            "2026-1",
            "١.١.٢٠٢٦",
            "+1/+2/2026",
        ] {
            assert!(parse(text, DateOrder::DayFirst).is_err(), "{text}");
        }
        assert_eq!(parse(" ", DateOrder::DayFirst).unwrap_err(), "the date is missing");
    }

    #[test]
    fn the_order_is_recognized_unless_a_date_could_be_two() {
        assert_eq!(evidence("28/11/2026"), Evidence::Order(DateOrder::DayFirst));
        assert_eq!(evidence("11/28/2026"), Evidence::Order(DateOrder::MonthFirst));
        assert_eq!(evidence("03/04/2026"), Evidence::Ambiguous);
        assert_eq!(evidence("04/04/2026"), Evidence::Nothing);
        assert_eq!(evidence("2026-03-04"), Evidence::Nothing);
        assert_eq!(evidence("40/40/2026"), Evidence::Nothing);
    }
}
