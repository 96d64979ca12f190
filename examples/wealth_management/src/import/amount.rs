//! Amounts and days as files have them.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use fin_infra::prelude::*;

/// Reads an amount with a decimal point or a decimal comma. Separators of thousands are refused: `1.234` could be either.
pub(super) fn amount(text: &str) -> Result<Decimal, String> {
    let invalid = || format!("`{text}` is not an amount without separators of thousands, such as 1234.50");
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let marks = digits.matches([',', '.']).count();
    if marks > 1 || !digits.chars().all(|sign| sign.is_ascii_digit() || [',', '.'].contains(&sign)) {
        return Err(invalid());
    }
    Decimal::from_str_exact(&text.replace(',', ".")).map_err(|_| invalid())
}

/// The years of days. Others are mistakes, such as the year 26.
const YEARS: RangeInclusive<i32> = 1900..=2199;

/// Reads a day of four, two and two digits.
pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let day = day.filter(|day| text.len() == 10 && YEARS.contains(&day.year()));
    day.ok_or_else(|| format!("`{text}` is not a day, such as 2026-11-28"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_a_decimal_point_or_a_decimal_comma() {
        for (text, expected) in
            [("1234.50", dec!(1234.50)), ("1234,5", dec!(1234.5)), ("-7", dec!(-7)), ("+7", dec!(7))]
        {
            assert_eq!(amount(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            "-",
            "1.234,50",
            "1,234.50",
            "1 234",
            "1'234",
            "1e5",
            "1_000",
            "€5",
            "99999999999999999999999999999999",
        ] {
            assert!(amount(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_have_four_digits_for_the_year() {
        assert_eq!(day("2026-11-28").unwrap().to_string(), "2026-11-28");
        for text in [
            "",
            "26-11-28",
            "28.11.26",
            "28.11.2026",
            "2026-02-29",
            "2026-11-28 ",
            "0026-11-28",
            "+026-11-28",
        ] {
            assert!(day(text).is_err(), "{text}");
        }
    }
}
