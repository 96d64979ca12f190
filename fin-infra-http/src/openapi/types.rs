//! The schemas of the types that the library stores natively.

use std::any::TypeId;
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use fin_infra_core::Currency;
use fin_infra_core::schema::{Column, Limits};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Array, Object, Schema};
use uuid::Uuid;

use super::money;
use super::schemas::fragment;

/// Any text without U+0000, which PostgreSQL cannot store.
const NO_NUL: &str = r"^[^\u0000]*$";

/// The years that every database can store.
const YEAR: &str = "[1-9][0-9]{3}";

/// A time of day. Leap seconds are valid, and fractions are truncated to microseconds.
const CLOCK: &str = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?";

/// The limits of a value in JSON, which are those of its type. A `Decimal` has 28 digits at any scale, so that these limits
/// always fit.
const IN_JSON: Limits = Limits { length: None, precision: 28, scale: 12, json: true };

/// The schema of the type of a column, if the library stores it natively.
pub(super) fn of_column(id: TypeId, column: &Column) -> Option<RefOr<Schema>> {
    let limits = &column.limits;
    if money::is_money(id) && !limits.json {
        return Some(fragment(money::object(column, limits.precision)));
    }
    if limits.json {
        return plain(id, &IN_JSON).map(Schema::from).or_else(|| container(id)).map(RefOr::from);
    }
    let bytes = (id == TypeId::of::<Vec<u8>>()).then(|| bytes(limits));
    bytes.or_else(|| plain(id, limits).map(Schema::from)).map(RefOr::from)
}

/// The schema of an amount that is added to a column: a decimal like those of the column, or any integer.
pub(super) fn amount(id: TypeId, column: &Column) -> Option<RefOr<Schema>> {
    if money::is_money(id) {
        return of_column(id, column);
    }
    let id = if id == TypeId::of::<Decimal>() { id } else { TypeId::of::<i64>() };
    plain(id, &column.limits).map(|object| Schema::from(object).into())
}

/// The most digits of a sum in a response, and of one that groups are selected by.
pub(super) const SUM_DIGITS: u8 = 29;
pub(super) const COMPARED_DIGITS: u8 = 28;

/// The schema of a sum of a column: a decimal with the same decimal places, or an integer.
pub(super) fn sum(id: TypeId, column: &Column, digits: u8) -> Value {
    let limits = &column.limits;
    if money::is_money(id) {
        return money::object(column, digits);
    }
    if id == TypeId::of::<Decimal>() {
        return decimal(digits - limits.scale, limits.scale);
    }
    integer("int64", i64::MIN, i64::MAX)
}

/// The schema of a number of rows or of values.
pub(super) fn count() -> Value {
    integer("int64", 0, u64::MAX)
}

/// The schema of a date.
pub(super) fn date() -> Value {
    time(Some("date"), &format!("^{YEAR}-"), "2026-01-31")
}

macro_rules! schemas {
    ($id:ident: $($ty:ty => $json:expr,)*) => {
        $(if $id == TypeId::of::<$ty>() {
            return Some(fragment($json));
        })*
    };
}

/// The schema of a scalar type.
fn plain(id: TypeId, limits: &Limits) -> Option<Object> {
    schemas! { id:
        String => json!({ "type": "string", "pattern": NO_NUL, "maxLength": limits.length }),
        Uuid => json!({ "type": "string", "format": "uuid", "examples": ["0198c5f0-4c00-7a31-8b6e-2f0d9a7c1e55"] }),
        bool => json!({ "type": "boolean", "examples": [true] }),
        Decimal => decimal(limits.precision - limits.scale, limits.scale),
        Currency => money::any_code(),
        f64 => number("double", f64::MIN, f64::MAX),
        f32 => number("float", f32::MIN, f32::MAX),
        i8 => integer("int32", i8::MIN, i8::MAX),
        i16 => integer("int32", i16::MIN, i16::MAX),
        i32 => integer("int32", i32::MIN, i32::MAX),
        u8 => integer("int32", u8::MIN, u8::MAX),
        u16 => integer("int32", u16::MIN, u16::MAX),
        u32 => integer("int64", u32::MIN, u32::MAX),
        i64 => integer("int64", i64::MIN, i64::MAX),
        u64 => integer("int64", u64::MIN, u64::MAX),
        // The year has to be valid in UTC as well, which no pattern can express.
        DateTime<Utc> => time(Some("date-time"), &format!("^{YEAR}-"), "2026-01-31T09:30:00Z"),
        NaiveDate => date(),
        NaiveDateTime => time(
            None,
            &format!("^{YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T{CLOCK}$"),
            "2026-01-31T09:30:00",
        ),
        NaiveTime => time(None, &format!("^{CLOCK}$"), "09:30:00"),
    }
    None
}

/// A decimal is a string, since most JSON parsers turn numbers into binary floating point.
pub(super) fn decimal(digits: u8, scale: u8) -> Value {
    let whole = if digits == 0 { "0".to_owned() } else { format!("[0-9]{{1,{digits}}}") };
    let fraction = if scale == 0 { String::new() } else { format!(r"(\.[0-9]{{1,{scale}}})?") };
    let example = match (digits, scale) {
        (_, 0) => "8",
        (0, _) => "0.5",
        (1, _) => "8.5",
        (2, _) | (_, 1) => "12.5",
        _ => "120.50",
    };
    let pattern = format!("^-?{whole}{fraction}$");
    json!({ "type": "string", "format": "decimal", "pattern": pattern, "examples": [example] })
}

fn integer<T: Serialize>(format: &str, minimum: T, maximum: T) -> Value {
    json!({ "type": "integer", "format": format, "minimum": minimum, "maximum": maximum, "examples": [3] })
}

fn number(format: &str, minimum: impl Into<f64>, maximum: impl Into<f64>) -> Value {
    let (minimum, maximum): (f64, f64) = (minimum.into(), maximum.into());
    json!({ "type": "number", "format": format, "minimum": minimum, "maximum": maximum, "examples": [2.5] })
}

fn time(format: Option<&str>, pattern: &str, example: &str) -> Value {
    json!({ "type": "string", "format": format, "pattern": pattern, "examples": [example] })
}

/// Bytes are an array of numbers.
fn bytes(limits: &Limits) -> Schema {
    let byte = json!({ "type": "integer", "minimum": 0, "maximum": u8::MAX });
    fragment(json!({ "type": "array", "maxItems": limits.length, "items": byte, "examples": [[8, 15]] }))
}

macro_rules! containers {
    ($id:ident: $($ty:ty),*) => {$(
        let maps = [TypeId::of::<BTreeMap<String, $ty>>(), TypeId::of::<HashMap<String, $ty>>()];
        if maps.contains(&$id) {
            return plain(TypeId::of::<$ty>(), &IN_JSON).map(|value| map_of(&value));
        }
        if $id == TypeId::of::<Vec<$ty>>() {
            return plain(TypeId::of::<$ty>(), &IN_JSON).map(list_of);
        }
    )*};
}

/// Maps and lists of scalar types. utoipa has no schemas for those of decimals, UUIDs and times.
fn container(id: TypeId) -> Option<Schema> {
    containers!(id: String, Decimal, Uuid, bool, i16, i32, i64, u32, u64, f64, DateTime<Utc>, NaiveDate);
    None
}

fn map_of(value: &Object) -> Schema {
    let examples: Vec<_> =
        value.examples.first().map(|example| json!({ "food": example })).into_iter().collect();
    fragment(json!({
        "type": "object",
        "propertyNames": { "type": "string", "pattern": NO_NUL },
        "additionalProperties": value,
        "examples": examples,
    }))
}

fn list_of(value: Object) -> Schema {
    let example = value.examples.first().map(|example| json!([example]));
    let mut array = Array::new(value);
    array.examples = example.into_iter().collect();
    array.into()
}
