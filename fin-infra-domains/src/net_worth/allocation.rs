//! The parts of a sum, in percent.

use std::collections::BTreeMap;

use fin_infra::Result;
use rust_decimal::Decimal;

use crate::arithmetic::PERCENT_SCALE;
use crate::split;

/// Returns how many percent of all assets, or of all liabilities, are of each kind, to two decimal places. The percentages add
/// up to 100: see [`split`](fn@split). They are zero if all amounts are.
///
/// ```
/// use fin_infra_domains::net_worth::allocation;
/// use fin_infra::dec;
///
/// let percentages = allocation([("stocks", dec!(2000)), ("cash", dec!(1000))])?;
/// assert_eq!((percentages["stocks"], percentages["cash"]), (dec!(66.67), dec!(33.33)));
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If an amount is negative, or the amounts are too large to calculate with.
pub fn allocation<K: Ord>(amounts: impl IntoIterator<Item = (K, Decimal)>) -> Result<BTreeMap<K, Decimal>> {
    let (kinds, amounts): (Vec<K>, Vec<Decimal>) = amounts.into_iter().unzip();
    let percentages = match amounts.iter().all(Decimal::is_zero) {
        true => vec![Decimal::ZERO; kinds.len()],
        false => split(Decimal::ONE_HUNDRED, &amounts, PERCENT_SCALE)?,
    };
    let mut by_kind = BTreeMap::new();
    for (kind, percent) in kinds.into_iter().zip(percentages) {
        *by_kind.entry(kind).or_default() += percent;
    }
    Ok(by_kind)
}

#[cfg(test)]
mod tests {
    use fin_infra::dec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_kind_that_occurs_twice_is_added_up() {
        let percentages = allocation([("cash", dec!(1)), ("cash", dec!(1)), ("house", dec!(2))]).unwrap();
        assert_eq!(percentages, BTreeMap::from([("cash", dec!(50)), ("house", dec!(50))]));
    }

    #[test]
    fn nothing_has_no_parts() {
        assert_eq!(allocation::<&str>([]).unwrap(), BTreeMap::new());
        assert_eq!(allocation([("cash", dec!(0.00))]).unwrap()["cash"], dec!(0));
        assert!(allocation([("cash", dec!(-1)), ("house", dec!(2))]).is_err());
    }

    proptest! {
        #[test]
        fn percentages_add_up(cents in proptest::collection::vec(0_i64..100_000_000_000, 1..30)) {
            prop_assume!(cents.iter().any(|cents| *cents > 0));
            let amounts = cents.into_iter().enumerate().map(|(kind, cents)| (kind, Decimal::new(cents, 2)));
            prop_assert_eq!(allocation(amounts).unwrap().values().sum::<Decimal>(), dec!(100));
        }
    }
}
