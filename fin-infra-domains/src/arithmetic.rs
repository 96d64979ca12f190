//! Arithmetic that returns an error where an operator would panic.

use fin_infra::{Error, Result};
use rust_decimal::{Decimal, RoundingStrategy};

/// The decimal places of a percentage.
pub(crate) const PERCENT_SCALE: u32 = 2;

/// The error for an argument whose amounts leave the range of [`Decimal`].
pub(crate) fn too_large(argument: &'static str) -> Error {
    Error::invalid(argument, "the amounts are too large to calculate with")
}

/// Rounds half to even, so that rounding many values does not shift their sum in one direction.
pub(crate) fn rounded(value: Decimal, scale: u32) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(scale, RoundingStrategy::MidpointNearestEven);
    rounded.rescale(scale);
    rounded
}

/// Adds amounts up.
pub(crate) fn sum(argument: &'static str, amounts: impl IntoIterator<Item = Decimal>) -> Result<Decimal> {
    amounts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add).ok_or_else(|| too_large(argument))
}

/// Subtracts.
pub(crate) fn difference(argument: &'static str, from: Decimal, amount: Decimal) -> Result<Decimal> {
    from.checked_sub(amount).ok_or_else(|| too_large(argument))
}

/// Returns `value * numerator / denominator`, rounded. The denominator is not zero.
pub(crate) fn proportion(
    argument: &'static str,
    value: Decimal,
    (numerator, denominator): (Decimal, Decimal),
    scale: u32,
) -> Result<Decimal> {
    let exact = value.checked_mul(numerator).and_then(|product| product.checked_div(denominator));
    exact.map(|exact| rounded(exact, scale)).ok_or_else(|| too_large(argument))
}

/// Returns how many percent of `whole` are `part`, or `None` of zero.
pub(crate) fn percent(argument: &'static str, part: Decimal, whole: Decimal) -> Result<Option<Decimal>> {
    if whole.is_zero() {
        return Ok(None);
    }
    proportion(argument, part, (Decimal::ONE_HUNDRED, whole), PERCENT_SCALE).map(Some)
}

/// Returns whether `part` is at least `threshold` percent of `whole`, which is above zero. Nothing is rounded.
pub(crate) fn reaches(
    argument: &'static str,
    part: Decimal,
    whole: Decimal,
    threshold: Decimal,
) -> Result<bool> {
    let compared = part.checked_mul(Decimal::ONE_HUNDRED).zip(whole.checked_mul(threshold));
    compared.map(|(part, whole)| part >= whole).ok_or_else(|| too_large(argument))
}

/// Checks that an amount is not negative.
pub(crate) fn not_negative(argument: &'static str, amount: Decimal) -> Result<()> {
    if amount.is_sign_negative() && !amount.is_zero() {
        return Err(Error::invalid(argument, "must not be negative"));
    }
    Ok(())
}
