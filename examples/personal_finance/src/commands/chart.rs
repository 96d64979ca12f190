//! `chart`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Subcommand;
use fin_infra::prelude::*;
use fin_infra_domains::net_worth::{Snapshot, growth, monthly_trend};
use futures_util::TryStreamExt;

use super::{App, currency};
use crate::charts::{Canvas, net_worth, spending};
use crate::report::{Month, totals};
use crate::resources::{
    NetWorthSnapshot, NetWorthSnapshotFilter, NetWorthSnapshotOrder, NetWorthSnapshotQuery,
};

/// The arguments of `chart`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    /// The file: its name ends in .svg or .png
    #[arg(long, global = true, value_name = "FILE", default_value = "chart.svg")]
    out: PathBuf,
    /// The currency; that of the accounts by default
    #[arg(long, global = true, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// What was spent in each category of a month
    Spending {
        /// The month, such as 2026-11
        month: Month,
    },
    /// The net worth at the end of each month, from the snapshots
    NetWorth,
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let canvas = Canvas::new(&self.out)?;
        let currency = app.currency(self.currency).await?;
        match self.what {
            What::Spending { month } => {
                let totals = totals(&app.db, month.range()?, currency).await?;
                if totals.by_category.is_empty() {
                    bail!("nothing was spent in {month} in {currency}");
                }
                spending(&canvas, &format!("{}, {currency}", month.title()), &totals, currency)?;
            }
            What::NetWorth => {
                let snapshots = snapshots(app, currency).await?;
                let [first, .., last] = snapshots[..] else {
                    bail!("there are fewer than two snapshots in {currency}: `snapshot` takes one");
                };
                let grown = growth(first, last)?;
                net_worth(&canvas, &monthly_trend(snapshots), grown, currency)?;
            }
        }
        app.say(&serde_json::json!({ "written": self.out }), format!("wrote {}", self.out.display()))
    }
}

async fn snapshots(app: &App, currency: Currency) -> Result<Vec<Snapshot>> {
    let filter = NetWorthSnapshotFilter::new().currency(currency.code());
    let query = NetWorthSnapshotQuery::new().filter(filter).order_by(NetWorthSnapshotOrder::TakenOn.asc());
    let rows = NetWorthSnapshot::repository().stream(&app.db, query);
    Ok(rows.map_ok(|row| Snapshot { day: row.taken_on, net: row.net }).try_collect().await?)
}
