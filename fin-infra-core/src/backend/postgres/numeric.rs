//! NUMERICs are read exactly or not at all: sqlx rounds digits that do not fit a `Decimal`.

use rust_decimal::Decimal;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef};
use sqlx::{Decode, Encode, Postgres, Type};

use crate::table::Limits;

/// The sign bits of NaN and both infinities.
const NO_NUMBER: u16 = 0xc000;
const NEGATIVE: u16 = 0x4000;

/// An integer, and the power of ten by which it is multiplied.
pub(super) struct Numeric {
    mantissa: i128,
    exponent: i32,
}

impl Numeric {
    pub(super) fn of(value: Decimal) -> Result<Self, BoxDynError> {
        Ok(Self { mantissa: value.mantissa(), exponent: -i32::try_from(value.scale())? })
    }

    /// Returns the decimal with the scale of the struct.
    pub(super) fn read(self, limits: &Limits) -> Result<Decimal, BoxDynError> {
        let shift = self.exponent + i32::from(limits.scale);
        let power = 10_i128.checked_pow(shift.unsigned_abs()).ok_or(TOO_LONG)?;
        let mantissa = if shift >= 0 {
            self.mantissa.checked_mul(power).ok_or(TOO_LONG)?
        } else if self.mantissa % power == 0 {
            self.mantissa / power
        } else {
            return Err("it has more decimal places than the column of the struct".into());
        };
        Decimal::try_from_i128_with_scale(mantissa, limits.scale.into()).map_err(|_| TOO_LONG.into())
    }
}

const TOO_LONG: &str = "it has more digits than a decimal can have";

impl Type<Postgres> for Numeric {
    fn type_info() -> PgTypeInfo {
        <Decimal as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for Numeric {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let value = Decimal::try_from_i128_with_scale(self.mantissa, self.exponent.unsigned_abs())?;
        Encode::<Postgres>::encode_by_ref(&value, buffer)
    }
}

impl<'r> Decode<'r, Postgres> for Numeric {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        // The number of base-10,000 digits, the power of the first one, the sign, the number of displayed decimal
        // places, and the digits.
        let (words, _) = value.as_bytes()?.as_chunks::<2>();
        let mut words = words.iter().map(|&word| u16::from_be_bytes(word));
        let (Some(count), Some(weight), Some(sign), Some(_shown)) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err("it is not a number as PostgreSQL sends it".into());
        };
        if sign & NO_NUMBER == NO_NUMBER {
            return Err("it is NaN or infinity, which is not a decimal".into());
        }
        let magnitude = words.take(count.into()).try_fold(0_i128, |value, digit| {
            value.checked_mul(10_000).and_then(|value| value.checked_add(digit.into()))
        });
        let magnitude = magnitude.ok_or(TOO_LONG)?;
        let exponent = 4 * (i32::from(weight.cast_signed()) + 1 - i32::from(count));
        Ok(Self { mantissa: if sign == NEGATIVE { -magnitude } else { magnitude }, exponent })
    }
}
