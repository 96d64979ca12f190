//! Numbers to which an amount can be added, exactly and within the range of their column.

use rust_decimal::Decimal;

use super::native::{digits_before_the_point, power_of_ten};
use super::{InvalidValue, Native, Scalar};
use crate::table::Limits;

/// A type of numbers, whose columns can be adjusted: a decimal, or an integer.
#[diagnostic::on_unimplemented(
    message = "a column of `{Self}` cannot be adjusted",
    label = "neither a decimal nor an integer",
    note = "`adjust` adds to a `Decimal` or an integer: give the field one of these types, or remove `adjust`"
)]
pub trait Number: Native {
    /// The type of the amounts. It is signed, also for unsigned numbers.
    type Amount: Copy + Send + Sync + 'static;

    /// Returns what is added for an amount, or the reason for which the amount cannot be added to any value.
    fn addend(amount: Self::Amount, limits: &Limits) -> Result<Addend, InvalidValue>;

    /// Returns the number of decimal places of sums.
    fn scale(limits: &Limits) -> u32;

    /// Returns a sum that is given in units of its last decimal place, unless its type cannot hold it.
    fn total(units: i128, scale: u32) -> Option<Self::Amount>;

    /// Returns an amount in units of the last decimal place of sums, or the reason for which no sum is equal to it.
    fn units(amount: Self::Amount, scale: u32) -> Result<i128, InvalidValue>;
}

/// An amount in the form in which it is added, and the values that it can be added to.
#[derive(Clone, Debug)]
pub struct Addend {
    /// The amount: an integer or a decimal.
    pub(crate) amount: Scalar,
    /// The last value, in the direction of the amount, whose sum is in the range of the column.
    pub(crate) last: Scalar,
    /// `true` if the amount is negative, so that `last` is the least value and not the greatest one.
    pub(crate) lowers: bool,
    /// Returns the reason for rejecting any value beyond the last one, with the limits of the column.
    pub(crate) outside: fn(&Limits) -> String,
}

macro_rules! integers {
    ($($int:ty),*) => {$(
        impl Number for $int {
            type Amount = i64;

            fn addend(amount: i64, limits: &Limits) -> Result<Addend, InvalidValue> {
                let (min, max) = (i128::from(<$int>::MIN), i128::from(<$int>::MAX));
                let amount = i128::from(amount);
                let lowers = amount < 0;
                let last = if lowers { min - amount } else { max - amount };
                let outside = |_: &Limits| {
                    format!("must be between {} and {} after the adjustment", <$int>::MIN, <$int>::MAX)
                };
                if !(min..=max).contains(&last) {
                    return Err(outside(limits).into());
                }
                Ok(Addend { amount: Scalar::Int(amount), last: Scalar::Int(last), lowers, outside })
            }

            fn scale(_limits: &Limits) -> u32 {
                0
            }

            fn total(units: i128, _scale: u32) -> Option<i64> {
                units.try_into().ok()
            }

            fn units(amount: i64, _scale: u32) -> Result<i128, InvalidValue> {
                Ok(amount.into())
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

impl Number for Decimal {
    type Amount = Self;

    fn addend(mut amount: Self, limits: &Limits) -> Result<Addend, InvalidValue> {
        Native::normalize(&mut amount, limits)?;
        let mut max = power_of_ten(u32::from(limits.precision - limits.scale));
        max -= Self::new(1, u32::from(limits.scale));
        let lowers = amount < Self::ZERO;
        let last = if lowers { -max - amount } else { max - amount };
        let outside = |limits: &Limits| format!("{} after the adjustment", digits_before_the_point(limits));
        Ok(Addend { amount: Scalar::Decimal(amount), last: Scalar::Decimal(last), lowers, outside })
    }

    fn scale(limits: &Limits) -> u32 {
        limits.scale.into()
    }

    fn total(units: i128, scale: u32) -> Option<Self> {
        Self::try_from_i128_with_scale(units, scale).ok()
    }

    fn units(amount: Self, scale: u32) -> Result<i128, InvalidValue> {
        units(amount, scale).ok_or_else(|| format!("must have at most {scale} decimal places").into())
    }
}

/// Returns a decimal in units of a decimal place, unless it has more of them.
pub(crate) fn units(mut value: Decimal, scale: u32) -> Option<i128> {
    if value.scale() > scale {
        value = value.normalize();
    }
    let power = 10_i128.checked_pow(scale.checked_sub(value.scale())?)?;
    // What is beyond every sum compares like the greatest one.
    Some(value.mantissa().saturating_mul(power))
}

impl Addend {
    /// Returns `true` if the sum with a value is in the range of the column.
    pub(crate) fn fits(&self, value: &Scalar) -> bool {
        if self.lowers { *value >= self.last } else { *value <= self.last }
    }

    /// Returns the sum with a value that [fits](Self::fits).
    pub(crate) fn plus(&self, value: &Scalar) -> Option<Scalar> {
        match (value, &self.amount) {
            (Scalar::Int(value), Scalar::Int(amount)) => value.checked_add(*amount).map(Scalar::Int),
            (Scalar::Decimal(value), Scalar::Decimal(amount)) => {
                value.checked_add(*amount).map(Scalar::Decimal)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::Number;
    use crate::table::Limits;
    use crate::value::Scalar;

    /// The sum of a value and an amount, if it is in the range of its type.
    fn sum<T: Number + Copy>(value: T, amount: T::Amount, limits: &Limits) -> Option<T> {
        let addend = T::addend(amount, limits).ok()?;
        let value = value.scalar();
        addend.fits(&value).then(|| addend.plus(&value)).flatten().and_then(T::from_scalar)
    }

    #[test]
    fn a_sum_of_integers_is_exact_or_rejected() {
        let amounts = [i64::MIN, i64::MIN + 1, -300, -255, -128, -1, 0, 1, 127, 255, 300, i64::MAX];
        for amount in amounts {
            for value in i8::MIN..=i8::MAX {
                let expected = i128::from(value).checked_add(i128::from(amount));
                let expected = expected.and_then(|sum| i8::try_from(sum).ok());
                assert_eq!(sum(value, amount, &Limits::DEFAULT), expected, "{value} + {amount}");
            }
            for value in [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX] {
                assert_eq!(sum(value, amount, &Limits::DEFAULT), value.checked_add(amount));
            }
            for value in [0, 1, u64::MAX / 2, u64::MAX - 1, u64::MAX] {
                assert_eq!(sum(value, amount, &Limits::DEFAULT), value.checked_add_signed(amount));
            }
        }
    }

    #[test]
    fn a_sum_of_decimals_is_exact_or_rejected() {
        let limits = Limits { precision: 4, scale: 2, ..Limits::DEFAULT };
        let decimal = |hundredths| Decimal::new(hundredths, 2);
        for value in [-9_999, -9_998, -1, 0, 1, 9_998, 9_999] {
            for amount in [-9_999, -2, -1, 0, 1, 2, 9_999] {
                let expected = value + amount;
                let expected = (-9_999..=9_999).contains(&expected).then(|| decimal(expected));
                assert_eq!(sum(decimal(value), decimal(amount), &limits), expected, "{value} + {amount}");
            }
        }
        assert_eq!(
            Decimal::addend(decimal(10_000), &limits).unwrap_err().reason,
            "must have at most 2 digits before the point"
        );
        assert_eq!(
            Decimal::addend(Decimal::new(1, 3), &limits).unwrap_err().reason,
            "must have at most 2 decimal places"
        );
    }

    #[test]
    fn the_largest_decimals_have_a_range() {
        let limits = Limits { precision: 28, scale: 0, ..Limits::DEFAULT };
        let max = Decimal::try_from_i128_with_scale(10_i128.pow(28) - 1, 0).unwrap();
        assert_eq!(sum(max, -max, &limits), Some(Decimal::ZERO));
        assert_eq!(sum(-max, max, &limits), Some(Decimal::ZERO));
        assert_eq!(sum(max, Decimal::ONE, &limits), None);
        assert!(
            matches!(Decimal::addend(-max, &limits).unwrap().last, Scalar::Decimal(last) if last.is_zero())
        );
    }
}
