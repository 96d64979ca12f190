//! The types whose storage this crate defines, because sqlx stores them differently on each backend, truncates them, or
//! does not support them.

use std::borrow::Cow;

use crate::currency::Currency;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use rust_decimal::Decimal;
use sqlx::Database;
use sqlx::error::BoxDynError;
use uuid::Uuid;

use super::{InvalidValue, Scalar};
use crate::table::Limits;

/// A native type: how its values are checked, normalized and compared.
pub trait Native: Clone + Send + Sync + Sized + 'static {
    /// Normalizes a value to the form in which it is read back (the scale of a decimal, the microseconds of a time), or
    /// returns the reason for which it cannot be stored exactly.
    fn normalize(&mut self, _limits: &Limits) -> Result<(), InvalidValue> {
        Ok(())
    }

    /// Returns the comparable form of the value.
    fn scalar(&self) -> Scalar;

    /// Returns the value of a comparable form.
    fn from_scalar(scalar: Scalar) -> Option<Self>;
}

/// How a native type is stored in one backend.
pub trait NativeIn<DB: Database>: Native {
    /// Returns the column type in DDL.
    fn sql_type(limits: &Limits) -> Cow<'static, str>;

    /// Adds a value to a statement's arguments.
    fn add(&self, limits: &Limits, arguments: &mut DB::Arguments) -> Result<(), BoxDynError>;

    /// Adds a null of this type.
    fn add_null(arguments: &mut DB::Arguments) -> Result<(), BoxDynError>;

    /// Reads a value; `None` is null.
    fn get(row: &DB::Row, index: usize, limits: &Limits) -> Result<Option<Self>, BoxDynError>;
}

macro_rules! integers {
    ($($int:ty),*) => {$(
        impl Native for $int {
            fn scalar(&self) -> Scalar {
                Scalar::Int(i128::from(*self))
            }

            fn from_scalar(scalar: Scalar) -> Option<Self> {
                match scalar {
                    Scalar::Int(value) => value.try_into().ok(),
                    _ => None,
                }
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

impl Native for bool {
    fn scalar(&self) -> Scalar {
        Scalar::Bool(*self)
    }

    fn from_scalar(scalar: Scalar) -> Option<Self> {
        match scalar {
            Scalar::Bool(value) => Some(value),
            _ => None,
        }
    }
}

/// The reason for rejecting negative zero: SQLite and PostgreSQL's JSON lose its sign.
pub(crate) const NEGATIVE_ZERO: &str = "must not be negative zero, whose sign is lost in some databases";

/// Returns an error for a float that some database would change.
pub(crate) fn check_float(float: f64) -> Result<(), InvalidValue> {
    if !float.is_finite() {
        return Err("must be a finite number".into());
    }
    if float == 0.0 && float.is_sign_negative() {
        return Err(NEGATIVE_ZERO.into());
    }
    Ok(())
}

macro_rules! floats {
    ($($float:ty),*) => {$(
        impl Native for $float {
            fn normalize(&mut self, _limits: &Limits) -> Result<(), InvalidValue> {
                check_float(f64::from(*self))
            }

            fn scalar(&self) -> Scalar {
                Scalar::Float(f64::from(*self))
            }

            // Every `f32` was widened exactly by `scalar`, so narrowing it again loses nothing.
            #[allow(clippy::cast_possible_truncation, clippy::unnecessary_cast)]
            fn from_scalar(scalar: Scalar) -> Option<Self> {
                match scalar {
                    Scalar::Float(value) => Some(value as Self),
                    _ => None,
                }
            }
        }
    )*};
}

floats!(f32, f64);

impl Native for String {
    fn normalize(&mut self, limits: &Limits) -> Result<(), InvalidValue> {
        // PostgreSQL cannot store it, so every store rejects it.
        if self.contains('\0') {
            return Err("must not contain the character U+0000".into());
        }
        match limits.length {
            Some(max) if exceeds(self, max) => Err(format!("must have at most {max} characters").into()),
            _ => Ok(()),
        }
    }

    fn scalar(&self) -> Scalar {
        Scalar::Text(self.clone())
    }

    fn from_scalar(scalar: Scalar) -> Option<Self> {
        match scalar {
            Scalar::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Returns `true` if a text has more than `max` characters. It counts them only if the number of bytes does not decide
/// it.
pub(crate) fn exceeds(text: &str, max: u32) -> bool {
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    text.len() > max && text.chars().count() > max
}

impl Native for Vec<u8> {
    fn normalize(&mut self, limits: &Limits) -> Result<(), InvalidValue> {
        match limits.length {
            Some(max) if u64::from(max) < self.len() as u64 => {
                Err(format!("must have at most {max} bytes").into())
            }
            _ => Ok(()),
        }
    }

    fn scalar(&self) -> Scalar {
        Scalar::Bytes(self.clone())
    }

    fn from_scalar(scalar: Scalar) -> Option<Self> {
        match scalar {
            Scalar::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}

impl Native for Uuid {
    fn scalar(&self) -> Scalar {
        Scalar::Bytes(self.as_bytes().to_vec())
    }

    fn from_scalar(scalar: Scalar) -> Option<Self> {
        match scalar {
            Scalar::Bytes(bytes) => Self::from_slice(&bytes).ok(),
            _ => None,
        }
    }
}

impl Native for Decimal {
    fn normalize(&mut self, limits: &Limits) -> Result<(), InvalidValue> {
        let scale = u32::from(limits.scale);
        if self.scale() > scale && Decimal::normalize(self).scale() > scale {
            return Err(format!("must have at most {scale} decimal places").into());
        }
        if self.trunc().abs() >= power_of_ten(u32::from(limits.precision - limits.scale)) {
            return Err(digits_before_the_point(limits).into());
        }
        // No database stores the sign of zero.
        if self.is_zero() {
            *self = Self::ZERO;
        }
        self.rescale(scale);
        Ok(())
    }

    fn scalar(&self) -> Scalar {
        Scalar::Decimal(*self)
    }

    fn from_scalar(scalar: Scalar) -> Option<Self> {
        match scalar {
            Scalar::Decimal(value) => Some(value),
            _ => None,
        }
    }
}

impl Native for Currency {
    fn scalar(&self) -> Scalar {
        Scalar::Text(self.code().to_owned())
    }

    fn from_scalar(scalar: Scalar) -> Option<Self> {
        match scalar {
            Scalar::Text(code) => Self::from_code(&code),
            _ => None,
        }
    }
}

/// The currency with a code that was stored.
pub(crate) fn stored_currency(code: &str) -> Result<Currency, BoxDynError> {
    Currency::from_code(code).ok_or_else(|| format!("{code:?} is not the code of a currency").into())
}

/// The reason for rejecting a decimal that is too large for its column.
pub(super) fn digits_before_the_point(limits: &Limits) -> String {
    format!("must have at most {} digits before the point", limits.precision - limits.scale)
}

/// Returns 10 to the power of `digits`, or the largest `Decimal`.
pub(super) fn power_of_ten(digits: u32) -> Decimal {
    10_i128
        .checked_pow(digits)
        .and_then(|power| Decimal::try_from_i128_with_scale(power, 0).ok())
        .unwrap_or(Decimal::MAX)
}

/// The years that every backend can store. MySQL has the narrowest range.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1000..=9999;

/// The reason for a time outside those years.
pub(crate) const OUTSIDE_OF_YEARS: &str = "must be in the years 1000 to 9999";

fn check_year(year: i32) -> Result<(), InvalidValue> {
    if YEARS.contains(&year) { Ok(()) } else { Err(OUTSIDE_OF_YEARS.into()) }
}

/// Truncates a time to microseconds. A leap second becomes the last microsecond before the next minute.
fn truncate_time<T: Timelike + Copy>(time: &mut T) {
    let micros = (time.nanosecond() / 1000).min(999_999);
    if let Some(cut) = time.with_nanosecond(micros * 1000) {
        *time = cut;
    }
}

impl Native for DateTime<Utc> {
    fn normalize(&mut self, _limits: &Limits) -> Result<(), InvalidValue> {
        truncate_time(self);
        check_year(self.year())
    }

    fn scalar(&self) -> Scalar {
        Scalar::Int(i128::from(self.timestamp_micros()))
    }

    fn from_scalar(scalar: Scalar) -> Option<Self> {
        i64::from_scalar(scalar).and_then(Self::from_timestamp_micros)
    }
}

impl Native for NaiveDateTime {
    fn normalize(&mut self, _limits: &Limits) -> Result<(), InvalidValue> {
        truncate_time(self);
        check_year(self.year())
    }

    fn scalar(&self) -> Scalar {
        self.and_utc().scalar()
    }

    fn from_scalar(scalar: Scalar) -> Option<Self> {
        DateTime::from_scalar(scalar).map(|time| time.naive_utc())
    }
}

impl Native for NaiveDate {
    fn normalize(&mut self, _limits: &Limits) -> Result<(), InvalidValue> {
        check_year(self.year())
    }

    fn scalar(&self) -> Scalar {
        Scalar::Int(i128::from(self.num_days_from_ce()))
    }

    fn from_scalar(scalar: Scalar) -> Option<Self> {
        i32::from_scalar(scalar).and_then(Self::from_num_days_from_ce_opt)
    }
}

impl Native for NaiveTime {
    fn normalize(&mut self, _limits: &Limits) -> Result<(), InvalidValue> {
        truncate_time(self);
        Ok(())
    }

    fn scalar(&self) -> Scalar {
        let seconds = i128::from(self.num_seconds_from_midnight());
        Scalar::Int(seconds * 1_000_000 + i128::from(self.nanosecond() / 1000))
    }

    fn from_scalar(scalar: Scalar) -> Option<Self> {
        let micros = u64::from_scalar(scalar)?;
        let seconds = u32::try_from(micros / 1_000_000).ok()?;
        let nanos = u32::try_from(micros % 1_000_000 * 1000).ok()?;
        Self::from_num_seconds_from_midnight_opt(seconds, nanos)
    }
}
