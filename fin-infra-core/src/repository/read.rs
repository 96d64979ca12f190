//! Rows that are there.

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, TryStreamExt};

use super::Repository;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::operation::{Count, Exists, Find, FindMany, List};
use crate::own::ScopedQuery;
use crate::query::{Page, Query};
use crate::resource::{Resource, StoredIn};
use crate::store::{Store, run};
use crate::tenant::Scope;

/// How many rows a stream reads at a time.
const STREAM_PAGE: u32 = 500;

impl<R: Resource> Repository<R> {
    /// Finds a live row by its id. There is none where it is another tenant's, or deleted.
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
        run(store, self.scope(), Find { id })
    }

    /// Gets a live row by its id.
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
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is none, or if it is another tenant's, or deleted.
    pub fn get<'s, S: Store<R> + 's>(&self, mut store: S, id: R::Id) -> BoxFuture<'s, Result<R::Read>> {
        let scope = self.scope();
        Box::pin(async move {
            store.run(&scope, Find { id }).await?.ok_or_else(|| Error::not_found().of(R::TABLE.name))
        })
    }

    /// Gets live rows by their ids, in the order of the ids. Those that are not there are left out, and an id that is
    /// there twice gives its row once. One statement reads up to 500 rows.
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
        run(store, self.scope(), FindMany { ids: ids.to_vec() })
    }

    /// Reads a page of the rows that a query asks for.
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
    /// condition on a value that its column cannot hold.
    pub fn list<'s, S: Store<R> + 's>(
        &self,
        store: S,
        query: Query<R>,
    ) -> BoxFuture<'s, Result<Page<R::Read>>>
    where
        R: StoredIn<InMemory>,
    {
        run(store, self.scope(), List { query })
    }

    /// Counts the rows that a query asks for, on all its pages. That costs about as much as reading them.
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
    /// [`Invalid`](crate::ErrorKind::Invalid) for a condition on a value that its column cannot hold.
    pub fn count<'s, S: Store<R> + 's>(&self, store: S, query: Query<R>) -> BoxFuture<'s, Result<u64>> {
        run(store, self.scope(), Count(List { query }))
    }

    /// Says whether there is any row that a query asks for. It reads one at most.
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
    /// [`Invalid`](crate::ErrorKind::Invalid) for a condition on a value that its column cannot hold.
    pub fn exists<'s, S: Store<R> + 's>(&self, store: S, query: Query<R>) -> BoxFuture<'s, Result<bool>> {
        run(store, self.scope(), Exists(List { query }))
    }

    /// Reads all the rows that a query asks for, 500 at a time, and holds no more than those. It begins with the first
    /// row or behind the query's cursor; the number and the size of the query's page do not matter.
    ///
    /// Between two statements the store is free for others, and what they change is seen. By id, which is the order
    /// unless the query has another, no row comes twice; by another column, a row whose value changes meanwhile can come
    /// twice or not at all. In a transaction that sees one state of the database, neither happens. **A sum over a stream
    /// outside of such a transaction may be one that never was**: an amount can be moved from a row that was read to one
    /// that was not. One [`list`](Self::list) of up to 10,000 rows is one statement.
    ///
    /// The stream's own methods are those of the crates futures-util and tokio-stream.
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
    /// Those of [`list`](Self::list), as an item of the stream, which then ends.
    pub fn stream<'s, S: Store<R> + 's>(&self, store: S, query: Query<R>) -> BoxStream<'s, Result<R::Read>>
    where
        R: StoredIn<InMemory>,
    {
        stream_rows(store, self.scope(), query)
    }

    /// Begins a query with conditions in SQL of the program's own. It holds the columns and the tenant and live
    /// predicates already: see [`ScopedQuery`].
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

/// Reads all the rows that a query asks for, page by page.
pub(crate) fn stream_rows<'s, R: StoredIn<InMemory>, S: Store<R> + 's>(
    store: S,
    scope: Scope<R>,
    query: Query<R>,
) -> BoxStream<'s, Result<R::Read>> {
    let start = Some((store, scope, query.in_pages_of(STREAM_PAGE)));
    let pages = stream::try_unfold(start, |state| async move {
        let Some((mut store, scope, query)) = state else { return Ok::<_, Error>(None) };
        let page = store.run(&scope, List { query: query.clone() }).await?;
        let rest = page.next.map(|cursor| (store, scope, query.after(cursor)));
        Ok(Some((page.items, rest)))
    });
    Box::pin(pages.map_ok(|items| stream::iter(items.into_iter().map(Ok))).try_flatten())
}
