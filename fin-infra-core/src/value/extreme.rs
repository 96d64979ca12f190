//! Types that have a smallest and a greatest value in every store.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;

use super::Native;

/// A type of values, the smallest and the greatest of which an aggregate can return.
#[diagnostic::on_unimplemented(
    message = "a column of `{Self}` has no smallest and no greatest value",
    label = "not a number, a text, a date or a time",
    note = "`min` and `max` need a type that every database orders: remove them from this field"
)]
pub trait Extreme: Native {}

macro_rules! extremes {
    ($($type:ty),*) => {$(impl Extreme for $type {})*};
}

extremes!(
    i8,
    i16,
    i32,
    i64,
    u8,
    u16,
    u32,
    u64,
    f32,
    f64,
    Decimal,
    String,
    DateTime<Utc>,
    NaiveDateTime,
    NaiveDate,
    NaiveTime
);
