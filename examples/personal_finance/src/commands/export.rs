//! `export`.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;
use fin_infra::prelude::*;
use futures_util::TryStreamExt;
use serde::Serialize;

use super::App;
use crate::report::Month;
use crate::resources::{
    Account, AccountQuery, Transaction, TransactionFilter, TransactionOrder, TransactionQuery,
    TransactionRead,
};

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With a header; `import` reads it
    Csv,
    /// An array of objects
    Json,
}

/// The arguments of `export`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The format
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// The file to write; standard output by default
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Only the transactions of this account; those of all accounts by default
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Only the transactions of this month, such as 2026-11
    #[arg(long)]
    month: Option<Month>,
}

/// A transaction, as it is exported. The names of the fields are columns that `import` knows.
#[derive(Serialize)]
struct Row<'a> {
    date: chrono::NaiveDate,
    account: &'a str,
    payee: &'a str,
    purpose: &'a str,
    category: &'a str,
    amount: Decimal,
    currency: &'static str,
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let query = self.query(app).await?;
        if let Some(path) = &self.out {
            app.check_output(path, None)?;
        }
        let out: Box<dyn Write> = match &self.out {
            Some(path) => {
                Box::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?)
            }
            None => Box::new(io::stdout().lock()),
        };
        let mut rows = Rows::new(out, self.format);
        let accounts: HashMap<Uuid, String> = Account::repository()
            .stream(&app.db, AccountQuery::new())
            .map_ok(|account| (account.id, account.name))
            .try_collect()
            .await?;
        let mut transactions = Transaction::repository().stream(&app.db, query);
        while let Some(transaction) = transactions.try_next().await? {
            let account = accounts.get(&transaction.account_id).map(String::as_str).unwrap_or_default();
            rows.write(&row(&transaction, account))?;
        }
        rows.finish()
    }

    async fn query(&self, app: &App) -> Result<TransactionQuery> {
        let mut filter = TransactionFilter::new();
        if let Some(month) = self.month {
            let range = month.range()?;
            filter = filter.booked_on(Condition::between(range.start(), range.end()));
        }
        if let Some(account) = &self.account {
            filter = filter.account_id(app.account(account).await?.id);
        }
        Ok(TransactionQuery::new().filter(filter).order_by(TransactionOrder::BookedOn.asc()))
    }
}

fn row<'a>(transaction: &'a TransactionRead, account: &'a str) -> Row<'a> {
    Row {
        date: transaction.booked_on,
        account,
        payee: &transaction.payee,
        purpose: &transaction.purpose,
        category: &transaction.category,
        amount: transaction.amount.amount(),
        currency: transaction.amount.currency().code(),
    }
}

/// Writes rows one after the other, so that memory does not grow with them.
enum Rows {
    Csv(Box<csv::Writer<Box<dyn Write>>>),
    Json { out: Box<dyn Write>, is_first: bool },
}

impl Rows {
    fn new(out: Box<dyn Write>, format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv(Box::new(csv::Writer::from_writer(out))),
            Format::Json => Self::Json { out: Box::new(io::BufWriter::new(out)), is_first: true },
        }
    }

    fn write(&mut self, row: &Row<'_>) -> Result<()> {
        match self {
            Self::Csv(out) => out.serialize(row)?,
            Self::Json { out, is_first } => {
                out.write_all(if *is_first { b"[\n" } else { b",\n" })?;
                *is_first = false;
                serde_json::to_writer(out, row)?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        match self {
            Self::Csv(mut out) => out.flush()?,
            Self::Json { mut out, is_first } => {
                out.write_all(if is_first { b"[]\n" } else { b"\n]\n" })?;
                out.flush()?;
            }
        }
        Ok(())
    }
}
