//! Transactions: several calls that succeed or fail together.

use std::time::Duration;

use sqlx::{Database, SqlSafeStr};
use sqlx_core::transaction::TransactionManager;

use super::bound_tenant::BoundTenant;
use super::connections::{Connections, Lease};
use super::each_database::{each_database, from_lease};
use super::ended::{commit, learn, rollback};
use super::state::State;
use crate::backend::Backend;
use crate::error::Result;
use crate::operation::Operation;
use crate::resource::DbResource;
use crate::sql::connection_failure;
use crate::sql::row_security::set_tenant;
use crate::store::Store;
use crate::store::call::{DbOperation, ScopedOperation};
use crate::store::memory::MemoryTransaction;
use crate::store::sql::attempt;
use crate::tenant::Scope;
use crate::timeout::{NoAnswer, limited, within};

/// A transaction on a [`Db`](super::Db).
///
/// Dropping it rolls it back and closes its connection; [`rollback`](Self::rollback) keeps the connection.
///
/// A call that the store rejects (a conflict, a violated rule, a missing parent) or that is dropped halfway ends the
/// transaction: every later call and the commit are errors, on every store, as in PostgreSQL. It stays open after a row
/// was not found, and after a value was rejected before a statement was sent.
///
/// After a table or a type has changed, a call whose statement was prepared before the change is
/// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable): start the transaction again. This happens once per `Db`,
/// not once for each of its connections, and never to calls outside transactions.
///
/// Pass `&mut tx` to each call. A function that receives a `&mut DbTransaction` and makes several calls passes it on as
/// `&mut *tx`.
///
/// A value that is computed from a row is only right if the row does not change before the value is written. Give the
/// resource a `version`: an update with a version that is no longer the latest fails, and the transaction can be
/// repeated. A commit may fail, too ([`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable)), and if there is no
/// response, its outcome is unknown. In this example, a transfer is therefore a row whose id the caller chooses: the
/// row is looked up first, so the transfer is booked once, however often it is requested.
///
/// ```
/// use std::time::Duration;
///
/// use fin_infra::DbTransaction;
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(version, check(balance >= 0))]
/// pub struct Account {
///     pub balance: Decimal,
/// }
///
/// #[derive(FinResource, Clone)]
/// #[fin(immutable)]
/// pub struct Transfer {
///     #[fin(belongs_to = "Account")]
///     pub from_id: Uuid,
///     #[fin(belongs_to = "Account")]
///     pub to_id: Uuid,
///     pub amount: Decimal,
/// }
///
/// /// How often a transfer is tried where others come first.
/// const ATTEMPTS: u32 = 10;
///
/// async fn transfer(db: &Db, id: Uuid, wanted: TransferCreate) -> Result<(), Error> {
///     if wanted.amount <= Decimal::ZERO {
///         return Err(Error::invalid("amount", "must be more than zero"));
///     }
///     if wanted.from_id == wanted.to_id {
///         return Err(Error::invalid("to_id", "must be another account"));
///     }
///     let mut attempts = 0;
///     loop {
///         attempts += 1;
///         match attempt(db, id, &wanted).await {
///             // Others were first, or there was no answer. Everything is read again.
///             Err(error) if is_passing(&error) && attempts < ATTEMPTS => {
///                 tokio::time::sleep(Duration::from_millis(2) * attempts).await;
///             }
///             Err(error) if error.is_stale_version() => {
///                 return Err(Error::unavailable("others keep changing the accounts; ask again, with the same id"));
///             }
///             result => return result,
///         }
///     }
/// }
///
/// /// Whether another attempt may succeed. A conflict is about the id: somebody else asks for the same transfer.
/// fn is_passing(error: &Error) -> bool {
///     error.is_stale_version() || error.is_unavailable() || error.is_conflict()
/// }
///
/// async fn attempt(db: &Db, id: Uuid, wanted: &TransferCreate) -> Result<(), Error> {
///     let mut tx = db.begin().await?;
///     match book(&mut tx, id, wanted).await {
///         Ok(()) => tx.commit().await,
///         Err(error) => tx.rollback().await.and(Err(error)),
///     }
/// }
///
/// async fn book(tx: &mut DbTransaction, id: Uuid, wanted: &TransferCreate) -> Result<(), Error> {
///     let (accounts, transfers) = (Account::repository(), Transfer::repository());
///     if let Some(done) = transfers.find(&mut *tx, id).await? {
///         let is_same = (done.from_id, done.to_id, done.amount) == (wanted.from_id, wanted.to_id, wanted.amount);
///         return if is_same { Ok(()) } else { Err(Error::invalid("id", "is that of another transfer")) };
///     }
///     let mut changes = [(wanted.from_id, -wanted.amount), (wanted.to_id, wanted.amount)];
///     changes.sort_unstable(); // everybody in one order, so that no two wait for each other
///     for (account, change) in changes {
///         let account = accounts.get(&mut *tx, account).await?;
///         let update = AccountUpdate { balance: Some(account.balance + change) };
///         accounts.update(&mut *tx, (account.id, account.version), update).await?;
///     }
///     transfers.create_with_id(&mut *tx, id, wanted.clone()).await?;
///     Ok(())
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::memory();
/// # let accounts = Account::repository();
/// # let rows = accounts.create_many(&db, [dec!(100), dec!(0)].map(|balance| AccountCreate { balance })).await?;
/// let (id, wanted) = (Uuid::now_v7(), TransferCreate { from_id: rows[0].id, to_id: rows[1].id, amount: dec!(30) });
/// transfer(&db, id, wanted.clone()).await?;
/// transfer(&db, id, wanted.clone()).await?; // sent again, and not booked again
/// assert_eq!(accounts.get(&db, wanted.to_id).await?.balance, dec!(30));
/// for amount in [dec!(500), dec!(-30), dec!(0)] {
///     let wanted = TransferCreate { amount, ..wanted.clone() };
///     assert!(transfer(&db, Uuid::now_v7(), wanted).await.is_err_and(|error| error.is_invalid()));
/// }
/// # assert_eq!(accounts.get(&db, wanted.from_id).await?.balance, dec!(70));
/// # Ok(())
/// # }
/// ```
#[must_use = "a transaction that is not committed is rolled back"]
pub struct DbTransaction {
    kind: Kind,
    state: State,
    /// The tenant that it is bound to, if any.
    tenant: Option<BoundTenant>,
}

pub(super) enum Kind {
    #[cfg(feature = "sqlite")]
    Sqlite(Lease<sqlx::Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(Lease<sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    MySql(Lease<sqlx::MySql>),
    Memory(MemoryTransaction),
}

from_lease!(Kind);

impl DbTransaction {
    pub(super) async fn begin<DB: Backend>(connections: &Connections<DB>) -> Result<Self>
    where
        Kind: From<Lease<DB>>,
    {
        let mut lease = connections.lease().await?;
        let begin = DB::BEGIN.map(SqlSafeStr::into_sql_str);
        let limit = lease.waits.little();
        let answer = <DB as Database>::TransactionManager::begin(lease.connection(), begin);
        match within(limit, NoAnswer::Harmless, answer).await.map_err(connection_failure::<DB>) {
            Ok(()) => Ok(Self { kind: lease.into(), state: State::Open, tenant: None }),
            Err(error) => {
                let result = Err(error);
                lease.give_back(&result);
                result
            }
        }
    }

    pub(super) fn in_memory(transaction: MemoryTransaction) -> Self {
        Self { kind: Kind::Memory(transaction), state: State::Open, tenant: None }
    }

    /// Binds it to one tenant until it ends.
    pub(super) async fn bind_tenant(&mut self, tenant: BoundTenant) -> Result<()> {
        let limit = self.response();
        let set = async {
            each_database!(
                &mut self.kind,
                lease => set_tenant::<DB>(lease.connection(), tenant.text()).await,
                Memory(_) => Ok(()),
            )
        };
        limited(limit, set).await?;
        self.tenant = Some(tenant);
        Ok(())
    }

    /// Returns the time limit of each statement.
    fn response(&self) -> Duration {
        each_database!(&self.kind, lease => lease.waits.response, Memory(_) => Duration::MAX)
    }

    /// Commits the transaction.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) if it was aborted in favour of another transaction, or
    /// if one of its calls was dropped halfway or received no response in time, and
    /// [`ErrorKind::Database`](crate::ErrorKind::Database) if one of them failed; nothing is committed then. If the
    /// connection breaks, or the database does not respond in time, during the commit, the error is
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) as well, and states that the outcome is unknown.
    pub async fn commit(self) -> Result<()> {
        self.state.check()?;
        each_database!(self.kind, lease => commit(lease).await, Memory(transaction) => transaction.commit())
    }

    /// Rolls the transaction back. Its connection can then be reused.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) if the connection broke. The transaction is rolled
    /// back in this case, too.
    pub async fn rollback(self) -> Result<()> {
        if self.state == State::UnderWay {
            return Ok(());
        }
        each_database!(self.kind, lease => rollback(lease).await, Memory(_) => Ok(()))
    }
}

impl<R: DbResource> Store<R> for &mut DbTransaction {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, mut operation: O) -> Result<O::Output> {
        self.call(&mut ScopedOperation { scope, operation: &mut operation }).await?;
        operation.output()
    }
}

impl DbTransaction {
    async fn call(&mut self, call: &mut dyn DbOperation) -> Result<()> {
        self.state.check()?;
        if let Some(tenant) = &self.tenant {
            tenant.check(call)?;
        }
        self.state = State::UnderWay;
        let result = limited(self.response(), self.call_within(call)).await;
        self.state = State::after(&result);
        result
    }

    async fn call_within(&mut self, call: &mut dyn DbOperation) -> Result<()> {
        // The tenant is already set for the whole transaction, and nothing here could set another one.
        let is_set = self.tenant.is_some();
        each_database!(
            &mut self.kind,
            lease => {
                let result = attempt::<DB>(lease.connection(), call, is_set).await;
                learn(lease, result).await
            },
            Memory(transaction) => transaction.run(call),
        )
    }
}
