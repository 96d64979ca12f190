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
/// argument of each method says where the rows are: see [`Store`].
///
/// Whatever it does is about the rows of its tenant and, unless a method says otherwise, about those that are not
/// deleted. Besides the errors that a method names, each can fail with
/// [`Unavailable`](crate::ErrorKind::Unavailable), where the same call may succeed later, and with
/// [`Database`](crate::ErrorKind::Database), where it will not: the table is missing, for one.
///
/// Where a resource has `unique` columns, its own type also has `upsert_by_..` methods, and where it has `children`,
/// methods that load those.
///
/// ```
/// use fin_infra_core::prelude::*;
///
/// #[derive(FinResource, Debug, Clone)]
/// #[fin(tenant, soft_delete)]
/// pub struct Goal {
///     #[fin(unique)]
///     pub name: String,
///     pub target: Option<Decimal>,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// let db = Db::memory();
/// let goals = Goal::repository().tenant(Uuid::now_v7());
///
/// let boat = goals.create(&db, GoalCreate { name: "Boat".to_owned(), target: None }).await?;
/// let larger = GoalUpdate { target: Some(Some(5_000.into())), ..GoalUpdate::default() };
/// assert_eq!(goals.update(&db, boat.id, larger).await?.target, Some(5_000.into()));
///
/// let same_name = GoalCreate { name: "Boat".to_owned(), target: Some(6_000.into()) };
/// assert_eq!(goals.upsert_by_name(&db, same_name).await?.id, boat.id);
///
/// goals.delete(&db, boat.id).await?;
/// assert!(goals.get(&db, boat.id).await.is_err_and(|error| error.is_not_found()));
/// assert_eq!(goals.restore(&db, boat.id).await?.target, Some(6_000.into()));
/// # Ok(())
/// # }
/// ```
pub struct Repository<R: Resource> {
    tenant: R::Tenant,
}

/// Holds for a repository whose tenant is still to be chosen, which is another type.
#[diagnostic::on_unimplemented(
    message = "there is no tenant to choose here",
    label = "no tenant to choose",
    note = "a resource has tenants with `#[fin(tenant)]` on its struct, and a repository has one of them once it is chosen"
)]
pub trait TenantOpen {}

impl<R: Resource> std::fmt::Debug for Repository<R> {
    /// Which resource; the tenant may be nobody's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repository").field("resource", &R::TABLE.name).finish_non_exhaustive()
    }
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

    /// Here to say so where there is no tenant to choose.
    #[doc(hidden)]
    #[must_use]
    pub fn tenant<T>(&self, _: T) -> Self
    where
        R: TenantOpen,
    {
        self.clone()
    }

    /// The tenant whose rows these are.
    #[must_use]
    pub fn tenant_id(&self) -> &R::Tenant {
        &self.tenant
    }

    pub(crate) fn scope(&self) -> Scope<R> {
        Scope::Tenant(self.tenant.clone())
    }
}

impl<R: Creatable> Repository<R> {
    /// Creates a row with a new id, and gives it as it will be read: decimals with their column's scale, times with
    /// microseconds.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let goal = goals.create(db, GoalCreate { name: "Bicycle".to_owned() }).await?;
    /// println!("{} since {}", goal.id, goal.created_at);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a value that cannot be stored exactly or that a rule refuses,
    /// [`Conflict`](crate::ErrorKind::Conflict) for a unique value that is taken,
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) for a reference to a row that this tenant does not have.
    pub async fn create<S: Store<R>>(&self, store: S, create: impl Into<R::Create>) -> Result<R::Read> {
        self.create_with_id(store, R::Id::new_id(), create).await
    }

    /// Creates a row with an id that the caller chose, so that doing it twice is a conflict instead of two rows.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let id = Uuid::now_v7(); // kept by whoever may have to try again
    /// let bicycle = GoalCreate { name: "Bicycle".to_owned() };
    /// match goals.create_with_id(db, id, bicycle).await {
    ///     Err(error) if error.is_conflict() => println!("{} is taken", error.fields().collect::<String>()),
    ///     result => drop(result?),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create). A deleted row keeps its id, so that is taken, too.
    pub async fn create_with_id<S: Store<R>>(
        &self,
        mut store: S,
        id: R::Id,
        create: impl Into<R::Create>,
    ) -> Result<R::Read> {
        let row = self.row(id, create.into(), now())?;
        store.run(Insert { scope: self.scope(), row }).await
    }

    /// Creates all of the rows or, if one of them is refused, none. There is no limit to their number: they travel in
    /// statements of up to 500 rows, in one transaction.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let names = ["Bicycle", "Boat"];
    /// let created = goals.create_many(db, names.map(|name| GoalCreate { name: name.to_owned() })).await?;
    /// assert_eq!(created.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create). Where a value or a rule was refused before anything travelled, the error says in
    /// which row, counted from zero.
    pub async fn create_many<S: Store<R>, C: Into<R::Create>>(
        &self,
        mut store: S,
        creates: impl IntoIterator<Item = C>,
    ) -> Result<Vec<R::Read>> {
        let now = now();
        let rows = creates.into_iter().enumerate().map(|(number, create)| {
            self.row(R::Id::new_id(), create.into(), now).map_err(|error| in_row(error, number))
        });
        let rows = rows.collect::<Result<_>>()?;
        store.run(InsertMany { scope: self.scope(), rows }).await
    }

    /// For generated code: creates a row, or changes the live row that has its value of a unique constraint.
    #[doc(hidden)]
    pub async fn upsert<S: Store<R>>(
        &self,
        mut store: S,
        unique: usize,
        create: R::Create,
    ) -> Result<R::Read> {
        let row = self.row(R::Id::new_id(), create, now())?;
        store.run(Upsert { scope: self.scope(), row, unique }).await
    }

    fn row(&self, id: R::Id, mut create: R::Create, now: DateTime<Utc>) -> Result<R::Read> {
        R::prepare(&mut create).map_err(|error| error.of(R::TABLE.name))?;
        Ok(R::row(create, id, self.tenant.clone(), now))
    }
}

impl<R: Resource> Repository<R> {
    /// Finds a live row by its id. There is none where it is another tenant's, or deleted.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
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
    pub async fn find<S: Store<R>>(&self, mut store: S, id: R::Id) -> Result<Option<R::Read>> {
        store.run(Find { scope: self.scope(), id }).await
    }

    /// Gets a live row by its id.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
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
    pub async fn get<S: Store<R>>(&self, store: S, id: R::Id) -> Result<R::Read> {
        self.find(store, id).await?.ok_or_else(|| Error::not_found().of(R::TABLE.name))
    }

    /// Gets live rows by their ids, in the order of the ids. Those that are not there are left out, and an id that is
    /// there twice gives its row once. One statement reads up to 500 rows.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
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
    pub async fn get_many<S: Store<R>>(&self, mut store: S, ids: &[R::Id]) -> Result<Vec<R::Read>> {
        store.run(FindMany { scope: self.scope(), ids: ids.to_vec() }).await
    }

    /// Reads a page of the rows that a query asks for.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
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
    pub async fn list<S: Store<R>>(&self, mut store: S, query: Query<R>) -> Result<Page<R::Read>>
    where
        R: StoredIn<Memory>,
    {
        store.run(List { scope: self.scope(), query }).await
    }

    /// Counts the rows that a query asks for, on all its pages. That costs about as much as reading them.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
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
    pub async fn count<S: Store<R>>(&self, mut store: S, query: Query<R>) -> Result<u64> {
        store.run(Count(List { scope: self.scope(), query })).await
    }

    /// Says whether there is any row that a query asks for. It reads one at most.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
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
    pub async fn exists<S: Store<R>>(&self, mut store: S, query: Query<R>) -> Result<bool> {
        store.run(Exists(List { scope: self.scope(), query })).await
    }

    /// Reads all the rows that a query asks for, 500 at a time, and holds no more than those. It begins with the first
    /// row or behind the query's cursor; the number and the size of the query's page do not matter.
    ///
    /// Between two statements the store is free for others, and what they change is seen. By id, which is the order
    /// unless the query has another, no row comes twice; by another column, a row whose value changes meanwhile can come
    /// twice or not at all. In a transaction that sees one state of the database, neither happens.
    ///
    /// The stream's own methods are those of the crates futures-util and tokio-stream.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut rows = std::pin::pin!(goals.stream(db, GoalQuery::new()));
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
    pub fn stream<S: Store<R>>(
        &self,
        store: S,
        query: Query<R>,
    ) -> impl Stream<Item = Result<R::Read>> + Send + use<R, S>
    where
        R: StoredIn<Memory>,
    {
        stream_rows(store, self.scope(), query)
    }
}

impl<R: Updatable + StoredIn<Memory>> Repository<R> {
    /// Changes what an update has, and nothing else, and gives the row as it is then. An update of nothing changes not
    /// even `updated_at`.
    ///
    /// A resource with a version takes `(id, version)`.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, version)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, id: Uuid) -> Result<(), Error> {
    /// let rename = GoalUpdate { name: Some("Tandem".to_owned()), ..GoalUpdate::default() };
    /// let goal = goals.get(db, id).await?;
    /// let tandem = goals.update(db, (goal.id, goal.version), rename).await?;
    /// assert_eq!(tandem.version, goal.version + 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), and [`NotFound`](crate::ErrorKind::NotFound), and
    /// [`StaleVersion`](crate::ErrorKind::StaleVersion) if the row has another version than that.
    pub async fn update<S: Store<R>>(
        &self,
        store: S,
        target: impl Target<R>,
        update: impl Into<R::Update>,
    ) -> Result<R::Read> {
        let (id, version) = target.into_parts();
        self.update_version(store, id, version, update.into()).await
    }

    /// Changes a row of a version, where it has one.
    pub(crate) async fn update_version<S: Store<R>>(
        &self,
        mut store: S,
        id: R::Id,
        version: Option<i64>,
        mut changes: R::Update,
    ) -> Result<R::Read> {
        R::prepare(&mut changes).map_err(|error| error.of(R::TABLE.name))?;
        store.run(Update { scope: self.scope(), id, version, changes, now: now() }).await
    }
}

impl<R: Deletable> Repository<R> {
    /// Deletes a live row: softly where the resource has soft delete, else for good.
    ///
    /// A resource with a version takes `(id, version)`.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, id: Uuid) -> Result<(), Error> {
    /// goals.delete(db, id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound), also for a row that was deleted before;
    /// [`StaleVersion`](crate::ErrorKind::StaleVersion) if the row has another version than that; and
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) for a row to be deleted for good that others refer to.
    pub async fn delete<S: Store<R>>(&self, store: S, target: impl Target<R>) -> Result<()> {
        let (id, version) = target.into_parts();
        self.delete_version(store, id, version).await
    }

    /// Removes a row for good.
    pub(crate) async fn remove<S: Store<R>>(&self, mut store: S, id: R::Id) -> Result<()> {
        store.run(HardDelete { scope: self.scope(), id }).await
    }

    /// Deletes a row of a version, where it has one.
    pub(crate) async fn delete_version<S: Store<R>>(
        &self,
        mut store: S,
        id: R::Id,
        version: Option<i64>,
    ) -> Result<()> {
        store.run(Delete { scope: self.scope(), id, version, now: now() }).await
    }

    /// Deletes those of the rows that are there, whatever their version, and says how many that were. They go in
    /// statements of up to 500 rows, in one transaction.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, ids: Vec<Uuid>) -> Result<(), Error> {
    /// let deleted = goals.delete_many(db, &ids).await?;
    /// println!("{deleted} of {}", ids.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) for a row to be deleted for good that others refer to; none is
    /// deleted then.
    pub async fn delete_many<S: Store<R>>(&self, mut store: S, ids: &[R::Id]) -> Result<u64> {
        store.run(DeleteMany { scope: self.scope(), ids: ids.to_vec(), now: now() }).await
    }
}

impl<R: SoftDelete> Repository<R> {
    /// Removes a row for good, live or deleted.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, id: Uuid) -> Result<(), Error> {
    /// goals.hard_delete(db, id).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound), and [`ForeignKey`](crate::ErrorKind::ForeignKey) for a row that others
    /// refer to.
    pub async fn hard_delete<S: Store<R>>(&self, store: S, id: R::Id) -> Result<()> {
        self.remove(store, id).await
    }

    /// Makes a deleted row live again, and gives it.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository, id: Uuid) -> Result<(), Error> {
    /// let goal = goals.restore(db, id).await?;
    /// assert_eq!(goal.deleted_at, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) if there is no such deleted row, and
    /// [`Conflict`](crate::ErrorKind::Conflict) if one of its unique values was taken meanwhile.
    pub async fn restore<S: Store<R>>(&self, mut store: S, id: R::Id) -> Result<R::Read> {
        store.run(Restore { scope: self.scope(), id, now: now() }).await
    }

    /// Reads a page of the deleted rows that a query asks for: [`list`](Self::list) with
    /// [`only_deleted`](Query::only_deleted).
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// for goal in goals.list_deleted(db, GoalQuery::new()).await? {
    ///     println!("{} went at {:?}", goal.name, goal.deleted_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn list_deleted<S: Store<R>>(&self, store: S, query: Query<R>) -> Result<Page<R::Read>>
    where
        R: StoredIn<Memory>,
    {
        self.list(store, query.only_deleted()).await
    }

    /// Removes for good what was deleted before a time, and says how many rows that were.
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let ninety_days_ago = Utc::now() - std::time::Duration::from_secs(90 * 24 * 60 * 60);
    /// let purged = goals.purge_deleted(db, ninety_days_ago).await?;
    /// println!("{purged} goals are gone");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ForeignKey`](crate::ErrorKind::ForeignKey) if others refer to one of the rows; none is removed then.
    pub async fn purge_deleted<S: Store<R>>(&self, mut store: S, before: DateTime<Utc>) -> Result<u64> {
        store.run(Purge { scope: self.scope(), before }).await
    }
}

impl<R: Resource> Repository<R> {
    /// Begins a query with conditions in SQL of the program's own. It holds the columns and the tenant and live
    /// predicates already: see [`OwnQuery`].
    ///
    /// ```
    /// # use fin_infra_core::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, soft_delete)]
    /// # pub struct Goal { #[fin(unique)] pub name: String }
    /// # async fn example(db: &Db, goals: &GoalRepository) -> Result<(), Error> {
    /// let long = goals.scoped_query().sql("length(name) > 20").order_by("name").fetch_all(db).await?;
    /// # drop(long);
    /// # Ok(())
    /// # }
    /// ```
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
    let start = Some((store, scope, query.in_pages_of(STREAM_PAGE)));
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
