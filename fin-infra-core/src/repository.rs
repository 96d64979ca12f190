//! What can be done with the rows of a resource.

use chrono::{DateTime, Utc};
use futures_util::stream::{self, Stream, TryStreamExt};

use crate::column::Native;
use crate::error::{Error, Result};
use crate::operation::{
    Count, Delete, DeleteMany, Exists, Find, FindMany, HardDelete, Insert, InsertMany, List, Purge, Restore,
    Update, Upsert, in_row,
};
use crate::own::OwnQuery;
use crate::query::{Page, Query};
use crate::resource::{Creatable, Deletable, NewId, Resource, SoftDelete, StoredIn, Target, Updatable};
use crate::schema::Limits;
use crate::store::{Memory, Store};
use crate::tenant::Scope;

/// How many rows a stream reads at a time.
const STREAM_PAGE: u32 = 500;

/// The rows of a resource: of one tenant, where the resource has tenants.
///
/// The derive makes a type of its own for each resource (`BudgetRepository`), which holds one of these, so that a
/// program can add methods with an `impl BudgetRepository { .. }`. It holds the tenant and no connection; the first
/// argument of each method says where the rows are.
pub struct Repository<R: Resource> {
    tenant: R::Tenant,
}

impl<R: Resource> Clone for Repository<R> {
    fn clone(&self) -> Self {
        Self { tenant: self.tenant.clone() }
    }
}

impl<R: Resource> Repository<R> {
    /// For generated code.
    #[doc(hidden)]
    pub fn of(tenant: R::Tenant) -> Self {
        Self { tenant }
    }

    /// The tenant whose rows these are.
    #[must_use]
    pub fn tenant_id(&self) -> &R::Tenant {
        &self.tenant
    }

    pub(crate) fn scope(&self) -> Scope<R> {
        Scope::Tenant(self.tenant.clone())
    }

    /// Creates a row with a new id.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a value that cannot be stored exactly or that a rule refuses,
    /// [`Conflict`](crate::ErrorKind::Conflict) for a unique value that is taken,
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) for a reference to a row that this tenant does not have.
    pub async fn create<S: Store<R>>(&self, store: S, create: impl Into<R::Create>) -> Result<R::Read>
    where
        R: Creatable,
    {
        self.create_with_id(store, R::Id::new_id(), create).await
    }

    /// Creates a row with an id that the caller chose, so that doing it twice is a conflict instead of two rows.
    pub async fn create_with_id<S: Store<R>>(
        &self,
        mut store: S,
        id: R::Id,
        create: impl Into<R::Create>,
    ) -> Result<R::Read>
    where
        R: Creatable,
    {
        let row = self.row(id, create.into(), now())?;
        store.run(Insert(row)).await
    }

    /// Creates all of the rows or, if one of them is refused, none. The error says which one, counted from zero.
    pub async fn create_many<S: Store<R>, C: Into<R::Create>>(
        &self,
        mut store: S,
        creates: impl IntoIterator<Item = C>,
    ) -> Result<Vec<R::Read>>
    where
        R: Creatable,
    {
        let now = now();
        let rows = creates.into_iter().enumerate().map(|(number, create)| {
            self.row(R::Id::new_id(), create.into(), now).map_err(|error| in_row(error, number))
        });
        let rows = rows.collect::<Result<_>>()?;
        store.run(InsertMany(rows)).await
    }

    /// For generated code: creates a row, or changes the live row that has its value of a unique constraint.
    #[doc(hidden)]
    pub async fn upsert<S: Store<R>>(&self, mut store: S, unique: usize, create: R::Create) -> Result<R::Read>
    where
        R: Creatable,
    {
        let row = self.row(R::Id::new_id(), create, now())?;
        store.run(Upsert { row, unique }).await
    }

    fn row(&self, id: R::Id, mut create: R::Create, now: DateTime<Utc>) -> Result<R::Read>
    where
        R: Creatable,
    {
        R::prepare(&mut create).map_err(|error| error.of(R::TABLE.name))?;
        Ok(R::row(create, id, self.tenant.clone(), now))
    }

    /// Finds a live row by its id.
    pub async fn find<S: Store<R>>(&self, mut store: S, id: R::Id) -> Result<Option<R::Read>> {
        store.run(Find { scope: self.scope(), id }).await
    }

    /// Gets a live row by its id.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is none, or if it is another tenant's.
    pub async fn get<S: Store<R>>(&self, store: S, id: R::Id) -> Result<R::Read> {
        self.find(store, id).await?.ok_or_else(|| Error::not_found().of(R::TABLE.name))
    }

    /// Gets live rows by their ids, in the order of the ids. Those that are not there are left out.
    pub async fn get_many<S: Store<R>>(&self, mut store: S, ids: &[R::Id]) -> Result<Vec<R::Read>> {
        store.run(FindMany { scope: self.scope(), ids: ids.to_vec() }).await
    }

    /// Reads a page of the rows that a query asks for.
    pub async fn list<S: Store<R>>(&self, mut store: S, query: Query<R>) -> Result<Page<R::Read>>
    where
        R: StoredIn<Memory>,
    {
        store.run(List { scope: self.scope(), query }).await
    }

    /// Counts the rows that a query asks for, on all its pages.
    pub async fn count<S: Store<R>>(&self, mut store: S, query: Query<R>) -> Result<u64> {
        store.run(Count(List { scope: self.scope(), query })).await
    }

    /// Says whether there is any row that a query asks for.
    pub async fn exists<S: Store<R>>(&self, mut store: S, query: Query<R>) -> Result<bool> {
        store.run(Exists(List { scope: self.scope(), query })).await
    }

    /// Reads all the rows that a query asks for, page by page, holding no more than one page at a time. The query's
    /// own page is where it starts; its page size does not matter.
    ///
    /// Rows that are created or moved behind the place that was reached are read, too; none is read twice for it.
    pub fn stream<S: Store<R>>(&self, store: S, query: Query<R>) -> impl Stream<Item = Result<R::Read>> + Send
    where
        R: StoredIn<Memory>,
    {
        stream_rows(store, self.scope(), query)
    }

    /// Changes what an update has, and nothing else. An update of nothing gives the row as it is.
    ///
    /// A resource with a version takes `(id, version)`.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), and [`NotFound`](crate::ErrorKind::NotFound), and
    /// [`StaleVersion`](crate::ErrorKind::StaleVersion) if the row has another version than that.
    pub async fn update<S: Store<R>>(
        &self,
        mut store: S,
        target: impl Target<R>,
        update: impl Into<R::Update>,
    ) -> Result<R::Read>
    where
        R: Updatable,
    {
        let (id, version) = target.into_parts();
        let mut changes = update.into();
        R::prepare(&mut changes).map_err(|error| error.of(R::TABLE.name))?;
        store.run(Update { scope: self.scope(), id, version, changes, now: now() }).await
    }

    /// Deletes a live row: softly where the resource has soft delete, else for good.
    ///
    /// A resource with a version takes `(id, version)`.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound), also for a row that was deleted before;
    /// [`StaleVersion`](crate::ErrorKind::StaleVersion) if the row has another version than that; and
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) for a row to be deleted for good that others refer to.
    pub async fn delete<S: Store<R>>(&self, mut store: S, target: impl Target<R>) -> Result<()>
    where
        R: Deletable,
    {
        let (id, version) = target.into_parts();
        store.run(Delete { scope: self.scope(), id, version, now: now() }).await
    }

    /// Deletes those of the rows that are there, whatever their version, and says how many that were.
    pub async fn delete_many<S: Store<R>>(&self, mut store: S, ids: &[R::Id]) -> Result<u64>
    where
        R: Deletable,
    {
        store.run(DeleteMany { scope: self.scope(), ids: ids.to_vec(), now: now() }).await
    }

    /// Removes a row for good, live or deleted.
    pub async fn hard_delete<S: Store<R>>(&self, mut store: S, id: R::Id) -> Result<()>
    where
        R: SoftDelete,
    {
        store.run(HardDelete { scope: self.scope(), id }).await
    }

    /// Makes a deleted row live again.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is no such deleted row, and
    /// [`Conflict`](crate::ErrorKind::Conflict) if one of its unique values was taken meanwhile.
    pub async fn restore<S: Store<R>>(&self, mut store: S, id: R::Id) -> Result<R::Read>
    where
        R: SoftDelete,
    {
        store.run(Restore { scope: self.scope(), id, now: now() }).await
    }

    /// Reads a page of the deleted rows that a query asks for.
    pub async fn list_deleted<S: Store<R>>(&self, store: S, query: Query<R>) -> Result<Page<R::Read>>
    where
        R: SoftDelete + StoredIn<Memory>,
    {
        self.list(store, query.only_deleted()).await
    }

    /// Removes for good what was deleted before a time, and says how many rows that were.
    pub async fn purge_deleted<S: Store<R>>(&self, mut store: S, before: DateTime<Utc>) -> Result<u64>
    where
        R: SoftDelete,
    {
        store.run(Purge { scope: self.scope(), before }).await
    }

    /// Begins a query with conditions in SQL of the program's own. It holds the columns and the tenant and live
    /// predicates already.
    pub fn scoped_query(&self) -> OwnQuery<R> {
        OwnQuery::new(self.scope())
    }
}

/// Reads all the rows that a query asks for, page by page.
pub(crate) fn stream_rows<R: StoredIn<Memory>, S: Store<R>>(
    store: S,
    scope: Scope<R>,
    query: Query<R>,
) -> impl Stream<Item = Result<R::Read>> + Send {
    let start = Some((store, scope, query.page_size(STREAM_PAGE)));
    let pages = stream::try_unfold(start, |state| async move {
        let Some((mut store, scope, query)) = state else { return Ok::<_, Error>(None) };
        let page = store.run(List { scope: scope.clone(), query: query.clone() }).await?;
        let rest = page.next.map(|cursor| (store, scope, query.after(cursor)));
        Ok(Some((page.items, rest)))
    });
    pages.map_ok(|items| stream::iter(items.into_iter().map(Ok))).try_flatten()
}

/// The time, as finely as it is stored.
fn now() -> DateTime<Utc> {
    let mut now = Utc::now();
    // A clock that is off by millennia is reported when the row is settled.
    let _ = now.settle(&Limits::DEFAULT);
    now
}
