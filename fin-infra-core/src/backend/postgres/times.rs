//! Times in PostgreSQL's encoding.
//!
//! PostgreSQL has times that chrono has not, such as `infinity`, and sqlx's own decoding of chrono's types panics on
//! them. This module therefore reads the encoded number, and converts it to a time if there is one.

use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef};
use sqlx::{Decode, Encode, Postgres, Type};

use crate::value::{Native, Scalar};

/// The microseconds from 1970 to 2000, PostgreSQL's epoch.
const EPOCH: i64 = 946_684_800_000_000;

/// The number of the first day of 2000, if the first day of the year 1 is day 1.
const EPOCH_DAY: i32 = 730_120;

const DAY: i64 = 86_400_000_000;

/// The encoded number of a `T`: microseconds since 2000 or since midnight, or days since 2000.
pub(super) struct Counted<C, T> {
    count: C,
    of: PhantomData<T>,
}

impl<C, T> Counted<C, T> {
    fn new(count: C) -> Self {
        Self { count, of: PhantomData }
    }
}

impl<C, T: Type<Postgres>> Type<Postgres> for Counted<C, T> {
    fn type_info() -> PgTypeInfo {
        T::type_info()
    }

    fn compatible(info: &PgTypeInfo) -> bool {
        T::compatible(info)
    }
}

impl<'q, C: Encode<'q, Postgres>, T> Encode<'q, Postgres> for Counted<C, T> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.count.encode_by_ref(buffer)
    }
}

impl<'r, C: Decode<'r, Postgres>, T> Decode<'r, Postgres> for Counted<C, T> {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        C::decode(value).map(Self::new)
    }
}

/// A type of chrono that PostgreSQL encodes as a number.
pub(super) trait Time: Sized {
    /// The encoded form.
    type Stored;

    /// Encodes the time.
    fn to_stored(&self) -> Result<Self::Stored, BoxDynError>;

    /// Decodes the time, if chrono supports it.
    fn from_stored(stored: Self::Stored) -> Result<Self, BoxDynError>;
}

const INFINITY: &str = "it is infinity, which is not a time";
const TOO_FAR: &str = "it is out of the range of years that a time supports";

/// Converts microseconds since the start of 2000 to a time.
pub(super) fn instant(micros: i64) -> Result<DateTime<Utc>, BoxDynError> {
    if micros == i64::MAX || micros == i64::MIN {
        return Err(INFINITY.into());
    }
    micros.checked_add(EPOCH).and_then(DateTime::from_timestamp_micros).ok_or_else(|| TOO_FAR.into())
}

/// Converts days since the start of 2000 to a date.
pub(super) fn day(days: i32) -> Result<NaiveDate, BoxDynError> {
    if days == i32::MAX || days == i32::MIN {
        return Err(INFINITY.into());
    }
    days.checked_add(EPOCH_DAY).and_then(NaiveDate::from_num_days_from_ce_opt).ok_or_else(|| TOO_FAR.into())
}

/// Converts microseconds since midnight to a time of day.
pub(super) fn time_of_day(micros: i64) -> Result<NaiveTime, BoxDynError> {
    let time = (0..DAY).contains(&micros).then(|| NaiveTime::from_scalar(Scalar::Int(micros.into())));
    time.flatten().ok_or_else(|| "it is 24:00:00, which is on the next day".into())
}

impl Time for DateTime<Utc> {
    type Stored = Counted<i64, Self>;

    fn to_stored(&self) -> Result<Self::Stored, BoxDynError> {
        Ok(Counted::new(self.timestamp_micros() - EPOCH))
    }

    fn from_stored(stored: Self::Stored) -> Result<Self, BoxDynError> {
        instant(stored.count)
    }
}

impl Time for NaiveDateTime {
    type Stored = Counted<i64, Self>;

    fn to_stored(&self) -> Result<Self::Stored, BoxDynError> {
        Ok(Counted::new(self.and_utc().timestamp_micros() - EPOCH))
    }

    fn from_stored(stored: Self::Stored) -> Result<Self, BoxDynError> {
        instant(stored.count).map(|time| time.naive_utc())
    }
}

impl Time for NaiveTime {
    type Stored = Counted<i64, Self>;

    fn to_stored(&self) -> Result<Self::Stored, BoxDynError> {
        match self.scalar() {
            Scalar::Int(micros) => Ok(Counted::new(micros.try_into()?)),
            _ => Err("not a time".into()),
        }
    }

    fn from_stored(stored: Self::Stored) -> Result<Self, BoxDynError> {
        time_of_day(stored.count)
    }
}

impl Time for NaiveDate {
    type Stored = Counted<i32, Self>;

    fn to_stored(&self) -> Result<Self::Stored, BoxDynError> {
        match self.scalar() {
            Scalar::Int(days) => Ok(Counted::new(i32::try_from(days)? - EPOCH_DAY)),
            _ => Err("not a day".into()),
        }
    }

    fn from_stored(stored: Self::Stored) -> Result<Self, BoxDynError> {
        day(stored.count)
    }
}
