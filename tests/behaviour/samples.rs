//! A column of every type that can be one, three values each: a low one, one between, and a high one.

use std::fmt::Debug;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use fin_infra::prelude::*;

use crate::support::decimal;

/// An enum that is stored as text, and therefore ordered by it: `active`, `closed`, `on_hold`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub(crate) enum Status {
    OnHold,
    Active,
    Closed,
}

/// An enum that is stored as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[repr(i32)]
pub(crate) enum Level {
    High = 1_000,
    Low = -5,
    Middle = 7,
}

/// A newtype of text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Code(pub(crate) String);

/// A newtype of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Points(pub(crate) i64);

/// A decimal under another name.
pub(crate) type Cash = Decimal;
/// A time under another name.
pub(crate) type Timestamp = DateTime<Utc>;

/// Every type, required.
#[derive(FinResource, Debug, Clone)]
#[fin(
    filter(
        "tiny",
        "small",
        "medium",
        "large",
        "tiny_unsigned",
        "small_unsigned",
        "medium_unsigned",
        "single",
        "double",
        "amount",
        "money",
        "key",
        "text",
        "bytes",
        "moment",
        "instant",
        "local",
        "day",
        "clock",
        "status",
        "level",
        "code",
        "points"
    ),
    order(
        "tiny",
        "small",
        "medium",
        "large",
        "tiny_unsigned",
        "small_unsigned",
        "medium_unsigned",
        "single",
        "double",
        "amount",
        "money",
        "key",
        "text",
        "bytes",
        "moment",
        "instant",
        "local",
        "day",
        "clock",
        "status",
        "level",
        "code",
        "points"
    )
)]
pub(crate) struct Sample {
    /// Which of the three it is.
    #[fin(order)]
    pub(crate) rank: i64,
    pub(crate) tiny: i8,
    pub(crate) small: i16,
    pub(crate) medium: i32,
    pub(crate) large: i64,
    pub(crate) tiny_unsigned: u8,
    pub(crate) small_unsigned: u16,
    pub(crate) medium_unsigned: u32,
    pub(crate) single: f32,
    pub(crate) double: f64,
    pub(crate) amount: Decimal,
    pub(crate) money: Cash,
    pub(crate) key: Uuid,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) moment: DateTime<Utc>,
    pub(crate) instant: Timestamp,
    pub(crate) local: NaiveDateTime,
    pub(crate) day: NaiveDate,
    pub(crate) clock: NaiveTime,
    pub(crate) status: Status,
    pub(crate) level: Level,
    pub(crate) code: Code,
    pub(crate) points: Points,
}

/// Every type, nullable.
#[derive(FinResource, Debug, Clone)]
#[fin(
    filter(
        "tiny",
        "small",
        "medium",
        "large",
        "tiny_unsigned",
        "small_unsigned",
        "medium_unsigned",
        "single",
        "double",
        "amount",
        "money",
        "key",
        "text",
        "bytes",
        "moment",
        "instant",
        "local",
        "day",
        "clock",
        "status",
        "level",
        "code",
        "points"
    ),
    order(
        "tiny",
        "small",
        "medium",
        "large",
        "tiny_unsigned",
        "small_unsigned",
        "medium_unsigned",
        "single",
        "double",
        "amount",
        "money",
        "key",
        "text",
        "bytes",
        "moment",
        "instant",
        "local",
        "day",
        "clock",
        "status",
        "level",
        "code",
        "points"
    )
)]
pub(crate) struct Sparse {
    /// Which of the three it is.
    #[fin(order)]
    pub(crate) rank: i64,
    pub(crate) tiny: Option<i8>,
    pub(crate) small: Option<i16>,
    pub(crate) medium: Option<i32>,
    pub(crate) large: Option<i64>,
    pub(crate) tiny_unsigned: Option<u8>,
    pub(crate) small_unsigned: Option<u16>,
    pub(crate) medium_unsigned: Option<u32>,
    pub(crate) single: Option<f32>,
    pub(crate) double: Option<f64>,
    pub(crate) amount: Option<Decimal>,
    pub(crate) money: Option<Cash>,
    pub(crate) key: Option<Uuid>,
    pub(crate) text: Option<String>,
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) moment: Option<DateTime<Utc>>,
    pub(crate) instant: Option<Timestamp>,
    pub(crate) local: Option<NaiveDateTime>,
    pub(crate) day: Option<NaiveDate>,
    pub(crate) clock: Option<NaiveTime>,
    pub(crate) status: Option<Status>,
    pub(crate) level: Option<Level>,
    pub(crate) code: Option<Code>,
    pub(crate) points: Option<Points>,
}

/// Runs a macro with each field.
macro_rules! with_fields {
    ($run:ident) => {
        $run! {
            tiny small medium large tiny_unsigned small_unsigned medium_unsigned single double amount money
            key text bytes moment instant local day clock status level code points
        }
    };
}
pub(crate) use with_fields;

/// The three values of each field, in their order.
pub(crate) mod values {
    use super::*;

    macro_rules! values {
        ($($field:ident: $kind:ty = $values:expr;)*) => {
            $(pub(crate) fn $field() -> [$kind; 3] {
                $values
            })*
        };
    }

    values! {
        tiny: i8 = [i8::MIN, 0, i8::MAX];
        small: i16 = [i16::MIN, 0, i16::MAX];
        medium: i32 = [i32::MIN, 0, i32::MAX];
        large: i64 = [i64::MIN, 0, i64::MAX];
        tiny_unsigned: u8 = [0, 128, u8::MAX];
        small_unsigned: u16 = [0, 40_000, u16::MAX];
        medium_unsigned: u32 = [0, 3_000_000_000, u32::MAX];
        single: f32 = [-1.5, 0.1, f32::MAX];
        double: f64 = [f64::MIN, 0.1, f64::MAX];
        amount: Decimal = ["-99999999999999.9999", "9.00", "10.00"].map(decimal);
        money: Cash = ["-0.0001", "0", "0.0001"].map(decimal);
        key: Uuid = [1, 1 << 64, u128::MAX].map(Uuid::from_u128);
        text: String = ["", "Z", "a"].map(str::to_owned);
        bytes: Vec<u8> = [vec![], vec![0], vec![255, 0]];
        moment: DateTime<Utc> = EDGES.map(time);
        instant: Timestamp = ["2026-02-28T23:59:59Z", "2026-03-01T00:00:00.000001Z", "2026-03-01T00:00:00.00001Z"].map(time);
        local: NaiveDateTime = EDGES.map(time).map(|time| time.naive_utc());
        day: NaiveDate = ["1000-01-01", "2024-02-29", "9999-12-31"].map(parse::<NaiveDate>);
        clock: NaiveTime = ["00:00:00", "12:34:56.789012", "23:59:59.999999"].map(parse::<NaiveTime>);
        status: Status = [Status::Active, Status::Closed, Status::OnHold];
        level: Level = [Level::Low, Level::Middle, Level::High];
        code: Code = ["", "B 1", "b"].map(|text| Code(text.to_owned()));
        points: Points = [Points(-1), Points(0), Points(i64::MAX)];
    }
}

/// The first and the last time that can be stored, and one before 1970.
pub(crate) const EDGES: [&str; 3] =
    ["1000-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"];

/// A time literal.
pub(crate) fn time(text: &str) -> DateTime<Utc> {
    parse(text)
}

/// A literal of any type.
pub(crate) fn parse<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// The low, the middle or the high value of everything.
pub(crate) fn sample(rank: usize) -> SampleCreate {
    macro_rules! create {
        ($($field:ident)*) => {
            SampleCreate { rank: i64::try_from(rank).unwrap(), $($field: values::$field()[rank].clone()),* }
        };
    }
    with_fields!(create)
}

/// The same, nullable; or nothing at all, whose rank is -1.
pub(crate) fn sparse(rank: Option<usize>) -> SparseCreate {
    macro_rules! create {
        ($($field:ident)*) => {
            SparseCreate {
                rank: rank.map_or(-1, |rank| i64::try_from(rank).unwrap()),
                $($field: rank.map(|rank| values::$field()[rank].clone())),*
            }
        };
    }
    with_fields!(create)
}
