//! What is owned and owed on a day.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_domains::net_worth::{Significance, allocation, change};
use futures_util::TryStreamExt;
use serde::Serialize;

use crate::resources::{
    Account, AccountOrder, AccountQuery, AccountRead, NetWorthSnapshot, NetWorthSnapshotFilter,
    NetWorthSnapshotOrder, NetWorthSnapshotQuery, Transaction, TransactionAggregate, TransactionFilter,
};

/// An account and its balance.
pub(crate) struct Balance {
    pub(crate) account: AccountRead,
    pub(crate) balance: Money,
}

/// Returns the balance of each account at the end of a day, by name: the opening balance and the sum of its transactions,
/// which one statement adds up for all accounts.
pub(crate) async fn balances(db: &Db, day: NaiveDate) -> Result<Vec<Balance>> {
    let until = TransactionFilter::new().booked_on(Condition::le(day));
    let asked = TransactionAggregate::new().filter(until).by_account_id().by_amount_currency().sum_amount();
    let sums = Transaction::repository().aggregate(db, asked).await?;
    let sums: BTreeMap<(Uuid, &str), Money> =
        sums.iter().map(|(account, currency, sum)| ((*account, currency.code()), *sum)).collect();
    let query = AccountQuery::new().order_by(AccountOrder::Name.asc());
    let accounts: Vec<AccountRead> = Account::repository().stream(db, query).try_collect().await?;
    let balance = |account: AccountRead| {
        let currency = account.opening.currency();
        let sum = sums.get(&(account.id, currency.code())).copied().unwrap_or(Money::zero(currency));
        Ok(Balance { balance: account.opening.try_add(sum)?, account })
    };
    accounts.into_iter().map(balance).collect()
}

/// What is owned and owed, in one currency.
#[derive(Debug, Serialize)]
pub(crate) struct NetWorthReport {
    pub(crate) assets: Decimal,
    pub(crate) liabilities: Decimal,
    pub(crate) net: Decimal,
    /// How many percent of the assets are of each kind.
    pub(crate) allocation: BTreeMap<&'static str, Decimal>,
    /// Since the latest snapshot before the day.
    pub(crate) change: Option<ChangeReport>,
}

/// What changed since a snapshot.
#[derive(Debug, Serialize)]
pub(crate) struct ChangeReport {
    pub(crate) since: NaiveDate,
    pub(crate) amount: Decimal,
    pub(crate) percent: Option<Decimal>,
    pub(crate) is_significant: bool,
}

/// Returns the net worth at the end of a day.
pub(crate) async fn net_worth(db: &Db, currency: Currency, day: NaiveDate) -> Result<NetWorthReport> {
    let balances = balances(db, day).await?;
    let own = balances.iter().filter(|balance| balance.balance.currency() == currency);
    let own: Vec<(&'static str, Decimal)> =
        own.map(|balance| (balance.account.kind.name(), balance.balance.amount())).collect();
    let assets: Vec<_> = own.iter().copied().filter(|(_, amount)| *amount > Decimal::ZERO).collect();
    let liabilities: Decimal = own.iter().map(|(_, amount)| -amount.min(&Decimal::ZERO)).sum();
    let net = assets.iter().map(|(_, amount)| *amount).sum::<Decimal>() - liabilities;
    Ok(NetWorthReport {
        assets: net + liabilities,
        liabilities,
        net,
        allocation: allocation(assets)?,
        change: since_snapshot(db, currency, day, net).await?,
    })
}

async fn since_snapshot(
    db: &Db,
    currency: Currency,
    day: NaiveDate,
    net: Decimal,
) -> Result<Option<ChangeReport>> {
    let before = NetWorthSnapshotFilter::new().taken_on(Condition::lt(day)).currency(currency.code());
    let latest = NetWorthSnapshotOrder::TakenOn.desc();
    let query = NetWorthSnapshotQuery::new().filter(before).order_by(latest).page_size(1);
    let Some(snapshot) = NetWorthSnapshot::repository().list(db, query).await?.items.pop() else {
        return Ok(None);
    };
    let change = change(snapshot.net, net, Significance::default())?;
    Ok(Some(ChangeReport {
        since: snapshot.taken_on,
        amount: change.amount,
        percent: change.percent,
        is_significant: change.is_significant,
    }))
}
