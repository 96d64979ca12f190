//! `report`.

use anyhow::Result;
use fin_infra::Currency;

use super::{App, currency};
use crate::output;
use crate::report::{Month, MonthReport, print};

/// The arguments of `report`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The month, such as 2026-11; that of today by default
    month: Option<Month>,
    /// The currency; that of the accounts by default
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let currency = app.currency(self.currency).await?;
        let month = self.month.unwrap_or_else(|| Month::of(app.today));
        let report = MonthReport::new(&app.db, month, currency, app.today).await?;
        if app.json { output::json(&report) } else { print(&report) }
    }
}
