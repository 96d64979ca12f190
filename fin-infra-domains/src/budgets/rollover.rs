//! What is left of a budget, in the next one.

use fin_infra::Result;
use rust_decimal::Decimal;

use super::{Amounts, Progress};
use crate::arithmetic::sum;

/// What goes into the next budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rollover {
    /// What is left in a category. Overspending is forgiven.
    Unspent,
    /// What is left in a category, and what was spent too much, which the next budget pays back.
    Balance,
}

/// Adds what is left of a budget to what is planned for the next one. A category that has nothing left and is not planned is
/// not in the result.
///
/// A category may become negative, if it pays back more than is planned for it. With [`Rollover::Balance`], the sum of the
/// result is the sum of what is planned and what remains: no money appears or disappears.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use fin_infra_domains::budgets::{Rollover, progress, rollover};
/// use fin_infra::dec;
///
/// let planned = BTreeMap::from([("Food".to_owned(), dec!(400)), ("Fun".to_owned(), dec!(100))]);
/// let spent = BTreeMap::from([("Food".to_owned(), dec!(350)), ("Fun".to_owned(), dec!(120))]);
/// let november = progress(&planned, &spent)?;
///
/// let december = rollover(&november, &planned, Rollover::Balance)?;
/// assert_eq!((december["Food"], december["Fun"]), (dec!(450), dec!(80)));
/// let december = rollover(&november, &planned, Rollover::Unspent)?;
/// assert_eq!((december["Food"], december["Fun"]), (dec!(450), dec!(100)));
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If the amounts are too large to calculate with.
pub fn rollover(ended: &Progress, planned: &Amounts, rule: Rollover) -> Result<Amounts> {
    let mut next = planned.clone();
    for (name, left) in carried(ended, rule) {
        let amount = next.entry(name).or_default();
        *amount = sum("planned", [*amount, left])?;
    }
    Ok(next)
}

/// Returns what is left in each category of a budget that ended, without those in which nothing is. With
/// [`Rollover::Balance`], their sum is what remains of the whole budget.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use fin_infra::dec;
/// use fin_infra_domains::budgets::{Rollover, carried, progress};
///
/// let planned = BTreeMap::from([("Food".to_owned(), dec!(400)), ("Fun".to_owned(), dec!(100))]);
/// let spent = BTreeMap::from([("Food".to_owned(), dec!(350)), ("Fun".to_owned(), dec!(120))]);
/// let left = carried(&progress(&planned, &spent)?, Rollover::Balance);
/// assert_eq!((left["Food"], left["Fun"]), (dec!(50), dec!(-20)));
/// # Ok::<(), fin_infra::Error>(())
/// ```
#[must_use]
pub fn carried(ended: &Progress, rule: Rollover) -> Amounts {
    let left = ended.categories.iter().map(|(name, usage)| match rule {
        Rollover::Unspent => (name.clone(), usage.remaining.max(Decimal::ZERO)),
        Rollover::Balance => (name.clone(), usage.remaining),
    });
    left.filter(|(_, left)| !left.is_zero()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::budgets::progress;

    fn amounts(cents: impl IntoIterator<Item = (String, i64)>) -> Amounts {
        cents.into_iter().map(|(name, cents)| (name, Decimal::new(cents, 2))).collect()
    }

    #[test]
    fn an_unplanned_category_is_paid_back() {
        let ended = progress(&Amounts::new(), &amounts([("Gifts".to_owned(), 500)])).unwrap();
        let next = rollover(&ended, &Amounts::new(), Rollover::Balance).unwrap();
        assert_eq!(next, amounts([("Gifts".to_owned(), -500)]));
        assert_eq!(rollover(&ended, &Amounts::new(), Rollover::Unspent).unwrap(), Amounts::new());
    }

    proptest! {
        #[test]
        fn a_balance_conserves_money(
            planned in proptest::collection::btree_map("[a-e]", 0_i64..1_000_000, 0..6),
            spent in proptest::collection::btree_map("[a-g]", -1_000_000_i64..1_000_000, 0..8),
            next in proptest::collection::btree_map("[a-g]", 0_i64..1_000_000, 0..8),
        ) {
            let ended = progress(&amounts(planned), &amounts(spent)).unwrap();
            let next = amounts(next);
            let rolled = rollover(&ended, &next, Rollover::Balance).unwrap();
            let before = next.values().sum::<Decimal>() + ended.total.remaining;
            prop_assert_eq!(rolled.values().sum::<Decimal>(), before);
        }
    }
}
