//! Reading rows.

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, TryStreamExt};

use super::Repository;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::operation::{Count, Exists, Find, FindMany, Form, List, Whole};
use crate::own::ScopedQuery;
use crate::query::{Page, Query};
use crate::resource::{Resource, StoredIn};
use crate::store::{Store, run};
use crate::tenant::Scope;

/// The number of rows that a stream reads at a time.
const STREAM_PAGE: u32 = 500;

impl<R: Resource> Repository<R> {
    /// Returns the live row with this id, or `None` if there is no such row, if it belongs to another tenant, or if it
    /// is deleted.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, id: Uuid) -> Result<(), Error> {
    /// match goals.find(db, id).await? {
    ///     Some(goal) => println!("{}", goal.name),
    ///     None => println!("there is no such goal"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn find<'s, S: Store<R> + 's>(&self, store: S, id: R::Id) -> BoxFuture<'s, Result<Option<R::Read>>> {
        run(store, self.scope(), Find::new(id))
    }

    /// Returns the live row with this id.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, id: Uuid) -> Result<(), Error> {
    /// let name = goals.get(db, id).await?.name;
    /// # drop(name);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is no such row, if it belongs to another tenant, or if it is
    /// deleted.
    pub fn get<'s, S: Store<R> + 's>(&self, mut store: S, id: R::Id) -> BoxFuture<'s, Result<R::Read>> {
        let scope = self.scope();
        Box::pin(async move {
            store.run(&scope, Find::new(id)).await?.ok_or_else(|| Error::not_found().of(R::TABLE.name))
        })
    }

    /// Returns the live rows with these ids, in the order of the ids. Ids without a live row are ignored, and a
    /// repeated id returns its row once. One statement reads up to 500 rows.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, ids: Vec<Uuid>) -> Result<(), Error> {
    /// for goal in goals.get_many(db, &ids).await? {
    ///     println!("{}", goal.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for more than 10,000 ids.
    pub fn get_many<'s, S: Store<R> + 's>(
        &self,
        store: S,
        ids: &[R::Id],
    ) -> BoxFuture<'s, Result<Vec<R::Read>>> {
        run(store, self.scope(), FindMany::new(ids.to_vec()))
    }

    /// Returns a page of the rows that match a query.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let page = goals.list(db, GoalQuery::new().page_size(50)).await?;
    /// for goal in &page.items {
    ///     println!("{}", goal.name);
    /// }
    /// if let Some(cursor) = page.next {
    ///     goals.list(db, GoalQuery::new().page_size(50).after(cursor)).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a page or a page size out of range, a cursor of another list, and a
    /// condition on a value that its column cannot store.
    pub fn list<'s, S: Store<R> + 's>(
        &self,
        store: S,
        query: Query<R>,
    ) -> BoxFuture<'s, Result<Page<R::Read>>>
    where
        R: StoredIn<InMemory>,
    {
        run(store, self.scope(), List::new(query))
    }

    /// Counts the rows that match a query, on all pages. This costs about as much as reading them.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let deleted = goals.count(db, GoalQuery::new().only_deleted()).await?;
    /// # drop(deleted);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a condition on a value that its column cannot store.
    pub fn count<'s, S: Store<R> + 's>(&self, store: S, query: Query<R>) -> BoxFuture<'s, Result<u64>> {
        run(store, self.scope(), Count::new(query))
    }

    /// Returns `true` if any row matches a query. It reads at most one row.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// if !goals.exists(db, GoalQuery::new()).await? {
    ///     println!("nothing to save for");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a condition on a value that its column cannot store.
    pub fn exists<'s, S: Store<R> + 's>(&self, store: S, query: Query<R>) -> BoxFuture<'s, Result<bool>> {
        run(store, self.scope(), Exists::new(query))
    }

    /// Returns a stream of all rows that match a query. It reads 500 rows at a time and holds no more than those in
    /// memory. It starts at the first row, or after the query's cursor; the page number and the page size of the query
    /// are ignored.
    ///
    /// Between two statements the store is free for other calls, and their changes become visible. In the order of the
    /// ids, which is the default, no row is returned twice. In the order of another column, a row whose value changes
    /// meanwhile can be returned twice or not at all. Neither happens in a transaction that reads from one snapshot.
    /// **Outside such a transaction, a sum over a stream may be a value that never existed**: an amount can be moved
    /// from a row that was already read to one that was not. One [`list`](Self::list) of up to 10,000 rows is one
    /// statement.
    ///
    /// The combinators for streams are in the crates futures-util and tokio-stream.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut rows = goals.stream(db, GoalQuery::new());
    /// while let Some(goal) = rows.try_next().await? {
    ///     println!("{}", goal.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list). An error is an item of the stream, which then ends.
    pub fn stream<'s, S: Store<R> + 's>(&self, store: S, query: Query<R>) -> BoxStream<'s, Result<R::Read>>
    where
        R: StoredIn<InMemory>,
    {
        stream_rows(store, self.scope(), query, || Whole)
    }

    /// Starts a query with a condition in the program's own SQL. It already contains the columns, the tenant predicate
    /// and the predicate for live rows: see [`ScopedQuery`].
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let long = goals.scoped_query().sql("length(name) > 20").order_by("name").fetch_all(db).await?;
    /// # drop(long);
    /// # Ok(())
    /// # }
    /// ```
    pub fn scoped_query(&self) -> ScopedQuery<R> {
        ScopedQuery::new(self.scope())
    }
}

/// Streams all rows that match a query, page by page. Each page is read in a form that `form` makes.
pub(crate) fn stream_rows<'s, R: StoredIn<InMemory>, S: Store<R> + 's, F: Form<R> + 's>(
    store: S,
    scope: Scope<R>,
    query: Query<R>,
    form: fn() -> F,
) -> BoxStream<'s, Result<F::Row>> {
    let start = Some((store, scope, query.in_pages_of(STREAM_PAGE)));
    let pages = stream::try_unfold(start, move |state| async move {
        let Some((mut store, scope, query)) = state else { return Ok::<_, Error>(None) };
        let page = store.run(&scope, List::of(query.clone(), form())).await?;
        let rest = page.next.map(|cursor| (store, scope, query.after(cursor)));
        Ok(Some((page.items, rest)))
    });
    Box::pin(pages.map_ok(|items| stream::iter(items.into_iter().map(Ok))).try_flatten())
}
