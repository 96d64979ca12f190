//! Calls that consist of several calls, all or nothing.

use futures_util::future::BoxFuture;

use super::{DbTransaction, OpenTransaction, Savepoint};
use crate::error::Result;
use crate::operation::Operation;
use crate::resource::DbResource;
use crate::store::{Db, Store};
use crate::tenant::Scope;

/// A store in which several rows are created all or nothing: a [`Db`], and its transactions and savepoints.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot create a row together with its children",
    label = "not a `Db`, and no transaction of one",
    note = "pass `&db`, or `&tx` in `db.transaction(async |tx| ..)`"
)]
pub trait NestingStore<'s>: Send + 's {
    /// Begins a transaction, or a savepoint in a transaction.
    #[doc(hidden)]
    fn begin(self) -> BoxFuture<'s, Result<Open>>;
}

impl<'s> NestingStore<'s> for &'s Db {
    fn begin(self) -> BoxFuture<'s, Result<Open>> {
        Box::pin(async move { Db::begin(self).await.map(Open::Transaction) })
    }
}

macro_rules! transactions {
    ($($Transaction:ty),*) => {$(
        impl<'s> NestingStore<'s> for $Transaction {
            fn begin(self) -> BoxFuture<'s, Result<Open>> {
                Box::pin(async move { self.savepoint().await.map(Open::Savepoint) })
            }
        }
    )*};
}

transactions!(&'s DbTransaction, &'s mut DbTransaction, &'s OpenTransaction, &'s Savepoint);

/// What has begun and must be ended.
#[doc(hidden)]
pub enum Open {
    Transaction(DbTransaction),
    Savepoint(Savepoint),
}

impl Open {
    /// The store of the calls.
    pub(crate) fn store(&self) -> Within<'_> {
        match self {
            Self::Transaction(transaction) => Within::Transaction(transaction),
            Self::Savepoint(point) => Within::Savepoint(point),
        }
    }

    /// Keeps the changes if the calls succeeded, and undoes them otherwise.
    pub(crate) async fn end<T>(self, result: Result<T>) -> Result<T> {
        match (self, result) {
            (Self::Transaction(transaction), Ok(value)) => transaction.commit().await.map(|()| value),
            (Self::Savepoint(point), Ok(value)) => point.release().await.map(|()| value),
            // The first error is the cause. What cannot be undone now is undone when the transaction ends.
            (Self::Transaction(transaction), Err(error)) => {
                let _ = transaction.rollback().await;
                Err(error)
            }
            (Self::Savepoint(point), Err(error)) => {
                let _ = point.rollback().await;
                Err(error)
            }
        }
    }
}

/// The store of calls that are all or nothing.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Within<'a> {
    Transaction(&'a DbTransaction),
    Savepoint(&'a Savepoint),
}

impl<R: DbResource> Store<R> for Within<'_> {
    async fn run<O: Operation<R>>(&mut self, scope: &Scope<R>, operation: O) -> Result<O::Output> {
        match self {
            Self::Transaction(transaction) => (&**transaction).run(scope, operation).await,
            Self::Savepoint(point) => (&**point).run(scope, operation).await,
        }
    }
}
