//! Imports of banks' CSV files.
//!
//! A file is read twice, one record at a time: first to see how it is written, then to store its lines, all of them in one
//! transaction. A line that cannot be read is reported, and the others are stored.

mod amounts;
mod columns;
mod dates;
mod dialect;
mod duplicates;
mod lines;
mod omitted;
mod quoted;
mod records;
mod roles;
mod source;
mod status;
mod votes;

use anyhow::{Context, Result};
use fin_infra::DbTransaction;
use fin_infra::prelude::*;
use futures_util::TryStreamExt;
use indicatif::ProgressBar;
use serde::Serialize;

pub(crate) use self::amounts::DecimalMark;
pub(crate) use self::columns::NamedColumn;
pub(crate) use self::dates::DateOrder;
use self::dialect::Dialect;
pub(crate) use self::dialect::{Encoding, Options};
use self::duplicates::Duplicates;
use self::lines::Lines;
use self::omitted::Omission;
pub(crate) use self::omitted::{Omissions, OmittedLine};
use self::records::{Item, Records};
#[cfg(test)]
pub(crate) use self::roles::role_names;
pub(crate) use self::source::Source;
use crate::resources::{
    AccountRead, Import, ImportCreate, ImportUpdate, Rule, RuleQuery, RuleRead, Transaction,
    TransactionCreate,
};

/// How many lines are stored at once.
const BATCH: usize = 1_000;

/// What an import did.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    /// How many lines became transactions.
    pub(crate) added: u64,
    /// How many lines were transactions already.
    pub(crate) known: u64,
    /// How many lines are right, but not booked.
    pub(crate) skipped: u64,
    /// How many lines were refused.
    pub(crate) refused: u64,
    /// The first skipped lines.
    pub(crate) skips: Vec<OmittedLine>,
    /// The first refused lines.
    pub(crate) refusals: Vec<OmittedLine>,
    /// Whether nothing was stored because that was asked for.
    pub(crate) is_dry_run: bool,
}

impl Outcome {
    /// Whether lines were refused, and none is a transaction. Nothing is stored then.
    pub(crate) fn is_failed(&self) -> bool {
        self.refused > 0 && self.added == 0 && self.known == 0
    }
}

/// Imports a file into an account.
pub(crate) struct Importer<'a> {
    /// Where to store it.
    pub(crate) db: &'a Db,
    /// The account of all lines.
    pub(crate) account: &'a AccountRead,
    /// What the user says about the file.
    pub(crate) options: &'a Options,
    /// Whether to store nothing.
    pub(crate) is_dry_run: bool,
    /// Moves by the bytes that were read.
    pub(crate) progress: ProgressBar,
}

impl Importer<'_> {
    /// Imports all lines in one transaction.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or its dialect cannot be detected. Nothing is stored then.
    pub(crate) async fn import(&self, source: &Source, omissions: Omissions) -> Result<Outcome> {
        self.progress.set_length(source.length()?);
        let dialect = dialect::detect(source, self.options)?;
        let rules = rules(self.db).await?;
        let mut tx = self.db.begin().await?;
        let import =
            ImportCreate { file: source.name(), ..ImportCreate::new(self.account.id, String::new()) };
        let import = Import::repository().create(&mut tx, import).await?;
        let lines = Lines::new(self.account, &dialect, &rules, import.id);
        let mut run = Run {
            duplicates: Duplicates::of(import.id, &mut tx).await?,
            outcome: Outcome {
                added: 0,
                known: 0,
                skipped: 0,
                refused: 0,
                skips: Vec::new(),
                refusals: Vec::new(),
                is_dry_run: self.is_dry_run,
            },
            omissions,
            tx,
        };
        self.read(source, &dialect, &lines, &mut run).await?;
        let Run { mut outcome, omissions, mut tx, .. } = run;
        let (refused, skipped) = omissions.finish()?;
        (outcome.refused, outcome.refusals) = (refused.count, refused.first);
        (outcome.skipped, outcome.skips) = (skipped.count, skipped.first);
        let counts = ImportUpdate {
            added: Some(count(outcome.added)),
            known: Some(count(outcome.known)),
            skipped: Some(count(outcome.skipped)),
            refused: Some(count(outcome.refused)),
        };
        Import::repository().update(&mut tx, import.id, counts).await?;
        match self.is_dry_run || outcome.is_failed() {
            true => tx.rollback().await?,
            false => tx.commit().await?,
        }
        self.progress.finish_and_clear();
        Ok(outcome)
    }

    async fn read(&self, source: &Source, dialect: &Dialect, lines: &Lines<'_>, run: &mut Run) -> Result<()> {
        let mut records = Records::new(source.open()?, dialect.delimiter).with_width(dialect.columns.width);
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(item) = records.next().with_context(|| format!("cannot read {}", source.name()))? {
            match item {
                Item::Record(record) if record.line <= dialect.header => {}
                Item::Record(record) => match lines.transaction(&record) {
                    Ok(transaction) => batch.push(transaction),
                    Err(omission) => run.omissions.add(record.line, omission)?,
                },
                Item::Broken { line, .. } if line <= dialect.header => {}
                Item::Broken { line, reason } => {
                    run.omissions.add(line, Omission::Refused(reason.to_owned()))?;
                }
            }
            if batch.len() == BATCH {
                run.store(std::mem::take(&mut batch)).await?;
                self.progress.set_position(records.bytes());
            }
        }
        run.store(batch).await
    }
}

/// An import that is under way.
struct Run {
    tx: DbTransaction,
    duplicates: Duplicates,
    omissions: Omissions,
    outcome: Outcome,
}

impl Run {
    async fn store(&mut self, batch: Vec<TransactionCreate>) -> Result<()> {
        let all = batch.len();
        let new = self.duplicates.remove(&mut self.tx, batch).await?;
        self.outcome.added += new.len() as u64;
        self.outcome.known += (all - new.len()) as u64;
        Transaction::repository().create_many(&mut self.tx, new).await?;
        Ok(())
    }
}

async fn rules(db: &Db) -> Result<Vec<RuleRead>> {
    let mut rules: Vec<RuleRead> = Rule::repository().stream(db, RuleQuery::new()).try_collect().await?;
    // Earlier versions stored empty texts, which would match every line, or name no category.
    rules.retain(|rule| !rule.pattern.trim().is_empty() && !rule.category.trim().is_empty());
    Ok(rules)
}

fn count(lines: u64) -> i64 {
    i64::try_from(lines).unwrap_or(i64::MAX)
}
