//! Which accounts pay for which goals.

use std::collections::BTreeMap;

use fin_infra::{Error, Result};
use rust_decimal::Decimal;

use crate::arithmetic::sum;

/// Checks the percentages of accounts that goals use, and returns the sum for each account.
///
/// Pass the shares of all goals, also of the one that changes. Two goals that change at once must not both be accepted: read
/// the shares in the same transaction, after the account was locked.
///
/// ```
/// use fin_infra_domains::goals::check_funding;
/// use fin_infra::dec;
///
/// let shares = [("savings", dec!(60)), ("wages", dec!(10)), ("savings", dec!(40))];
/// assert_eq!(check_funding(shares)?["savings"], dec!(100));
/// assert!(check_funding([("savings", dec!(60)), ("savings", dec!(40.01))]).is_err());
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If a percentage is not above zero, or those of an account are more than 100 together.
pub fn check_funding<A: Ord>(shares: impl IntoIterator<Item = (A, Decimal)>) -> Result<BTreeMap<A, Decimal>> {
    let mut accounts = BTreeMap::new();
    for (account, percent) in shares {
        if percent <= Decimal::ZERO {
            return Err(Error::invalid("percent", "must be above zero"));
        }
        let all: &mut Decimal = accounts.entry(account).or_default();
        *all = sum("percent", [*all, percent])?;
        if *all > Decimal::ONE_HUNDRED {
            let reason = format!("all goals together would use {all} percent of the account");
            return Err(Error::invalid("percent", reason));
        }
    }
    Ok(accounts)
}

#[cfg(test)]
mod tests {
    use fin_infra::dec;

    use super::*;

    #[test]
    fn percentages_of_99_and_101() {
        assert!(check_funding([(1, dec!(99))]).is_ok());
        let error = check_funding([(1, dec!(101))]).unwrap_err();
        assert_eq!(error.to_string(), "percent: all goals together would use 101 percent of the account");
    }

    #[test]
    fn nothing_is_no_share() {
        assert_eq!(check_funding([(1, dec!(0))]).unwrap_err().to_string(), "percent: must be above zero");
        assert!(check_funding([(1, dec!(-5)), (1, dec!(50))]).is_err());
        assert!(check_funding([(1, Decimal::MAX), (2, dec!(1))]).is_err());
    }
}
