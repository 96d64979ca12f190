//! `import`.

use std::path::PathBuf;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

use super::App;
use crate::import::{
    DateOrder, DecimalMark, Encoding, Importer, NamedColumn, Options, Outcome, Refusals, Source,
};
use crate::output;

/// The arguments of `import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The CSV file of the bank
    file: PathBuf,
    /// The account that the file is of
    #[arg(long)]
    account: String,
    /// The character between fields; detected by default
    #[arg(long)]
    delimiter: Option<char>,
    /// The encoding; detected by default
    #[arg(long, value_enum)]
    encoding: Option<Encoding>,
    /// The decimal mark; detected by default
    #[arg(long, value_enum)]
    decimal: Option<DecimalMark>,
    /// The order of day and month; detected by default
    #[arg(long, value_enum)]
    dates: Option<DateOrder>,
    /// The name of a column: date, amount, debit, credit, payee, purpose, currency or category
    #[arg(long = "column", value_name = "ROLE=NAME")]
    columns: Vec<NamedColumn>,
    /// Write the numbers of all refused lines, with the reason of each, to this CSV file
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    /// Report what would be imported, and store nothing
    #[arg(long)]
    dry_run: bool,
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let Self { file, account, delimiter, encoding, decimal, dates, columns, refused, dry_run } = self;
        let account = app.account(&account).await?;
        let importer = Importer {
            db: &app.db,
            account: &account,
            options: &Options { encoding, delimiter, decimal, dates, columns },
            is_dry_run: dry_run,
            progress: if app.json { ProgressBar::hidden() } else { progress()? },
        };
        let outcome = importer.import(&Source::File(file), Refusals::new(refused.as_deref())?).await?;
        if app.json { output::json(&outcome) } else { print(&outcome) }
    }
}

/// A bar on standard error, if that is a terminal.
fn progress() -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {bytes}/{total_bytes}  {eta} left")?;
    Ok(ProgressBar::no_length().with_style(style))
}

fn print(outcome: &Outcome) -> Result<()> {
    let Outcome { added, known, refused, refusals, is_dry_run } = outcome;
    let note = if *is_dry_run { " (nothing was stored)" } else { "" };
    output::line(format!("{added} added, {known} known already, {refused} refused{note}"))?;
    for refusal in refusals {
        output::line(format!("  line {}: {}", refusal.line, refusal.reason))?;
    }
    let more = refused - u64::try_from(refusals.len())?;
    if more > 0 {
        output::line(format!("  and {more} more: `--refused FILE` writes all of them"))?;
    }
    Ok(())
}
