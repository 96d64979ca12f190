//! Splitting an amount without losing a cent.

use fin_infra::{Error, Result};
use rust_decimal::Decimal;

use crate::arithmetic::{not_negative, too_large};

/// Splits an amount in proportion to weights, in units of `scale` decimal places. The parts add up to the amount.
///
/// Each part is rounded down to whole units, and the units that are left go to the parts with the largest remainders, the
/// earlier one of equal ones: the largest remainder method of Hamilton. A negative amount is split like a positive one.
///
/// ```
/// use fin_infra_domains::split;
/// use fin_infra::dec;
///
/// assert_eq!(split(dec!(100), &[dec!(1), dec!(1), dec!(1)], 2)?, [dec!(33.34), dec!(33.33), dec!(33.33)]);
/// assert_eq!(split(dec!(-0.05), &[dec!(50), dec!(30), dec!(20)], 2)?, [dec!(-0.03), dec!(-0.01), dec!(-0.01)]);
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If the amount has more than `scale` decimal places, a weight is negative, no weight is above zero, or the numbers are too
/// large to multiply exactly (38 digits).
pub fn split(amount: Decimal, weights: &[Decimal], scale: u32) -> Result<Vec<Decimal>> {
    let total = units("amount", amount.normalize(), scale)?;
    let most = weights.iter().map(|weight| weight.normalize().scale()).max().unwrap_or_default();
    let weights = weights.iter().map(|weight| {
        not_negative("weights", *weight)?;
        units("weights", weight.normalize(), most)
    });
    let weights = weights.collect::<Result<Vec<i128>>>()?;
    let sum = weights.iter().try_fold(0_i128, |sum, weight| sum.checked_add(*weight));
    let sum = sum.ok_or_else(|| too_large("weights"))?;
    if sum == 0 {
        return Err(Error::invalid("weights", "one must be above zero"));
    }
    let (mut parts, mut remainders) = (Vec::new(), Vec::new());
    for (index, weight) in weights.iter().enumerate() {
        let product =
            total.unsigned_abs().checked_mul(weight.unsigned_abs()).ok_or_else(|| too_large("amount"))?;
        parts.push(product / sum.unsigned_abs());
        remainders.push((product % sum.unsigned_abs(), index));
    }
    remainders.sort_by(|(left, first), (right, second)| right.cmp(left).then(first.cmp(second)));
    let left = total.unsigned_abs() - parts.iter().sum::<u128>();
    for ((_, index), _) in remainders.iter().zip(0..left) {
        parts[*index] += 1;
    }
    let part = |units: u128| {
        let units = i128::try_from(units).map_err(|_| too_large("amount"))? * total.signum();
        Decimal::try_from_i128_with_scale(units, scale).map_err(|_| too_large("amount"))
    };
    parts.into_iter().map(part).collect()
}

/// Returns an amount in units of `scale` decimal places.
fn units(argument: &'static str, amount: Decimal, scale: u32) -> Result<i128> {
    let Some(more) = scale.checked_sub(amount.scale()) else {
        return Err(Error::invalid(argument, format!("must not have more than {scale} decimal places")));
    };
    let power = 10_i128.checked_pow(more).and_then(|power| power.checked_mul(amount.mantissa()));
    power.ok_or_else(|| too_large(argument))
}

#[cfg(test)]
mod tests {
    use fin_infra::dec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_amount_that_cannot_be_split_is_an_error() {
        let reason = |amount, weights: &[Decimal]| split(amount, weights, 2).unwrap_err().to_string();
        assert_eq!(reason(dec!(0.001), &[dec!(1)]), "amount: must not have more than 2 decimal places");
        assert_eq!(reason(dec!(1), &[dec!(1), dec!(-1)]), "weights: must not be negative");
        assert_eq!(reason(dec!(1), &[dec!(0)]), "weights: one must be above zero");
        assert_eq!(reason(dec!(1), &[]), "weights: one must be above zero");
        assert!(reason(Decimal::MAX, &[Decimal::MAX]).contains("too large"));
    }

    #[test]
    fn trailing_zeros_are_no_decimal_places() {
        assert_eq!(split(dec!(1.000), &[dec!(1.00), dec!(1)], 0).unwrap(), [dec!(1), dec!(0)]);
    }

    #[test]
    fn a_part_without_weight_gets_nothing() {
        assert_eq!(split(dec!(0.01), &[dec!(0), dec!(1)], 2).unwrap(), [dec!(0), dec!(0.01)]);
    }

    proptest! {
        #[test]
        fn the_parts_add_up_and_each_is_within_a_unit_of_its_share(
            cents in -1_000_000_000_000_i64..1_000_000_000_000,
            weights in proptest::collection::vec(0_u32..10_000, 1..20),
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let amount = Decimal::new(cents, 2);
            let weights: Vec<Decimal> = weights.into_iter().map(Decimal::from).collect();
            let parts = split(amount, &weights, 2).unwrap();
            prop_assert_eq!(parts.iter().sum::<Decimal>(), amount);
            let sum: Decimal = weights.iter().sum();
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!((part - amount * weight / sum).abs() < dec!(0.01));
            }
        }
    }
}
