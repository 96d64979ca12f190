//! `report`.

use anyhow::Result;

use super::App;
use crate::output;
use crate::report::{ClientReport, Overview};

/// The arguments of `report`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The reference of a client; without it, the largest changes of all clients this month
    client: Option<String>,
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let advisor = app.advisor().await?;
        let Some(reference) = self.client else {
            let overview = Overview::new(&app.db, &advisor, app.today).await?;
            return if app.json { output::json(&overview) } else { overview.print() };
        };
        let client = app.client(advisor.id, &reference).await?;
        let report = ClientReport::new(&app.db, &client, app.today).await?;
        if app.json { output::json(&report) } else { report.print() }
    }
}
