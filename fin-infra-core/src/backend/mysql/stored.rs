//! Values of MySQL that do not fit the types of Rust, and that sqlx would misread.

use chrono::{NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::mysql::types::MySqlTime;
use sqlx::mysql::{MySqlTypeInfo, MySqlValueRef};
use sqlx::{Decode, Encode, MySql, Type, TypeInfo, ValueRef};

use crate::table::Limits;
use crate::value::Storable;

/// Returns the type that a value is sent as: never TIMESTAMP, since MariaDB turns a TIMESTAMP outside of the years 1970
/// to 2038 into null.
pub(super) fn as_datetime(info: MySqlTypeInfo) -> MySqlTypeInfo {
    if info.name() == "TIMESTAMP" { <NaiveDateTime as Type<MySql>>::type_info() } else { info }
}

/// A value of a type that implements sqlx's own traits.
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

/// Returns an error for a zero date, `0000-00-00`, which sqlx reads as null. Only a null has no bytes to decode.
pub(super) fn check_null(value: MySqlValueRef<'_>) -> Result<(), BoxDynError> {
    match <&[u8] as Decode<MySql>>::decode(value) {
        Ok(_) => Err("it is 0000-00-00, which is not a date".into()),
        Err(_) => Ok(()),
    }
}

/// Returns an error for a value that sqlx would decode as another kind of value: its decoding of times relies on their
/// bytes.
pub(super) fn check<T: Storable<MySql>>(value: &MySqlValueRef<'_>) -> Result<(), BoxDynError> {
    let info = value.type_info();
    if value.is_null() || T::compatible(&info) || (is_text(info.name()) && !is_time(T::type_info().name())) {
        Ok(())
    } else {
        Err(format!("it is a {}, from which this type cannot be read", info.name()).into())
    }
}

/// Returns an error for a negative TIME that was decoded without its sign.
pub(super) fn check_sign<T: Storable<MySql>>(value: &T, raw: MySqlValueRef<'_>) -> Result<(), BoxDynError> {
    if raw.type_info().name() != "TIME" {
        return Ok(());
    }
    let mut encoded = Vec::new();
    let _ = value.encode_by_ref(&mut encoded)?;
    let stored = MySqlTime::decode(raw)?;
    let is_negative = !stored.sign().is_positive();
    // A time's length, followed by its sign. A time of length zero is not negative.
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

const NO_TIME_OF_DAY: &str = "it is not a time of day: a TIME can be negative or have more than 24 hours";

/// A time of day. sqlx would also read one from a negative TIME.
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

/// A decimal that is read exactly: sqlx rounds digits that do not fit a `Decimal`.
pub(super) struct Digits(pub(super) Decimal);

impl Digits {
    /// Returns the decimal with the scale of the struct, if it fits.
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
