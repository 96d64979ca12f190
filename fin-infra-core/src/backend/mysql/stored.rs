//! What MySQL stores that is more than the types of Rust can hold, and that sqlx would read as something else.

use chrono::{NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::mysql::types::MySqlTime;
use sqlx::mysql::{MySqlTypeInfo, MySqlValueRef};
use sqlx::{Decode, Encode, MySql, Type, TypeInfo, ValueRef};

use crate::table::Limits;
use crate::value::Storable;

/// The type that a value is sent as: never TIMESTAMP, as which MariaDB takes what is not in the years 1970 to 2038 for null.
pub(super) fn as_datetime(info: MySqlTypeInfo) -> MySqlTypeInfo {
    if info.name() == "TIMESTAMP" { <NaiveDateTime as Type<MySql>>::type_info() } else { info }
}

/// A value of a type with sqlx's own traits.
pub(super) struct Typed<'a, T>(pub(super) &'a T);

impl<T: Type<MySql>> Type<MySql> for Typed<'_, T> {
    fn type_info() -> MySqlTypeInfo {
        as_datetime(T::type_info())
    }
}

impl<'q, T: Encode<'q, MySql> + Type<MySql>> Encode<'q, MySql> for Typed<'_, T> {
    fn encode_by_ref(&self, buffer: &mut Vec<u8>) -> Result<IsNull, BoxDynError> {
        self.0.encode_by_ref(buffer)
    }

    fn produces(&self) -> Option<MySqlTypeInfo> {
        Some(as_datetime(self.0.produces().unwrap_or_else(T::type_info)))
    }
}

/// Refuses a zero date, `0000-00-00`, which sqlx takes for null. The bytes of a null cannot be read.
pub(super) fn check_null(value: MySqlValueRef<'_>) -> Result<(), BoxDynError> {
    match <&[u8] as Decode<MySql>>::decode(value) {
        Ok(_) => Err("it is 0000-00-00, which is no day".into()),
        Err(_) => Ok(()),
    }
}

/// Refuses a value that sqlx would decode as another kind of value: its decoding of times relies on their bytes.
pub(super) fn check<T: Storable<MySql>>(value: &MySqlValueRef<'_>) -> Result<(), BoxDynError> {
    let info = value.type_info();
    if value.is_null() || T::compatible(&info) || (is_text(info.name()) && !is_time(T::type_info().name())) {
        Ok(())
    } else {
        Err(format!("it is a {}, which this type is not read from", info.name()).into())
    }
}

/// Refuses a negative TIME that was decoded without its sign.
pub(super) fn check_sign<T: Storable<MySql>>(value: &T, raw: MySqlValueRef<'_>) -> Result<(), BoxDynError> {
    if raw.type_info().name() != "TIME" {
        return Ok(());
    }
    let mut encoded = Vec::new();
    let _ = value.encode_by_ref(&mut encoded)?;
    let stored = MySqlTime::decode(raw)?;
    let is_negative = !stored.sign().is_positive();
    // A time's length, and then its sign. Nothing is negative that has no length.
    if is_negative && encoded.get(1) != Some(&1) { Err(NO_TIME_OF_DAY.into()) } else { Ok(()) }
}

fn is_text(name: &str) -> bool {
    matches!(name, "CHAR" | "VARCHAR" | "ENUM" | "BINARY" | "VARBINARY")
        || name.ends_with("TEXT")
        || name.ends_with("BLOB")
}

fn is_time(name: &str) -> bool {
    matches!(name, "DATE" | "TIME" | "DATETIME" | "TIMESTAMP")
}

const NO_TIME_OF_DAY: &str = "it is no time of a day: a TIME can be negative and have more than 24 hours";

/// A time of day. sqlx reads one from a negative TIME.
pub(super) struct Clock(pub(super) NaiveTime);

impl Type<MySql> for Clock {
    fn type_info() -> MySqlTypeInfo {
        <NaiveTime as Type<MySql>>::type_info()
    }

    fn compatible(info: &MySqlTypeInfo) -> bool {
        <NaiveTime as Type<MySql>>::compatible(info)
    }
}

impl Encode<'_, MySql> for Clock {
    fn encode_by_ref(&self, buffer: &mut Vec<u8>) -> Result<IsNull, BoxDynError> {
        Encode::<MySql>::encode_by_ref(&self.0, buffer)
    }
}

impl<'r> Decode<'r, MySql> for Clock {
    fn decode(value: MySqlValueRef<'r>) -> Result<Self, BoxDynError> {
        let time = MySqlTime::decode(value)?;
        if time.is_valid_time_of_day() { Ok(Self(time.try_into()?)) } else { Err(NO_TIME_OF_DAY.into()) }
    }
}

/// A decimal that is read exactly: sqlx rounds what a `Decimal` has no digits for.
pub(super) struct Digits(pub(super) Decimal);

impl Digits {
    /// The decimal with the decimals that the struct says, if it can have them.
    pub(super) fn read(self, limits: &Limits) -> Result<Decimal, BoxDynError> {
        let scale = u32::from(limits.scale);
        let mut fitted = self.0;
        fitted.rescale(scale);
        if fitted == self.0 && fitted.scale() == scale {
            Ok(fitted)
        } else {
            Err("it has more digits than the column of the struct".into())
        }
    }
}

impl Type<MySql> for Digits {
    fn type_info() -> MySqlTypeInfo {
        <Decimal as Type<MySql>>::type_info()
    }

    fn compatible(info: &MySqlTypeInfo) -> bool {
        <Decimal as Type<MySql>>::compatible(info)
    }
}

impl Encode<'_, MySql> for Digits {
    fn encode_by_ref(&self, buffer: &mut Vec<u8>) -> Result<IsNull, BoxDynError> {
        Encode::<MySql>::encode_by_ref(&self.0, buffer)
    }
}

impl<'r> Decode<'r, MySql> for Digits {
    fn decode(value: MySqlValueRef<'r>) -> Result<Self, BoxDynError> {
        let text = <&str as Decode<MySql>>::decode(value)?;
        let digits = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
        Decimal::from_str_exact(digits)
            .map(Self)
            .map_err(|_| "it has more digits than a decimal can have".into())
    }
}
