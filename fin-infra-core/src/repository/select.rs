//! Reading some of the columns of rows.

use std::marker::PhantomData;

use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

use super::{Repository, stream_rows};
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::operation::{As, Find, FindMany, List};
use crate::query::{Page, Query};
use crate::resource::{Resource, StoredIn};
use crate::row::RowOf;
use crate::store::{Store, run};
use crate::tenant::Scope;

/// The rows of a repository, of which only the columns of `Row` are read: see [`Repository::select`].
///
/// The methods work, and fail, like those of [`Repository`] with the same names.
#[must_use = "nothing is read before a method is called"]
pub struct Selected<R: Resource, Row, Of = OneTenant> {
    scope: Scope<R>,
    row: PhantomData<fn() -> (Row, Of)>,
}

/// The rows of one tenant, or all rows of a resource without tenants.
#[derive(Debug)]
pub enum OneTenant {}

/// The rows of all tenants, which are not identified by their ids.
#[derive(Debug)]
pub enum EveryTenant {}

impl<R: Resource> Repository<R> {
    /// Selects the columns of a smaller type, so that a large text or JSON does not travel. What it returns has the methods
    /// that read: `find`, `get`, `get_many`, `list` and `stream`.
    ///
    /// A statement selects only the columns of `Row`, the id, and for a list the columns of its order. Tenants, deleted
    /// rows, filters, searches, orders and pages work as without it, and a cursor of a list is also one of the list without
    /// the selection. `Row` may have `secret` columns, like the Read type.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Contract {
    ///     #[fin(order)]
    ///     pub title: String,
    ///     pub value: Decimal,
    ///     #[fin(length(max = 1_000_000))]
    ///     pub text: String,
    /// }
    ///
    /// #[derive(FinRow, Debug, PartialEq)]
    /// #[fin(of = "Contract")]
    /// pub struct ContractTitle {
    ///     pub id: Uuid,
    ///     pub title: String,
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::memory();
    /// let contracts = Contract::repository().tenant(Uuid::now_v7());
    /// # let lease = contracts.create(&db, ContractCreate::new("Lease".to_owned(), dec!(900), "..".to_owned())).await?;
    /// let by_title = ContractQuery::new().order_by(ContractOrder::Title.asc()).page_size(20);
    /// let page = contracts.select::<ContractTitle>().list(&db, by_title).await?;
    /// for contract in &page.items {
    ///     println!("{}: {}", contract.id, contract.title);
    /// }
    /// # assert_eq!(page.items, [ContractTitle { id: lease.id, title: "Lease".to_owned() }]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn select<Row: RowOf<R>>(&self) -> Selected<R, <Row as RowOf<R>>::Itself> {
        Selected::of(self.scope())
    }
}

impl<R: Resource, Row: RowOf<R>, Of> Selected<R, Row, Of> {
    pub(crate) fn of(scope: Scope<R>) -> Self {
        Self { scope, row: PhantomData }
    }

    /// Returns a page of the rows that match a query: see [`Repository::list`].
    ///
    /// # Errors
    ///
    /// As [`Repository::list`].
    pub fn list<'s, S: Store<R> + 's>(&self, store: S, query: Query<R>) -> BoxFuture<'s, Result<Page<Row>>>
    where
        R: StoredIn<InMemory>,
    {
        run(store, self.scope.clone(), List::of(query, As::new()))
    }

    /// Returns a stream of all rows that match a query: see [`Repository::stream`].
    ///
    /// # Errors
    ///
    /// As [`Repository::stream`].
    pub fn stream<'s, S: Store<R> + 's>(&self, store: S, query: Query<R>) -> BoxStream<'s, Result<Row>>
    where
        R: StoredIn<InMemory>,
    {
        stream_rows(store, self.scope.clone(), query, As::new)
    }
}

impl<R: Resource, Row: RowOf<R>> Selected<R, Row> {
    /// Returns the live row with this id, or `None`: see [`Repository::find`].
    ///
    /// # Errors
    ///
    /// As [`Repository::find`].
    pub fn find<'s, S: Store<R> + 's>(&self, store: S, id: R::Id) -> BoxFuture<'s, Result<Option<Row>>> {
        run(store, self.scope.clone(), Find::of(id, As::new()))
    }

    /// Returns the live row with this id: see [`Repository::get`].
    ///
    /// # Errors
    ///
    /// As [`Repository::get`].
    pub fn get<'s, S: Store<R> + 's>(&self, store: S, id: R::Id) -> BoxFuture<'s, Result<Row>> {
        let found = self.find(store, id);
        Box::pin(async move { found.await?.ok_or_else(|| Error::not_found().of(R::TABLE.name)) })
    }

    /// Returns the live rows with these ids, in the order of the ids: see [`Repository::get_many`].
    ///
    /// # Errors
    ///
    /// As [`Repository::get_many`].
    pub fn get_many<'s, S: Store<R> + 's>(&self, store: S, ids: &[R::Id]) -> BoxFuture<'s, Result<Vec<Row>>> {
        run(store, self.scope.clone(), FindMany::of(ids.to_vec(), As::new()))
    }
}

impl<R: Resource, Row, Of> Clone for Selected<R, Row, Of> {
    fn clone(&self) -> Self {
        Self { scope: self.scope.clone(), row: PhantomData }
    }
}

impl<R: Resource, Row, Of> std::fmt::Debug for Selected<R, Row, Of> {
    /// Omits the tenant, which may be confidential.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Selected").field("resource", &R::TABLE.name).finish_non_exhaustive()
    }
}
