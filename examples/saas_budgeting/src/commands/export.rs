//! `export`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use fin_infra::prelude::*;
use fin_infra::{Isolation, OpenTransaction, TransactionOptions};
use futures_util::TryStreamExt;
use serde_json::{Value, json};

use super::company;
use crate::cli::Application;
use crate::database;
use crate::resources::{CompanyRead, tenant_tables, to_json};

/// How long an export may take.
const DEADLINE: Duration = Duration::from_hours(1);

/// The arguments of `export`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    application: Application,
    /// The slug of the company
    company: String,
    /// The file, which must not exist yet; without it, standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Args {
    pub(crate) async fn run(self) -> Result<()> {
        let db = database::application(&self.application.url).await?;
        let company = company(&db, &self.company).await?;
        let out: Box<dyn Write + Send> = match &self.out {
            Some(file) => {
                Box::new(File::create_new(file).with_context(|| format!("cannot create {}", file.display()))?)
            }
            None => Box::new(std::io::stdout()),
        };
        let lines = Lines(Mutex::new(BufWriter::new(out)));
        for (table, rows) in export(&db, &company, &lines).await? {
            // Standard output may be the export itself.
            eprintln!("{table}: {rows}");
        }
        Ok(())
    }
}

/// Where the lines are written to.
struct Lines(Mutex<BufWriter<Box<dyn Write + Send>>>);

impl Lines {
    fn write(&self, table: &str, row: &Value) -> Result<()> {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        serde_json::to_writer(&mut *out, &json!({ "table": table, "row": row }))?;
        Ok(out.write_all(b"\n")?)
    }

    fn finish(&self) -> Result<()> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).flush()?)
    }
}

/// Writes all rows of a company, deleted ones as well, parents before children. They are read in one transaction, so that
/// they are of one moment. Returns the number of rows of each table.
async fn export(db: &Db, company: &CompanyRead, lines: &Lines) -> Result<Vec<(&'static str, u64)>> {
    // A second attempt would write the first lines again.
    let options = TransactionOptions::new().isolation(Isolation::RepeatableRead).read_only();
    let options = options.attempts(1).deadline(DEADLINE);
    lines.write("companies", &to_json(company)?)?;
    let counts =
        db.transaction_for(company.id, options, async |tx| rows(&tx, company.id, lines).await).await?;
    lines.finish()?;
    Ok(counts)
}

async fn rows(tx: &OpenTransaction, company: Uuid, lines: &Lines) -> Result<Vec<(&'static str, u64)>> {
    let mut counts = vec![("companies", 1)];
    for table in tenant_tables() {
        let (mut rows, mut count) = ((table.rows)(tx, company), 0);
        while let Some(row) = rows.try_next().await? {
            lines.write(table.name(), &row)?;
            count += 1;
        }
        counts.push((table.name(), count));
    }
    Ok(counts)
}
