//! Checks of values before sqlx decodes them: some of its decoders panic on values that another program may have
//! stored.

use sqlx::error::BoxDynError;
use sqlx::postgres::{PgTypeInfo, PgTypeKind, PgValueFormat, PgValueRef};
use sqlx::{TypeInfo, ValueRef};

use super::times::{day, instant, time_of_day};

/// The years that every time type supports.
const YEARS: std::ops::RangeInclusive<i32> = -9999..=9999;

/// Returns an error for a value that sqlx cannot decode without a panic.
pub(super) fn check(value: &PgValueRef<'_>) -> Result<(), BoxDynError> {
    if value.is_null() || value.format() != PgValueFormat::Binary {
        return Ok(());
    }
    let info = value.type_info();
    if is_harmless(&info) { Ok(()) } else { check_bytes(&info, value.as_bytes()?) }
}

/// Returns `true` if a type contains no times, like most types.
fn is_harmless(info: &PgTypeInfo) -> bool {
    matches!(info.kind(), PgTypeKind::Simple | PgTypeKind::Enum(_)) && !is_time(info.name())
}

fn is_time(name: &str) -> bool {
    matches!(name, "DATE" | "TIME" | "TIMESTAMP" | "TIMESTAMPTZ")
}

fn check_bytes(info: &PgTypeInfo, mut bytes: &[u8]) -> Result<(), BoxDynError> {
    match info.kind() {
        PgTypeKind::Domain(inner) => check_bytes(inner, bytes),
        PgTypeKind::Array(inner) => check_array(inner, &mut bytes),
        PgTypeKind::Range(inner) => check_range(inner, &mut bytes),
        PgTypeKind::Composite(fields) => check_record(fields, &mut bytes),
        _ if is_time(info.name()) => check_time(info.name(), bytes),
        _ => Ok(()),
    }
}

fn check_time(name: &str, mut bytes: &[u8]) -> Result<(), BoxDynError> {
    use chrono::Datelike;
    let year = match name {
        "DATE" => day(number(&mut bytes)?)?.year(),
        "TIME" => return time_of_day(i64::from_be_bytes(part(&mut bytes)?)).map(drop),
        _ => instant(i64::from_be_bytes(part(&mut bytes)?))?.year(),
    };
    if YEARS.contains(&year) {
        Ok(())
    } else {
        Err("it is out of the range of years that a time supports".into())
    }
}

/// <https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/utils/adt/arrayfuncs.c>, `array_send`.
fn check_array(inner: &PgTypeInfo, bytes: &mut &[u8]) -> Result<(), BoxDynError> {
    let (dimensions, _has_nulls, _type) = (number(bytes)?, number(bytes)?, number(bytes)?);
    for _ in 0..dimensions {
        let (_length, _first) = (number(bytes)?, number(bytes)?);
    }
    while !bytes.is_empty() {
        check_item(inner, bytes)?;
    }
    Ok(())
}

/// <https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/utils/adt/rangetypes.c>, `range_send`.
fn check_range(inner: &PgTypeInfo, bytes: &mut &[u8]) -> Result<(), BoxDynError> {
    let [_flags] = part(bytes)?;
    while !bytes.is_empty() {
        check_item(inner, bytes)?;
    }
    Ok(())
}

/// <https://github.com/postgres/postgres/blob/REL_17_STABLE/src/backend/utils/adt/rowtypes.c>, `record_send`.
fn check_record(fields: &[(String, PgTypeInfo)], bytes: &mut &[u8]) -> Result<(), BoxDynError> {
    let _fields = number(bytes)?;
    for (_, inner) in fields {
        let _type = number(bytes)?;
        check_item(inner, bytes)?;
    }
    Ok(())
}

/// A value after its length, which is negative for null.
fn check_item(inner: &PgTypeInfo, bytes: &mut &[u8]) -> Result<(), BoxDynError> {
    let Ok(length) = usize::try_from(number(bytes)?) else { return Ok(()) };
    let (item, rest) = bytes.split_at_checked(length).ok_or(CUT_SHORT)?;
    *bytes = rest;
    check_bytes(inner, item)
}

const CUT_SHORT: &str = "it is shorter than its declared length";

fn number(bytes: &mut &[u8]) -> Result<i32, BoxDynError> {
    part(bytes).map(i32::from_be_bytes)
}

fn part<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], BoxDynError> {
    let (part, rest) = bytes.split_first_chunk::<N>().ok_or(CUT_SHORT)?;
    *bytes = rest;
    Ok(*part)
}
