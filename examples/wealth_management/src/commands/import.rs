//! `import`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::App;
use crate::import::{Clients, Outcome, Refusals, Snapshots, import};
use crate::output;

/// The arguments of `import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
    /// Write the numbers of all refused lines, with the reason of each, to this CSV file
    #[arg(long, global = true, value_name = "FILE")]
    refused: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Clients: the columns reference, name, and optionally email and manager
    Clients {
        /// The CSV file
        file: PathBuf,
    },
    /// Snapshots: the columns client, day, currency, asset:KIND and liability:KIND
    Snapshots {
        /// The CSV file
        file: PathBuf,
    },
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let advisor = app.advisor().await?.id;
        let refusals = Refusals::new(self.refused.as_deref())?;
        let progress = if app.json { ProgressBar::hidden() } else { progress()? };
        let outcome = match self.what {
            What::Clients { file } => import::<Clients>(&app.db, advisor, &file, refusals, progress).await?,
            What::Snapshots { file } => {
                import::<Snapshots>(&app.db, advisor, &file, refusals, progress).await?
            }
        };
        if app.json { output::json(&outcome) } else { print(&outcome) }
    }
}

/// A bar on standard error, if that is a terminal.
fn progress() -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {bytes}/{total_bytes}  {eta} left")?;
    Ok(ProgressBar::no_length().with_style(style))
}

fn print(outcome: &Outcome) -> Result<()> {
    let Outcome { added, known, refused, refusals } = outcome;
    output::line(format!("{added} added, {known} known already, {refused} refused"))?;
    for refusal in refusals {
        output::line(format!("  line {}: {}", refusal.line, refusal.reason))?;
    }
    let more = refused - u64::try_from(refusals.len())?;
    if more > 0 {
        output::line(format!("  and {more} more: `--refused FILE` writes all of them"))?;
    }
    Ok(())
}
