//! PostgreSQL.

use sqlx::Postgres;
use sqlx::error::BoxDynError;

use super::{Aggregates, decimal, offset, timestamp};
use crate::table::Limits;
use crate::value::{NativeIn, Offsets, TimeColumn, Unit};

impl Aggregates for Postgres {
    fn sum_text(column: &str, _wide: bool) -> String {
        format!("SUM({column})::text")
    }

    fn add_units(units: i128, scale: u32, _wide: bool, to: &mut Self::Arguments) -> Result<(), BoxDynError> {
        NativeIn::<Self>::add(&decimal(units, scale), &Limits::DEFAULT, to)
    }

    fn period(column: &str, unit: Unit, kind: TimeColumn, offsets: &Offsets) -> String {
        let local = match kind {
            TimeColumn::Instant => {
                let utc = format!("({column} AT TIME ZONE 'UTC')");
                match offset(column, offsets, &|micros| format!("TIMESTAMPTZ '{}+00'", timestamp(micros))) {
                    Some(seconds) => format!("({utc} + ({seconds}) * INTERVAL '1 second')"),
                    None => utc,
                }
            }
            TimeColumn::Local => column.to_owned(),
            TimeColumn::Date => format!("{column}::timestamp"),
        };
        let unit = match unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Quarter => "quarter",
            Unit::Year => "year",
        };
        format!("date_trunc('{unit}', {local})::date")
    }
}
