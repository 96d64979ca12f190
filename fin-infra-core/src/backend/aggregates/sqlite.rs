//! SQLite, whose numbers have 64 bits and whose own times have milliseconds.

use sqlx::error::BoxDynError;
use sqlx::{Arguments as _, Sqlite};

use super::{Aggregates, offset};
use crate::value::{Offsets, TimeColumn, Unit};

/// The number of bits of the lower part of a wide sum.
const LOW_BITS: u32 = 32;
const LOW: i128 = (1 << LOW_BITS) - 1;

impl Aggregates for Sqlite {
    /// `SUM` fails if a sum exceeds 64 bits on the way. A wide one adds up the upper and the lower halves, and carries.
    fn sum(column: &str, wide: bool) -> Vec<String> {
        if !wide {
            return vec![format!("COALESCE(SUM({column}), 0)")];
        }
        let (high, low) = halves(column);
        vec![format!("({high} + ({low} >> {LOW_BITS}))"), format!("({low} & {LOW})")]
    }

    fn sum_text(column: &str, wide: bool) -> String {
        if !wide {
            return format!("CAST(SUM({column}) AS TEXT)");
        }
        let (high, low) = halves(column);
        format!("({high} || ' ' || {low})")
    }

    fn total(text: &str, _scale: u32) -> Option<i128> {
        match text.split_once(' ') {
            None => text.parse().ok(),
            Some((high, low)) => {
                let (high, low): (i128, i128) = (high.parse().ok()?, low.parse().ok()?);
                high.checked_mul(LOW + 1)?.checked_add(low)
            }
        }
    }

    fn overflows(error: &sqlx::Error) -> bool {
        matches!(error, sqlx::Error::Database(error) if error.message() == "integer overflow")
    }

    fn add_units(units: i128, _scale: u32, wide: bool, to: &mut Self::Arguments) -> Result<(), BoxDynError> {
        if wide {
            // No sum of 64-bit numbers is beyond these.
            let high = (units >> LOW_BITS).clamp(i64::MIN.into(), i64::MAX.into());
            to.add(i64::try_from(high)?)?;
            return to.add(i64::try_from(units & LOW)?);
        }
        match i64::try_from(units) {
            Ok(units) => to.add(units),
            // A float beyond every integer. SQLite compares the two exactly.
            Err(_) => to.add(if units < 0 { -1e19 } else { 1e19 }),
        }
    }

    fn period(column: &str, unit: Unit, kind: TimeColumn, offsets: &Offsets) -> String {
        let day = match kind {
            TimeColumn::Date => column.to_owned(),
            TimeColumn::Local => day_of(column),
            TimeColumn::Instant => match offset(column, offsets, &|micros| micros.to_string()) {
                Some(seconds) => day_of(&format!("({column} + ({seconds}) * 1000000)")),
                None => day_of(column),
            },
        };
        match unit {
            Unit::Day => format!("date({day})"),
            Unit::Week => format!("date({day}, '-' || ((strftime('%w', {day}) + 6) % 7) || ' days')"),
            Unit::Month => format!("date({day}, 'start of month')"),
            Unit::Quarter => format!(
                "date({day}, 'start of month', '-' || ((strftime('%m', {day}) - 1) % 3) || ' months')"
            ),
            Unit::Year => format!("date({day}, 'start of year')"),
        }
    }
}

fn halves(column: &str) -> (String, String) {
    let half = |sql| format!("COALESCE(SUM({column} {sql}), 0)");
    (half(format!(">> {LOW_BITS}")), half(format!("& {LOW}")))
}

/// Writes the arguments of `date` for a time in microseconds. `date` rounds to milliseconds, which can be those of the next
/// day, so the time is rounded down first; a division alone would round the times before 1970 up.
fn day_of(micros: &str) -> String {
    const DAY: i64 = 86_400_000_000;
    format!("(({micros}) - ((({micros}) % {DAY}) + {DAY}) % {DAY}) / 1000000, 'unixepoch'")
}
