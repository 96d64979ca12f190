//! Lines that were imported before.
//!
//! A file may contain equal lines, such as two coffees on one day, and a later file may contain some of them again. So lines
//! are matched one to one: each line of a file takes one transaction with its fingerprint that no line of this file has taken,
//! and becomes a new transaction if there is none. What was taken is marked in the database, so that memory does not grow with
//! the file.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use fin_infra::DbTransaction;
use fin_infra::prelude::*;

use crate::resources::{
    Transaction, TransactionCreate, TransactionFilter, TransactionQuery, TransactionUpdate,
};

/// What identifies a transaction.
#[derive(FinRow)]
#[fin(of = "Transaction")]
struct Known {
    id: Uuid,
    fingerprint: Option<Uuid>,
}

/// Finds the lines that are transactions already.
pub(crate) struct Duplicates {
    import: Uuid,
    /// Transactions that were deleted stay deleted, but cannot be marked. They are few.
    taken_deleted: HashSet<Uuid>,
    has_deleted: bool,
}

impl Duplicates {
    /// For the lines of one import.
    pub(crate) async fn of(import: Uuid, tx: &mut DbTransaction) -> Result<Self> {
        let has_deleted =
            Transaction::repository().exists(tx, TransactionQuery::new().only_deleted()).await?;
        Ok(Self { import, taken_deleted: HashSet::new(), has_deleted })
    }

    /// Returns those of at most 1,000 lines that are new, in their order.
    pub(crate) async fn remove(
        &mut self,
        tx: &mut DbTransaction,
        lines: Vec<TransactionCreate>,
    ) -> Result<Vec<TransactionCreate>> {
        let mut wanted: HashMap<Uuid, usize> = HashMap::new();
        for fingerprint in lines.iter().filter_map(|line| line.fingerprint) {
            *wanted.entry(fingerprint).or_default() += 1;
        }
        let mut known: HashMap<Uuid, usize> = HashMap::new();
        let taken = self.take(tx, &mut wanted, &mut known, false).await?;
        self.mark(tx, taken).await?;
        if self.has_deleted {
            let taken = self.take(tx, &mut wanted, &mut known, true).await?;
            self.taken_deleted.extend(taken);
        }
        let is_new = |line: &TransactionCreate| {
            let left = line.fingerprint.and_then(|fingerprint| known.get_mut(&fingerprint));
            match left.filter(|left| **left > 0) {
                Some(left) => {
                    *left -= 1;
                    false
                }
                None => true,
            }
        };
        Ok(lines.into_iter().filter(is_new).collect())
    }

    /// Takes transactions that no line of this import has taken, at most as many as are wanted.
    async fn take(
        &self,
        tx: &mut DbTransaction,
        wanted: &mut HashMap<Uuid, usize>,
        known: &mut HashMap<Uuid, usize>,
        deleted: bool,
    ) -> Result<Vec<Uuid>> {
        let fingerprints: Vec<Uuid> =
            wanted.iter().filter(|(_, count)| **count > 0).map(|(key, _)| *key).collect();
        if fingerprints.is_empty() {
            return Ok(Vec::new());
        }
        let filter = TransactionFilter::new()
            .fingerprint(Condition::any_of(fingerprints))
            .import_id(Condition::ne(self.import));
        let query = TransactionQuery::new().filter(filter).page_size(1_000);
        let mut query = if deleted { query.only_deleted() } else { query };
        let mut taken = Vec::new();
        loop {
            let page = Transaction::repository().select::<Known>().list(&mut *tx, query.clone()).await?;
            for Known { id, fingerprint } in page.items {
                let Some(fingerprint) = fingerprint else { continue };
                let Some(left) = wanted.get_mut(&fingerprint) else { continue };
                if *left > 0 && !self.taken_deleted.contains(&id) {
                    *left -= 1;
                    *known.entry(fingerprint).or_default() += 1;
                    taken.push(id);
                }
            }
            match page.next {
                Some(next) if wanted.values().any(|left| *left > 0) => query = query.after(next),
                _ => return Ok(taken),
            }
        }
    }

    async fn mark(&self, tx: &mut DbTransaction, taken: Vec<Uuid>) -> Result<()> {
        if !taken.is_empty() {
            let filter = TransactionFilter::new().id(Condition::any_of(taken));
            let mark =
                TransactionUpdate { import_id: Some(Some(self.import)), ..TransactionUpdate::default() };
            Transaction::repository().update_where(tx, filter, mark).await?;
        }
        Ok(())
    }
}
