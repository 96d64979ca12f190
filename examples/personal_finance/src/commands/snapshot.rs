//! `snapshot`.

use anyhow::{Result, bail};
use chrono::NaiveDate;
use fin_infra::prelude::*;

use super::{App, day};
use crate::output;
use crate::report::net_worth;
use crate::resources::{
    NetWorthSnapshot, NetWorthSnapshotCreate, NetWorthSnapshotFilter, NetWorthSnapshotQuery,
    NetWorthSnapshotRead,
};

/// The arguments of `snapshot`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The day; today by default
    #[arg(long, value_name = "DAY", value_parser = day)]
    on: Option<NaiveDate>,
    /// Replace the snapshot of the day, if there is one
    #[arg(long)]
    replace: bool,
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let currencies = app.currencies().await?;
        if currencies.is_empty() {
            bail!("there is no account yet: add one with `add account`");
        }
        let on = self.on.unwrap_or(app.today);
        if on > app.today {
            bail!("{on} is after today, {}: a snapshot cannot be of a future day", app.today);
        }
        let rows = take(&app.db, &currencies, on, self.replace).await?;
        if app.json {
            return output::json(&rows);
        }
        for (row, currency) in rows.iter().zip(currencies) {
            let net = output::amount(row.net, currency);
            output::line(format!("net worth on {}: {net} {currency}", row.taken_on))?;
        }
        Ok(())
    }
}

/// Records the net worth in each currency.
pub(crate) async fn take(
    db: &Db,
    currencies: &[Currency],
    day: NaiveDate,
    replace: bool,
) -> Result<Vec<NetWorthSnapshotRead>> {
    let mut rows = Vec::new();
    for currency in currencies {
        let worth = net_worth(db, *currency, day).await?;
        rows.push(NetWorthSnapshotCreate {
            taken_on: day,
            currency: currency.code().to_owned(),
            assets: worth.assets,
            liabilities: worth.liabilities,
            net: worth.net,
        });
    }
    let snapshots = NetWorthSnapshot::repository();
    let mut tx = db.begin().await?;
    if replace {
        let of_day =
            NetWorthSnapshotQuery::new().filter(NetWorthSnapshotFilter::new().taken_on(day)).page_size(1_000);
        for old in snapshots.list(&mut tx, of_day).await? {
            snapshots.delete(&mut tx, old.id).await?;
        }
    }
    let stored = snapshots.create_many(&mut tx, rows).await;
    let rows = match stored {
        Err(error) if error.is_conflict() => {
            bail!("{day} has a snapshot already: `--replace` replaces it")
        }
        stored => stored?,
    };
    tx.commit().await?;
    Ok(rows)
}
