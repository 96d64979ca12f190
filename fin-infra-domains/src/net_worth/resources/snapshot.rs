//! A snapshot.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fin_infra::prelude::*;
use serde_json::Value;

use crate::net_worth::{Amounts, Snapshot, allocation};

/// What a user owns and owes at the end of a day. A snapshot never changes, and a user has at most one of each day: to correct
/// it, delete it and create another one.
///
/// - `net` is `assets` less `liabilities`, in one currency; a rule of the table.
/// - `assets` and `liabilities` are not negative, and are the sums of their parts, which are not negative either. The parts
///   are maps, so that a year of snapshots is 365 rows for each user, which can be created in bulk.
///   [`NetWorthSnapshotCreate::of`] adds them up.
///
/// ```
/// use fin_infra::prelude::*;
/// use fin_infra_domains::net_worth::{NetWorthSnapshot, NetWorthSnapshotCreate};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let (db, user) = (Db::memory(), Uuid::now_v7());
/// # let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
/// let snapshots = NetWorthSnapshot::repository().tenant(Uuid::now_v7());
/// let assets = [("cash".to_owned(), dec!(500.50))].into();
/// let today = NetWorthSnapshotCreate::of(user, day, Currency::EUR, assets, [].into())?;
/// assert_eq!(today.net, money!(500.50 EUR));
///
/// let wrong = NetWorthSnapshotCreate { net: money!(500 EUR), ..today.clone() };
/// let error = snapshots.create(&db, wrong).await.unwrap_err();
/// assert_eq!(error.reason(), "must satisfy the rule `net == assets - liabilities`");
///
/// snapshots.create(&db, today.clone()).await?;
/// assert!(snapshots.create(&db, today).await.is_err_and(|error| error.is_conflict()));
/// # Ok(())
/// # }
/// ```
#[derive(FinResource, Debug, Clone, PartialEq)]
#[cfg_attr(feature = "rls", fin(rls))]
#[fin(tenant, immutable, soft_delete, unique("user_id", "day"), validate = check)]
#[fin(check(net == assets - liabilities), check(assets >= 0), check(liabilities >= 0))]
pub struct NetWorthSnapshot {
    /// The user.
    #[fin(filter)]
    pub user_id: Uuid,
    /// The day.
    #[fin(filter, order)]
    pub day: NaiveDate,
    /// What the user owns.
    pub assets: Money,
    /// What the user owes, a positive amount.
    pub liabilities: Money,
    /// What the user owns less what they owe.
    #[fin(filter)]
    pub net: Money,
    /// The assets by their kinds, in the same currency.
    #[fin(json)]
    pub assets_by_kind: Amounts,
    /// The liabilities by their kinds, in the same currency.
    #[fin(json)]
    pub liabilities_by_kind: Amounts,
    /// Anything else that the program keeps with a snapshot.
    #[fin(json, default)]
    pub extra: BTreeMap<String, Value>,
}

fn check(input: Input<'_, NetWorthSnapshot>) -> Result<(), Error> {
    let Input::Create(create) = input else { return Ok(()) };
    let parts = [
        ("assets_by_kind", &create.assets_by_kind, create.assets),
        ("liabilities_by_kind", &create.liabilities_by_kind, create.liabilities),
    ];
    for (field, amounts, total) in parts {
        if sum(field, amounts, total.currency())? != total {
            return Err(Error::invalid(field, format!("must add up to {total}")));
        }
    }
    Ok(())
}

/// Adds up amounts, which are not negative and have at most as many decimal places as their currency.
fn sum(field: &'static str, amounts: &Amounts, currency: Currency) -> Result<Money, Error> {
    let mut sum = Money::zero(currency);
    for (kind, amount) in amounts {
        let invalid = |reason: &str| Error::invalid(field, format!("`{kind}` {reason}"));
        let amount = Money::new(*amount, currency).map_err(|error| invalid(error.reason()))?;
        if amount.is_negative() {
            return Err(invalid("must not be negative"));
        }
        sum = sum.try_add(amount).map_err(|error| invalid(error.reason()))?;
    }
    Ok(sum)
}

impl NetWorthSnapshotCreate {
    /// A snapshot of assets and liabilities by their kinds. Liabilities are positive amounts.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    /// use fin_infra_domains::net_worth::NetWorthSnapshotCreate;
    ///
    /// let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    /// let of = |cash| {
    ///     let assets = [("cash".to_owned(), cash)].into();
    ///     NetWorthSnapshotCreate::of(Uuid::now_v7(), day, Currency::JPY, assets, [].into())
    /// };
    /// assert_eq!(of(dec!(500))?.assets, money!(500 JPY));
    /// let error = of(dec!(500.5)).unwrap_err();
    /// assert_eq!(error.to_string(), "assets_by_kind: `cash` must have no decimal places in JPY");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If an amount is negative or has more decimal places than the currency, or the amounts are too large to add up.
    pub fn of(
        user_id: Uuid,
        day: NaiveDate,
        currency: Currency,
        assets: Amounts,
        liabilities: Amounts,
    ) -> Result<Self, Error> {
        let total_assets = sum("assets_by_kind", &assets, currency)?;
        let total_debts = sum("liabilities_by_kind", &liabilities, currency)?;
        let net = total_assets.try_sub(total_debts)?;
        Ok(Self::new(user_id, day, total_assets, total_debts, net, assets, liabilities))
    }
}

impl NetWorthSnapshotRead {
    /// The snapshot as the calculations take it.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::net_worth::{NetWorthSnapshot, NetWorthSnapshotCreate, monthly_trend};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, snapshots) = (Db::memory(), NetWorthSnapshot::repository().tenant(Uuid::now_v7()));
    /// # let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    /// # let assets = [("cash".to_owned(), dec!(500.50))].into();
    /// # let today = NetWorthSnapshotCreate::of(Uuid::now_v7(), day, Currency::EUR, assets, [].into())?;
    /// let row = snapshots.create(&db, today).await?;
    /// assert_eq!(monthly_trend([row.snapshot()]).into_values().next(), Some(dec!(500.50)));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { day: self.day, net: self.net.amount() }
    }

    /// The kinds of assets in percent: see [`allocation`](fn@crate::net_worth::allocation).
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::net_worth::{NetWorthSnapshot, NetWorthSnapshotCreate};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, snapshots) = (Db::memory(), NetWorthSnapshot::repository().tenant(Uuid::now_v7()));
    /// # let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    /// let assets = [("stocks".to_owned(), dec!(2000)), ("cash".to_owned(), dec!(1000))].into();
    /// let today = NetWorthSnapshotCreate::of(Uuid::now_v7(), day, Currency::EUR, assets, [].into())?;
    /// let row = snapshots.create(&db, today).await?;
    /// assert_eq!((row.allocation()?["stocks"], row.breakdown()?.len()), (dec!(66.67), 0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If another program stored negative amounts.
    pub fn allocation(&self) -> Result<BTreeMap<String, Decimal>, Error> {
        percentages(&self.assets_by_kind)
    }

    /// The kinds of liabilities in percent: see [`allocation`](fn@crate::net_worth::allocation).
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::net_worth::{NetWorthSnapshot, NetWorthSnapshotCreate};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, snapshots) = (Db::memory(), NetWorthSnapshot::repository().tenant(Uuid::now_v7()));
    /// # let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    /// let debts = [("mortgage".to_owned(), dec!(900)), ("card".to_owned(), dec!(100))].into();
    /// let today = NetWorthSnapshotCreate::of(Uuid::now_v7(), day, Currency::EUR, [].into(), debts)?;
    /// assert_eq!(snapshots.create(&db, today).await?.breakdown()?["card"], dec!(10.00));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`allocation`](Self::allocation).
    pub fn breakdown(&self) -> Result<BTreeMap<String, Decimal>, Error> {
        percentages(&self.liabilities_by_kind)
    }
}

fn percentages(amounts: &Amounts) -> Result<BTreeMap<String, Decimal>, Error> {
    allocation(amounts.iter().map(|(kind, amount)| (kind.clone(), *amount)))
}
