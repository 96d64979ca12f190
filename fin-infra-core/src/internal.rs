//! The names that the other crates of this workspace use. They are not public API, and may change in any release.

use futures_util::future::BoxFuture;

use crate::Repository;
use crate::column::InMemory;
use crate::error::Result;
pub use crate::operation::Values as RowValues;
use crate::operation::{AsValues, By, Find, List, Related};
use crate::query::{Aggregate, AggregateRow, Page, Query};
use crate::relation::{Loaded, NewRelated};
use crate::resource::{Adjustable, Creatable, DbResource, Deletable, Resource, StoredIn, Updatable};
use crate::store::{NestingStore, Store, run};
use crate::stored::AnyValues;

#[cfg(feature = "sqlite")]
pub use crate::backend::read_only;
pub use crate::backend::tenant_setting;
pub use crate::backend::{Cause, Options, RlsGap, RowSecurity, Violation};
#[cfg(feature = "postgres")]
pub use crate::backend::{exposing_views, tenant_policies};
pub use crate::error::causes;
pub use crate::fold::fold;
pub use crate::limits::{at_most, with_commas};
pub use crate::relation::{ReferringColumn, Relation};
pub use crate::shared::{
    FILTER_FUNCTIONS, LIST_PARAMETERS, LIVE_COLUMN, LONGEST_NAME, constraint_name, default_table, name_hash,
    not_null_name, plural, primary_key_name, shortened, snake_case,
};
pub use crate::sql::row_security::{answer_about, ask_about};
pub use crate::sql::{connection_failure, finish, missing_type, transaction};
pub use crate::store::{AnyLease, Lease};
pub use crate::stored::AnyRow;
pub use crate::timeout::{NoAnswer, limited, within};
pub use crate::value::bound;

/// Creates a page of rows.
#[must_use]
pub fn page<T>(items: Vec<T>) -> Page<T> {
    Page { items, next: None, total: None }
}

/// Computes a page of groups, and returns whether there are more after it.
pub fn aggregate_page<'s, R: StoredIn<InMemory>, S: Store<R> + 's, Row: AggregateRow>(
    repository: &Repository<R>,
    store: S,
    aggregate: Aggregate<R, Row>,
) -> BoxFuture<'s, Result<(Vec<Row>, bool)>> {
    repository.aggregate_page(store, aggregate)
}

/// Creates a row together with its children, with an id that the caller chose.
pub fn create_with_id<'s, R, N, T>(
    repository: &Repository<R>,
    store: impl NestingStore<'s>,
    (id, create): (R::Id, R::Create),
    children: N,
) -> BoxFuture<'s, Result<Loaded<R::Read, T>>>
where
    R: Creatable + DbResource,
    N: NewRelated<R, T>,
    T: Send + 's,
{
    repository.create_with_id_and_children(store, id, create, children)
}

/// Updates a row, with its expected version as a separate argument.
pub fn update_version<'s, R: Updatable + StoredIn<InMemory>, S: Store<R> + 's>(
    repository: &Repository<R>,
    store: S,
    id: R::Id,
    version: Option<i64>,
    changes: R::Update,
) -> BoxFuture<'s, Result<R::Read>> {
    repository.update_version(store, id, version, changes)
}

/// Adjusts a row, with its expected version, if any, even if the resource has no versions.
pub fn adjust_version<'s, R: Adjustable, S: Store<R> + 's>(
    repository: &Repository<R>,
    store: S,
    target: (R::Id, Option<i64>),
    adjust: R::Adjust,
) -> BoxFuture<'s, Result<R::Read>> {
    repository.adjust_version(store, target, adjust)
}

/// Deletes a row, with its expected version as a separate argument.
pub fn delete_version<'s, R: Deletable, S: Store<R> + 's>(
    repository: &Repository<R>,
    store: S,
    id: R::Id,
    version: Option<i64>,
) -> BoxFuture<'s, Result<()>> {
    repository.delete_version(store, id, version)
}

/// Permanently removes a row, whether or not its resource has soft delete.
pub fn remove<'s, R: Deletable, S: Store<R> + 's>(
    repository: &Repository<R>,
    store: S,
    id: R::Id,
) -> BoxFuture<'s, Result<()>> {
    repository.remove(store, id)
}

/// Reads a page of rows, of which it returns the values in some columns.
pub fn list_values<'s, R: StoredIn<InMemory>, S: Store<R> + 's>(
    repository: &Repository<R>,
    store: S,
    query: Query<R>,
    columns: &[usize],
) -> BoxFuture<'s, Result<Page<RowValues>>> {
    run(store, repository.scope(), List::of(query, AsValues::new(columns)))
}

/// Finds a live row, of which it returns the values in some columns.
pub fn find_values<'s, R: Resource, S: Store<R> + 's>(
    repository: &Repository<R>,
    store: S,
    id: R::Id,
    columns: &[usize],
) -> BoxFuture<'s, Result<Option<RowValues>>> {
    run(store, repository.scope(), Find::of(id, AsValues::new(columns)))
}

/// Values of one column, without their type.
pub struct Values {
    values: Box<dyn AnyValues>,
    count: usize,
}

impl Values {
    /// Values, none of which occurs twice.
    #[must_use]
    pub fn of<T: Send + Sync + 'static>(values: Vec<T>) -> Self {
        Self { count: values.len(), values: Box::new(values) }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// Reads the live rows that have one of some values in a column, in ascending order of their ids: as many as `rows_of_each` of
/// each value, and not many more than `rows_of_all` in all.
pub fn related<'s, R: Resource, S: Store<R> + 's>(
    repository: &Repository<R>,
    store: S,
    column: usize,
    values: Values,
    (rows_of_each, rows_of_all): (Option<u32>, usize),
) -> BoxFuture<'s, Result<Vec<R::Read>>> {
    let by = By { column, values: values.values, rows_of_each, rows_of_all };
    run(store, repository.scope(), Related::new(Query::new(), by))
}
