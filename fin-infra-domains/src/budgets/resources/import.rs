//! Transactions from a bank.

use std::collections::BTreeSet;

use fin_infra::prelude::*;

use super::{
    Transaction, TransactionCreate, TransactionFilter, TransactionQuery, TransactionRead,
    TransactionRepository,
};
use crate::rows::{ALL, whole};

/// The transactions that are looked up and created at once.
const BATCH: usize = 500;

/// How often an import is tried that meets another one.
const ATTEMPTS: u32 = 5;

/// What an import did.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The transactions that are new, as they were stored.
    pub created: Vec<TransactionRead>,
    /// The positions of the others: their user has, or had, a transaction with that `external_id`, or it occurred earlier in
    /// the same import.
    pub known: Vec<usize>,
}

impl TransactionRepository {
    /// Creates the transactions that the user does not have yet, all or nothing. They are recognized by `external_id`; one
    /// without it is always new. A transaction that the user changed stays as it is, and one that the user deleted stays
    /// deleted. So the same file can be imported again.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{Transaction, TransactionCreate};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, user) = (Db::memory(), Uuid::now_v7());
    /// # let transactions = Transaction::repository().tenant(Uuid::now_v7());
    /// let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    /// let lines = [("B-1", day(3), money!(12.30 EUR)), ("B-2", day(4), money!(5 EUR))];
    /// let lines = lines.map(|(id, day, amount)| TransactionCreate {
    ///     external_id: Some(id.to_owned()),
    ///     ..TransactionCreate::new(user, "Unsorted".to_owned(), day, amount)
    /// });
    /// assert_eq!(transactions.import(&db, &lines[..1]).await?.created.len(), 1);
    /// let second = transactions.import(&db, &lines).await?;
    /// assert_eq!((second.created.len(), second.known), (1, vec![0]));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create_many`](fin_infra::Repository::create_many), for the first transaction that cannot be created.
    pub async fn import(&self, db: &Db, rows: &[TransactionCreate]) -> Result<Imported, Error> {
        let mut attempt = 1;
        loop {
            match db.transaction(async |tx| self.import_in(&tx, rows).await).await {
                // Another import created the same transactions at the same time: now they are known.
                Err(error) if error.is_conflict() && attempt < ATTEMPTS => attempt += 1,
                result => return result,
            }
        }
    }

    /// As [`import`](Self::import), in a transaction of the caller, who can import a large file in parts: memory holds one
    /// part at a time.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::budgets::{TransactionCreate, TransactionRepository};
    /// async fn import(db: &Db, transactions: &TransactionRepository, parts: &[Vec<TransactionCreate>]) -> Result<usize, Error> {
    ///     db.transaction(async |tx| {
    ///         let mut created = 0;
    ///         for part in parts {
    ///             created += transactions.import_in(&tx, part).await?.created.len();
    ///         }
    ///         Ok(created)
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`import`](Self::import), and [`Conflict`](ErrorKind::Conflict) if another transaction creates the same rows at
    /// the same time: roll back, and import again.
    pub async fn import_in<S>(&self, store: S, rows: &[TransactionCreate]) -> Result<Imported, Error>
    where
        S: Store<Transaction> + Copy,
    {
        let mut imported = Imported { created: Vec::new(), known: Vec::new() };
        for (batch, rows) in rows.chunks(BATCH).enumerate() {
            let mut known = self.known(store, rows).await?;
            let mut new = Vec::new();
            for (position, row) in rows.iter().enumerate() {
                match &row.external_id {
                    Some(id) if !known.insert((row.user_id, id.clone())) => {
                        imported.known.push(batch * BATCH + position);
                    }
                    _ => new.push(row.clone()),
                }
            }
            imported.created.extend(self.create_many(store, new).await?);
        }
        Ok(imported)
    }

    /// Which of the external ids the users have or had.
    async fn known<S>(&self, store: S, rows: &[TransactionCreate]) -> Result<BTreeSet<(Uuid, String)>, Error>
    where
        S: Store<Transaction>,
    {
        let ids: BTreeSet<&String> = rows.iter().filter_map(|row| row.external_id.as_ref()).collect();
        if ids.is_empty() {
            return Ok(BTreeSet::new());
        }
        let users: BTreeSet<Uuid> = rows.iter().map(|row| row.user_id).collect();
        let filter = TransactionFilter::new()
            .user_id(Condition::any_of(users))
            .external_id(Condition::any_of(ids.into_iter().cloned()));
        let query = TransactionQuery::new().filter(filter).include_deleted().page_size(ALL);
        let found = whole(self.list(store, query).await?)?.into_iter();
        Ok(found.filter_map(|row| Some((row.user_id, row.external_id?))).collect())
    }
}
