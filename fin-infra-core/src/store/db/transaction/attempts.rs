//! Transactions that a function works in, and that are repeated if the database aborts them in favour of others.

use std::fmt::Display;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{Instrument as _, Span, field};

use super::super::bound_tenant::BoundTenant;
use super::state::State;
use super::{Db, DbTransaction, OpenTransaction};
use crate::error::{Error, Result};
use crate::options::TransactionOptions;

/// The longest pause before the second attempt. It doubles with each attempt, up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_millis(4);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

impl Db {
    /// Runs a function in a transaction: commits it if the function returns `Ok`, and rolls it back if it returns `Err`
    /// or is dropped.
    ///
    /// If the database aborts the transaction because of a conflict with another one (a serialization failure, a
    /// deadlock, a busy writer), the function runs again in a new one, after a short random pause: up to five times,
    /// within 30 seconds. So it must have no other effects than those on the transaction;
    /// [`after_commit`](OpenTransaction::after_commit) takes effects that must not be repeated. A commit whose outcome
    /// is unknown is never repeated, and neither is a transaction that waited too long for a lock.
    /// [`transaction_with`](Self::transaction_with) has options.
    ///
    /// The function may borrow from its environment, but must return what it computes, since it may run more than once.
    /// Its error type is any type with `From<Error>`; name it, as in `Ok::<_, Error>(row)`, where the compiler cannot
    /// infer it. The [chapter about money](https://docs.rs/fin-infra/latest/fin_infra/guide/money) shows transfers.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant, check(balance >= 0))]
    /// pub struct Account {
    ///     #[fin(adjust)]
    ///     pub balance: Decimal,
    /// }
    ///
    /// async fn empty(db: &Db, accounts: &AccountRepository, from: Uuid, to: Uuid) -> Result<Decimal, Error> {
    ///     db.transaction(async |tx| {
    ///         let amount = accounts.lock_many(&tx, &[from, to]).await?[0].balance;
    ///         let [take, give] = [-amount, amount].map(|amount| AccountAdjust::new().balance(amount));
    ///         accounts.adjust_many(&tx, [(from, take), (to, give)]).await?;
    ///         Ok(amount)
    ///     })
    ///     .await
    /// }
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, accounts) = (Db::memory(), Account::repository().tenant(Uuid::now_v7()));
    /// # let rows = accounts.create_many(&db, [dec!(100), dec!(0)].map(AccountCreate::new)).await?;
    /// # assert_eq!(empty(&db, &accounts, rows[0].id, rows[1].id).await?, dec!(100));
    /// # assert_eq!(accounts.get(&db, rows[1].id).await?.balance, dec!(100));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// That of the function or of the commit, and otherwise [`Unavailable`](crate::ErrorKind::Unavailable):
    ///
    /// - with [`attempts`](Error::attempts), if every attempt was aborted or the deadline passed;
    /// - without, if the outcome of the commit is unknown.
    pub fn transaction<'s, T, E, F>(
        &'s self,
        work: impl FnMut(OpenTransaction) -> F + Send + 's,
    ) -> BoxFuture<'s, Result<T, E>>
    where
        T: Send + 's,
        E: From<Error> + Send + 's,
        F: Future<Output = Result<T, E>> + Send + 's,
    {
        self.transaction_with(TransactionOptions::new(), work)
    }

    /// Like [`transaction`](Self::transaction), with options.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// use fin_infra::{Isolation, TransactionOptions};
    /// # #[derive(FinResource)]
    /// # pub struct Goal { pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let options = TransactionOptions::new().isolation(Isolation::Serializable).attempts(10);
    /// db.transaction_with(options, async |tx| -> Result<_, Error> {
    ///     if goals.count(&tx, GoalQuery::new()).await? < 3 {
    ///         goals.create(&tx, GoalCreate::new("Boat".to_owned())).await?;
    ///     }
    ///     Ok(())
    /// })
    /// .await
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`transaction`](Self::transaction), and [`Invalid`](crate::ErrorKind::Invalid) for an option out of range.
    pub fn transaction_with<'s, T, E, F>(
        &'s self,
        options: TransactionOptions,
        work: impl FnMut(OpenTransaction) -> F + Send + 's,
    ) -> BoxFuture<'s, Result<T, E>>
    where
        T: Send + 's,
        E: From<Error> + Send + 's,
        F: Future<Output = Result<T, E>> + Send + 's,
    {
        Box::pin(Attempts::new(self, options, Ok(None)).run(work))
    }

    /// Like [`transaction_with`](Self::transaction_with), for the rows of one tenant: see
    /// [`begin_for`](Self::begin_for).
    ///
    /// # Errors
    ///
    /// As [`transaction_with`](Self::transaction_with), and [`Invalid`](crate::ErrorKind::Invalid) for a tenant whose
    /// text is empty or contains U+0000.
    pub fn transaction_for<'s, I, T, E, F>(
        &'s self,
        tenant: I,
        options: TransactionOptions,
        work: impl FnMut(OpenTransaction) -> F + Send + 's,
    ) -> BoxFuture<'s, Result<T, E>>
    where
        I: Display + PartialEq + Send + Sync + 'static,
        T: Send + 's,
        E: From<Error> + Send + 's,
        F: Future<Output = Result<T, E>> + Send + 's,
    {
        let tenant = BoundTenant::new(tenant).map(|tenant| Some(Arc::new(tenant)));
        Box::pin(Attempts::new(self, options, tenant).run(work))
    }
}

/// The attempts of a transaction.
struct Attempts<'a> {
    db: &'a Db,
    options: TransactionOptions,
    tenant: Result<Option<Arc<BoundTenant>>>,
    deadline: Instant,
    /// The number of the current attempt, counted from one.
    number: u32,
}

/// How an attempt ended.
enum Ended<T, E> {
    Finally(Result<T, E>),
    /// The database aborted it in favour of another transaction.
    Aborted(E),
    /// Its statements have to be prepared again.
    Stale(E),
}

impl<'a> Attempts<'a> {
    fn new(db: &'a Db, options: TransactionOptions, tenant: Result<Option<Arc<BoundTenant>>>) -> Self {
        Self { db, options, tenant, deadline: Instant::now() + options.deadline, number: 1 }
    }

    async fn run<T, E: From<Error>, F: Future<Output = Result<T, E>>>(
        self,
        work: impl FnMut(OpenTransaction) -> F,
    ) -> Result<T, E> {
        let span = tracing::info_span!("transaction", db = ?self.db, attempts = field::Empty);
        self.run_all(work).instrument(span).await
    }

    async fn run_all<T, E: From<Error>, F: Future<Output = Result<T, E>>>(
        mut self,
        mut work: impl FnMut(OpenTransaction) -> F,
    ) -> Result<T, E> {
        self.options.check()?;
        let tenant = std::mem::replace(&mut self.tenant, Ok(None))?;
        let mut was_stale = false;
        loop {
            Span::current().record("attempts", self.number);
            let (error, is_stale) = match self.attempt(tenant.clone(), &mut work).await {
                Ended::Finally(result) => return result,
                Ended::Aborted(error) => (error, false),
                Ended::Stale(error) => (error, true),
            };
            // What is still stale is wrong.
            if self.options.attempts == 1 || is_stale && was_stale {
                return Err(error);
            }
            was_stale |= is_stale;
            let pause = self.pause();
            if self.number == self.options.attempts || Instant::now() + pause >= self.deadline {
                return Err(self.gave_up().into());
            }
            tracing::debug!(attempt = self.number, "the transaction was aborted in favour of another one");
            sleep(pause).await;
            self.number += 1;
        }
    }

    async fn attempt<T, E: From<Error>, F: Future<Output = Result<T, E>>>(
        &self,
        tenant: Option<Arc<BoundTenant>>,
        work: &mut impl FnMut(OpenTransaction) -> F,
    ) -> Ended<T, E> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let begun = timeout_at(self.deadline, self.db.begin_with(self.options.begin(left), tenant)).await;
        let transaction = match begun {
            Ok(Ok(transaction)) => transaction,
            Ok(Err(error)) => return ended(error),
            Err(_) => return Ended::Finally(Err(self.too_late().into())),
        };
        match timeout_at(self.deadline, work(OpenTransaction::new(&transaction.shared))).await {
            Ok(result) => end(transaction, result).await,
            Err(_) => Ended::Finally(Err(self.too_late().into())),
        }
    }

    /// A random pause, so that transactions that met do not meet again.
    fn pause(&self) -> Duration {
        let longest = PAUSE.saturating_mul(1 << (self.number - 1).min(16)).min(LONGEST_PAUSE);
        // The keys of a hash map are the random numbers of the standard library.
        let random = RandomState::new().hash_one(self.number) % 1_000;
        longest.mul_f64(f64::from(u16::try_from(random).unwrap_or_default()) / 1_000.0)
    }

    fn gave_up(&self) -> Error {
        let times = self.number;
        Error::unavailable(format!(
            "the database aborted the transaction {times} times in favour of others; try again later"
        ))
        .after_attempts(times)
    }

    fn too_late(&self) -> Error {
        let (limit, attempt) = (self.options.deadline, self.number);
        Error::unavailable(format!(
            "the transaction was rolled back in attempt {attempt}, because it took longer than its deadline of {limit:?}"
        ))
        .after_attempts(attempt)
    }
}

const IGNORED: &str = "the database aborted the transaction; try again";

/// Commits a transaction, or rolls it back, depending on the result of the function.
async fn end<T, E: From<Error>>(transaction: DbTransaction, result: Result<T, E>) -> Ended<T, E> {
    let running = match transaction.shared.take().await {
        Ok(running) => running,
        Err(error) => return Ended::Finally(Err(error.into())),
    };
    let state = running.state();
    let error = match result {
        Ok(value) if !matches!(state, State::Aborted | State::Stale) => {
            return match running.commit().await {
                Ok(()) => Ended::Finally(Ok(value)),
                Err(error) => ended(error),
            };
        }
        // The function ignored the error of a call.
        Ok(_) => Error::unavailable(IGNORED).into(),
        Err(error) => error,
    };
    // Whether or not this succeeds, the transaction is rolled back.
    let _ = running.rollback().await;
    match state {
        State::Aborted => Ended::Aborted(error),
        State::Stale => Ended::Stale(error),
        State::Open | State::UnderWay | State::Failed | State::Ended => Ended::Finally(Err(error)),
    }
}

/// The end of an attempt by an error of its beginning or its commit.
fn ended<T, E: From<Error>>(error: Error) -> Ended<T, E> {
    if error.is_retryable() { Ended::Aborted(error.into()) } else { Ended::Finally(Err(error.into())) }
}
