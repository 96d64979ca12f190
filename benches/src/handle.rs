//! The handle on which a side runs its operations.

use std::ops::DerefMut;

use fin_infra::{Backend, Db, SqlResource, Store};
use sqlx::pool::PoolConnection;
use sqlx::{Database, Executor, Pool};

use crate::budget::{Budget, Shares};

/// Where hand-written code runs its statements.
#[allow(async_fn_in_trait, reason = "measured on one thread")]
pub trait Executors<DB: Database> {
    /// The handle for one statement.
    fn executor(&mut self) -> impl Executor<'_, Database = DB>;

    /// The handle for several statements.
    async fn connection(&mut self) -> impl DerefMut<Target = DB::Connection>;
}

impl<DB: Database> Executors<DB> for Pool<DB>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    fn executor(&mut self) -> impl Executor<'_, Database = DB> {
        &*self
    }

    async fn connection(&mut self) -> impl DerefMut<Target = DB::Connection> {
        self.acquire().await.expect("a connection is free")
    }
}

impl<DB: Database> Executors<DB> for PoolConnection<DB>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    fn executor(&mut self) -> impl Executor<'_, Database = DB> {
        &mut **self
    }

    async fn connection(&mut self) -> impl DerefMut<Target = DB::Connection> {
        &mut **self
    }
}

/// Where a repository finds its rows.
pub trait Stores {
    /// The store.
    fn store(&mut self) -> impl Store<Budget> + Store<Shares>;
}

impl Stores for Db {
    fn store(&mut self) -> impl Store<Budget> + Store<Shares> {
        &*self
    }
}

impl<DB: Backend> Stores for Pool<DB>
where
    Budget: SqlResource<DB>,
{
    fn store(&mut self) -> impl Store<Budget> + Store<Shares> {
        &*self
    }
}

impl<DB: Database> Stores for PoolConnection<DB>
where
    for<'c> &'c mut DB::Connection: Store<Budget> + Store<Shares>,
{
    fn store(&mut self) -> impl Store<Budget> + Store<Shares> {
        &mut **self
    }
}
