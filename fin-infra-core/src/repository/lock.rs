//! Locking rows within a transaction.

use futures_util::future::BoxFuture;

use super::Repository;
use crate::error::{Error, Result};
use crate::operation::{Lock, LockList, LockMany};
use crate::query::{LockWait, Query};
use crate::resource::Resource;
use crate::store::TransactionStore;
use crate::store::run;

/// Locks are held until the transaction ends. A row that is locked can be read by others, but not changed, deleted or
/// locked: they wait.
///
/// SQLite and memory have no locks of rows. On SQLite, a transaction excludes every other writer. In memory,
/// [`Db::transaction`](crate::Db::transaction) runs one function that writes at a time; if another call changes a locked
/// row, the commit fails, and the function runs again. With [`Db::begin`](crate::Db::begin), the commit fails.
impl<R: Resource> Repository<R> {
    /// Returns a row and locks it. If another transaction holds a lock, it waits, at most until the deadline of this
    /// transaction or the time limit of the database.
    ///
    /// Lock several rows with [`lock_many`](Self::lock_many): two transactions that lock them one by one, in opposite
    /// orders, wait for each other until the database aborts one.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Account {
    ///     pub balance: Decimal,
    /// }
    ///
    /// async fn add_interest(db: &Db, accounts: &AccountRepository, id: Uuid) -> Result<Decimal, Error> {
    ///     db.transaction(async |tx| {
    ///         let account = accounts.get_for_update(&tx, id).await?;
    ///         let interest = (account.balance * dec!(0.02)).round_dp(2);
    ///         let update = AccountUpdate { balance: Some(account.balance + interest) };
    ///         accounts.update(&tx, id, update).await?;
    ///         Ok(interest)
    ///     })
    ///     .await
    /// }
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, accounts) = (Db::memory(), Account::repository().tenant(Uuid::now_v7()));
    /// # let row = accounts.create(&db, AccountCreate::new(dec!(100))).await?;
    /// # assert_eq!(add_interest(&db, &accounts, row.id).await?, dec!(2));
    /// # assert_eq!(accounts.get(&db, row.id).await?.balance, dec!(102));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is no such live row, and
    /// [`Unavailable`](crate::ErrorKind::Unavailable) if the lock does not become free in time.
    pub fn get_for_update<'s, S: TransactionStore<R> + 's>(
        &self,
        transaction: S,
        id: R::Id,
    ) -> BoxFuture<'s, Result<R::Read>> {
        let found = self.find_for_update(transaction, id, LockWait::Wait);
        Box::pin(async move { found.await?.ok_or_else(|| Error::not_found().of(R::TABLE.name)) })
    }

    /// Returns a row and locks it, or `None` if there is no such live row. `wait` selects what happens if another
    /// transaction holds the lock; [`SkipLocked`](LockWait::SkipLocked) returns `None`.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra::query::LockWait;
    /// # #[derive(FinResource)]
    /// # pub struct Job { pub name: String }
    /// # async fn example(db: &Db, jobs: &JobRepository, id: Uuid) -> Result<bool, Error> {
    /// db.transaction(async |tx| {
    ///     let Some(job) = jobs.find_for_update(&tx, id, LockWait::SkipLocked).await? else {
    ///         return Ok(false); // done, or somebody else does it
    ///     };
    ///     println!("{}", job.name);
    ///     jobs.delete(&tx, id).await?;
    ///     Ok(true)
    /// })
    /// .await
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Unavailable`](crate::ErrorKind::Unavailable) if the lock is not acquired in time, or at once with
    /// [`NoWait`](LockWait::NoWait). This error ends the transaction, which is not repeated.
    pub fn find_for_update<'s, S: TransactionStore<R> + 's>(
        &self,
        transaction: S,
        id: R::Id,
        wait: LockWait,
    ) -> BoxFuture<'s, Result<Option<R::Read>>> {
        run(transaction, self.scope(), Lock::new(id, wait))
    }

    /// Returns rows and locks all of them. They are returned in the order of `ids` and locked in the order of the ids
    /// themselves, so that two transactions that lock the same rows cannot wait for each other.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant)]
    /// # pub struct Account { pub balance: Decimal }
    /// # async fn example(db: &Db, accounts: &AccountRepository, from: Uuid, to: Uuid) -> Result<(), Error> {
    /// db.transaction(async |tx| {
    ///     let rows = accounts.lock_many(&tx, &[from, to]).await?;
    ///     println!("{} and {}", rows[0].balance, rows[1].balance);
    ///     Ok(())
    /// })
    /// .await
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) if any of the rows does not exist or is deleted,
    /// [`Invalid`](crate::ErrorKind::Invalid) if an id is given twice or if there are more than 10,000, and
    /// [`Unavailable`](crate::ErrorKind::Unavailable) if a lock does not become free in time.
    pub fn lock_many<'s, S: TransactionStore<R> + 's>(
        &self,
        transaction: S,
        ids: &[R::Id],
    ) -> BoxFuture<'s, Result<Vec<R::Read>>> {
        run(transaction, self.scope(), LockMany::new(ids.to_vec()))
    }

    /// Returns the first rows of a list and locks them: as many as the query's page size. With
    /// [`SkipLocked`](LockWait::SkipLocked), several workers take rows from a queue, and no row is taken by two of them.
    /// If a worker dies, its transaction is rolled back, and its rows are free again.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// use fin_infra::query::LockWait;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant, filter("is_done"))]
    /// pub struct Job {
    ///     pub invoice: Uuid,
    ///     #[fin(default)]
    ///     pub is_done: bool,
    /// }
    ///
    /// async fn work(db: &Db, jobs: &JobRepository) -> Result<usize, Error> {
    ///     db.transaction(async |tx| {
    ///         let query = JobQuery::new().filter(JobFilter::new().is_done(false)).page_size(10);
    ///         let claimed = jobs.list_for_update(&tx, query, LockWait::SkipLocked).await?;
    ///         for job in &claimed {
    ///             // .. what the job is, with `&tx` ..
    ///             jobs.update(&tx, job.id, JobUpdate { is_done: Some(true), ..JobUpdate::default() }).await?;
    ///         }
    ///         Ok(claimed.len())
    ///     })
    ///     .await
    /// }
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, jobs) = (Db::memory(), Job::repository().tenant(Uuid::now_v7()));
    /// # jobs.create_many(&db, (0..12).map(|_| JobCreate::new(Uuid::now_v7()))).await?;
    /// # assert_eq!([work(&db, &jobs).await?, work(&db, &jobs).await?, work(&db, &jobs).await?], [10, 2, 0]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list), and [`Invalid`](crate::ErrorKind::Invalid) for a query with a further page, a cursor, a
    /// total or deleted rows. [`Unavailable`](crate::ErrorKind::Unavailable) if a row is locked by another transaction,
    /// and `wait` is not [`SkipLocked`](LockWait::SkipLocked).
    pub fn list_for_update<'s, S: TransactionStore<R> + 's>(
        &self,
        transaction: S,
        query: Query<R>,
        wait: LockWait,
    ) -> BoxFuture<'s, Result<Vec<R::Read>>> {
        run(transaction, self.scope(), LockList::new(query, wait))
    }
}
