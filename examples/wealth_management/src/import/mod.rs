//! Imports of CSV files, in batches.
//!
//! Each batch is one transaction, so that an import neither holds locks for long nor needs memory for the whole file. One that
//! is interrupted is resumed by importing the file again: what is stored already is known, and is not stored twice. A line that
//! cannot be read is reported, and the others are stored.

mod amount;
mod clients;
mod lines;
mod refused;
mod snapshots;

use std::path::Path;

use anyhow::{Context, Result};
use fin_infra::prelude::*;
use indicatif::ProgressBar;
use serde::Serialize;

pub(crate) use self::clients::Clients;
pub(crate) use self::lines::Header;
use self::lines::Lines;
pub(crate) use self::refused::{Refusal, Refusals};
pub(crate) use self::snapshots::Snapshots;

/// How many lines are stored at once. The references of their clients are values of one condition.
const BATCH: usize = fin_infra::query::limits::MAX_VALUES;

/// What an import did.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Outcome {
    /// How many lines became rows.
    pub(crate) added: u64,
    /// How many lines were rows already.
    pub(crate) known: u64,
    /// How many lines were refused.
    pub(crate) refused: u64,
    /// The first refused lines.
    pub(crate) refusals: Vec<Refusal>,
}

/// What a batch did.
#[derive(Default)]
pub(crate) struct Stored {
    added: u64,
    known: u64,
    refused: Vec<(u64, String)>,
}

/// What the lines of a file are.
pub(crate) trait Kind: Sized {
    /// A line.
    type Row;

    /// Finds the columns of a file.
    fn new(db: Db, advisor: Uuid, header: &Header) -> Result<Self>;

    /// Reads a line, or says why it cannot be read.
    fn read(&self, fields: &[String]) -> Result<Self::Row, String>;

    /// Stores lines, with their numbers.
    async fn store(&self, batch: Vec<(u64, Self::Row)>) -> Result<Stored, Error>;
}

/// Imports a file.
///
/// # Errors
///
/// If the file cannot be read or has no such columns, or the database fails. What was stored until then stays.
pub(crate) async fn import<K: Kind>(
    db: &Db,
    advisor: Uuid,
    file: &Path,
    mut refusals: Refusals,
    progress: ProgressBar,
) -> Result<Outcome> {
    let mut lines = Lines::open(file)?;
    progress.set_length(lines.length());
    let kind = K::new(db.clone(), advisor, lines.header())?;
    let mut outcome = Outcome::default();
    let (mut batch, mut refused) = (Vec::with_capacity(BATCH), Vec::new());
    loop {
        let line = lines.next().with_context(|| format!("cannot read {}", file.display()))?;
        let is_end = line.is_none();
        if let Some((number, fields)) = line {
            match fields.and_then(|fields| kind.read(&fields)) {
                Ok(row) => batch.push((number, row)),
                Err(reason) => refused.push((number, reason)),
            }
        }
        if is_end || batch.len() == BATCH || refused.len() == BATCH {
            let stored = kind.store(std::mem::take(&mut batch)).await?;
            outcome.added += stored.added;
            outcome.known += stored.known;
            refused.extend(stored.refused);
            refused.sort_unstable();
            refused.drain(..).try_for_each(|(number, reason)| refusals.add(number, reason))?;
            progress.set_position(lines.bytes());
        }
        if is_end {
            break;
        }
    }
    (outcome.refused, outcome.refusals) = refusals.finish()?;
    progress.finish_and_clear();
    Ok(outcome)
}
