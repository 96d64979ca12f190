//! `import`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::App;
use crate::import::{
    DateOrder, DecimalMark, Encoding, Importer, NamedColumn, Omissions, OmittedLine, Options, Outcome, Source,
};
use crate::output;

/// The arguments of `import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The CSV file of the bank
    file: PathBuf,
    /// The account that the file belongs to
    #[arg(long, value_name = "NAME")]
    account: String,
    /// The character between fields; detected by default
    #[arg(long, value_name = "CHARACTER")]
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
    /// The name of a column. The role is date, amount, debit, credit, direction, payee, purpose, currency, category or status
    #[arg(long = "column", value_name = "ROLE=NAME")]
    columns: Vec<NamedColumn>,
    /// Change the sign of all amounts, for files in which purchases are positive, as those of many credit cards
    #[arg(long)]
    invert_amounts: bool,
    /// Write the numbers of all refused lines, with the reason of each, to this CSV file
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    /// Report what would be imported, and store nothing
    #[arg(long)]
    dry_run: bool,
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let Self { file, account, refused, dry_run, .. } = self;
        let account = app.account(&account).await?;
        let options = Options {
            encoding: self.encoding,
            delimiter: self.delimiter,
            decimal: self.decimal,
            dates: self.dates,
            columns: self.columns,
            invert_amounts: self.invert_amounts,
        };
        let importer = Importer {
            db: &app.db,
            account: &account,
            options: &options,
            is_dry_run: dry_run,
            progress: if app.json { ProgressBar::hidden() } else { progress()? },
        };
        if let Some(refused) = &refused {
            app.check_output(refused, Some(&file))?;
        }
        let source = Source::File(file);
        let outcome = importer.import(&source, Omissions::new(refused.as_deref())?).await?;
        if app.json { output::json(&outcome) } else { print(&outcome) }?;
        if outcome.is_failed() {
            bail!("no line of {} could be imported: nothing was stored", source.name());
        }
        Ok(())
    }
}

/// A bar on standard error, if that is a terminal.
fn progress() -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {bytes}/{total_bytes}  {eta} left")?;
    Ok(ProgressBar::no_length().with_style(style))
}

fn print(outcome: &Outcome) -> Result<()> {
    let Outcome { added, known, skipped, refused, skips, refusals, is_dry_run } = outcome;
    let note = if *is_dry_run { " (dry run: nothing was stored)" } else { "" };
    output::line(format!(
        "{added} added, {known} known already, {skipped} skipped, {refused} refused{note}"
    ))?;
    print_lines("refused", refusals, *refused, ": `--refused FILE` writes all of them")?;
    print_lines("skipped", skips, *skipped, "")
}

fn print_lines(what: &str, lines: &[OmittedLine], count: u64, hint: &str) -> Result<()> {
    for OmittedLine { line, reason } in lines {
        output::line(format!("  line {line} {what}: {reason}"))?;
    }
    match count - u64::try_from(lines.len())? {
        0 => Ok(()),
        more => output::line(format!("  and {more} more {what}{hint}")),
    }
}
