//! `chart`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Subcommand;
use serde_json::json;

use super::App;
use crate::charts::{Canvas, allocation, net_worth};
use crate::report::ClientReport;

/// The arguments of `chart`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    /// The file: its name ends in .svg or .png
    #[arg(long, global = true, default_value = "chart.svg")]
    out: PathBuf,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The net worth at the end of each month of a year
    NetWorth {
        /// The reference of the client
        client: String,
    },
    /// The assets by their kinds, on the day of the last snapshot
    Allocation {
        /// The reference of the client
        client: String,
    },
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let canvas = Canvas::new(&self.out)?;
        let (What::NetWorth { client } | What::Allocation { client }) = &self.what;
        let client = app.client(app.advisor().await?.id, client).await?;
        let report = ClientReport::new(&app.db, &client, app.today).await?;
        match self.what {
            What::NetWorth { .. } => net_worth(&canvas, &report)?,
            What::Allocation { .. } if report.allocation.is_empty() => {
                bail!("{} has no assets on {}", report.reference, report.day)
            }
            What::Allocation { .. } => allocation(&canvas, &report)?,
        }
        app.say(&json!({ "written": self.out }), format!("wrote {}", self.out.display()))
    }
}
