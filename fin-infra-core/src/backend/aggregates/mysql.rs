//! MySQL and MariaDB.

use sqlx::MySql;
use sqlx::error::BoxDynError;

use super::{Aggregates, decimal, offset, timestamp};
use crate::table::Limits;
use crate::value::{NativeIn, Offsets, TimeColumn, Unit};

impl Aggregates for MySql {
    fn sum_text(column: &str, _wide: bool) -> String {
        format!("CAST(SUM({column}) AS CHAR)")
    }

    // The type of a placeholder depends on the version of the server.
    fn units(placeholder: String, scale: u32) -> String {
        format!("CAST({placeholder} AS DECIMAL(65, {scale}))")
    }

    fn add_units(units: i128, scale: u32, _wide: bool, to: &mut Self::Arguments) -> Result<(), BoxDynError> {
        NativeIn::<Self>::add(&decimal(units, scale), &Limits::DEFAULT, to)
    }

    fn period(column: &str, unit: Unit, kind: TimeColumn, offsets: &Offsets) -> String {
        let instant = |micros| format!("TIMESTAMP'{}'", timestamp(micros));
        let local = match (kind, offset(column, offsets, &instant)) {
            (TimeColumn::Instant, Some(seconds)) => format!("({column} + INTERVAL ({seconds}) SECOND)"),
            _ => column.to_owned(),
        };
        match unit {
            Unit::Day => format!("DATE({local})"),
            Unit::Week => format!("(DATE({local}) - INTERVAL WEEKDAY({local}) DAY)"),
            Unit::Month => format!("(DATE({local}) - INTERVAL DAYOFMONTH({local}) - 1 DAY)"),
            Unit::Quarter => {
                format!("(MAKEDATE(YEAR({local}), 1) + INTERVAL QUARTER({local}) * 3 - 3 MONTH)")
            }
            Unit::Year => format!("MAKEDATE(YEAR({local}), 1)"),
        }
    }
}
