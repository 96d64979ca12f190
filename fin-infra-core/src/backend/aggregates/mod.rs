//! How each database adds up columns exactly, and finds the period of a calendar that a time belongs to.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use sqlx::Database;
use sqlx::error::BoxDynError;

use crate::value::{Offsets, TimeColumn, Unit};

/// The functions of a database for aggregates. Columns are given as SQL.
pub trait Aggregates: Database {
    /// Writes the sum of a column; zero if there are no values. If it has several parts, sums compare by the first part that
    /// differs. Only a sum that [overflows](Self::overflows) is `wide`.
    #[must_use]
    fn sum(column: &str, _wide: bool) -> Vec<String> {
        vec![format!("COALESCE(SUM({column}), 0)")]
    }

    /// Writes the sum of a column as a text, for [`total`](Self::total).
    fn sum_text(column: &str, wide: bool) -> String;

    /// Returns a sum in units of the last decimal place of its column, unless it has too many digits.
    #[must_use]
    fn total(text: &str, scale: u32) -> Option<i128> {
        decimal_units(text, scale)
    }

    /// Returns `true` for the error of a sum that needs to be `wide`.
    #[must_use]
    fn overflows(_error: &sqlx::Error) -> bool {
        false
    }

    /// Writes a placeholder that is compared with a part of a sum.
    #[must_use]
    fn units(placeholder: String, _scale: u32) -> String {
        placeholder
    }

    /// Adds what is compared with each part of a sum.
    fn add_units(units: i128, scale: u32, wide: bool, to: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Writes the first day of the period that a time belongs to.
    fn period(column: &str, unit: Unit, kind: TimeColumn, offsets: &Offsets) -> String;
}

/// Returns the units of a decimal text such as `-12.50`.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn decimal_units(text: &str, scale: u32) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let scale = scale as usize;
    let (kept, rest) = fraction.split_at_checked(scale).unwrap_or((fraction, ""));
    if rest.bytes().any(|digit| digit != b'0') {
        return None;
    }
    format!("{whole}{kept:0<scale$}").parse().ok()
}

/// Returns what is compared with a sum, given in units of a decimal place. No sum is beyond the greatest decimal.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn decimal(mut units: i128, mut scale: u32) -> rust_decimal::Decimal {
    loop {
        match rust_decimal::Decimal::try_from_i128_with_scale(units, scale) {
            Ok(decimal) => return decimal,
            Err(_) if scale > 0 && units % 10 == 0 => (units, scale) = (units / 10, scale - 1),
            Err(_) if units < 0 => return rust_decimal::Decimal::MIN,
            Err(_) => return rust_decimal::Decimal::MAX,
        }
    }
}

#[cfg(not(any(feature = "postgres", feature = "mysql")))]
fn decimal_units(_text: &str, _scale: u32) -> Option<i128> {
    None
}

/// Writes the offset of an instant in seconds, as a binary search among the instants at which it changes; `None` if it is
/// always zero.
fn offset(column: &str, offsets: &Offsets, instant: &dyn Fn(i64) -> String) -> Option<String> {
    fn search(column: &str, parts: &[(i64, i32)], instant: &dyn Fn(i64) -> String, sql: &mut String) {
        if let [.., (_, only)] = parts
            && parts.len() == 1
        {
            sql.push_str(&only.to_string());
            return;
        }
        let (before, after) = parts.split_at(parts.len() / 2);
        let first = after.first().map_or(0, |(first, _)| *first);
        sql.extend(["CASE WHEN ", column, " < ", &instant(first), " THEN "]);
        search(column, before, instant, sql);
        sql.push_str(" ELSE ");
        search(column, after, instant, sql);
        sql.push_str(" END");
    }
    let parts = offsets.parts();
    if parts.iter().all(|(_, seconds)| *seconds == 0) {
        return None;
    }
    let mut sql = String::new();
    search(column, parts, instant, &mut sql);
    Some(sql)
}

/// Writes an instant of whole seconds as `2026-03-29 01:00:00`.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn timestamp(micros: i64) -> String {
    let instant = chrono::DateTime::from_timestamp_micros(micros).unwrap_or_default();
    instant.format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    #[test]
    fn a_sum_is_read_exactly_or_not_at_all() {
        use super::decimal_units;

        let nines = "9".repeat(37);
        for (text, units) in [
            ("12.50", Some(1_250)),
            ("-0.05", Some(-5)),
            ("7", Some(700)),
            ("7.5", Some(750)),
            ("7.5000", Some(750)),
            ("7.505", None),
            (nines.as_str(), None),
        ] {
            assert_eq!(decimal_units(text, 2), units, "{text}");
        }
    }
}
