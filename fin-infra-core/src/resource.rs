//! The traits that the derive implements.
//!
//! [`Resource`] has what all resources share. Capabilities that only some resources have (a Create type, an Update
//! type, soft delete, …) are separate traits, so that the compiler rejects an unsupported call with a clear message.

use std::any::Any;
use std::fmt;
use std::hash::Hash;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::backend::Backend;
use crate::column::{AnyColumn, Medium};
use crate::error::{Error, Result};
use crate::predicate::{Adjustments, Assignments, Conditions, OrderColumn};
use crate::presence::Presence;
use crate::statements::Statements;
use crate::stored::{AnyRow, StoredTable, TypedFunctions};
use crate::table::Table;

/// A struct with `#[derive(FinResource)]`.
///
/// The derive implements it. Its functions connect generated code with the stores and are not meant to be called.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "not a resource",
    note = "add `#[derive(FinResource)]` to it"
)]
pub trait Resource: Sized + 'static {
    /// The type of the id.
    type Id: Clone + fmt::Debug + Eq + Hash + Send + Sync + 'static;
    /// The type of the tenant, or [`NoTenant`](crate::tenant::NoTenant).
    type Tenant: Clone + Send + Sync + 'static;
    /// A row as returned by reads.
    type Read: AnyRow + Clone;
    /// The filter of its lists.
    type Filter: Clone + Default + Send + Sync + 'static;
    /// The columns that its lists can be ordered by.
    type Order: OrderColumn;
    /// The resource itself. Where a type is not a resource, naming this is the same error as naming it as one.
    #[doc(hidden)]
    type Itself: Resource;
    /// Whether a required reference to a row of it always leads to a row that can be read. Not so with soft delete.
    type Presence: Presence;
    /// Its columns in a medium.
    type Columns<M: Medium>: Send + Sync + 'static;

    /// The description of its table.
    const TABLE: &'static Table;

    /// The id of a row.
    fn id(row: &Self::Read) -> &Self::Id;

    /// The version of a row, if the resource has versions.
    fn version(_row: &Self::Read) -> Option<i64> {
        None
    }

    /// Reads a row whose columns are in table order.
    fn get_row<M: Medium>(columns: &Self::Columns<M>, row: &M::Row) -> Result<Self::Read>;

    /// Adds the conditions of a filter.
    fn filter<M: Medium>(
        columns: &Self::Columns<M>,
        filter: &Self::Filter,
        to: &mut Conditions<M>,
    ) -> Result<()>;

    /// Adds the conditions of `by` to a filter, so that all of them must hold.
    fn narrow(filter: &mut Self::Filter, by: Self::Filter);
}

/// A resource whose columns can be stored in a medium.
pub trait StoredIn<M: Medium>: Resource {
    /// The columns in this medium.
    const COLUMNS: &'static Self::Columns<M>;
    /// The columns, by their ordinals.
    const ALL: &'static [&'static dyn AnyColumn<M>];
    /// The statements, if the medium is a database that `backends(..)` includes.
    const STATEMENTS: Option<&'static Statements> = None;
    /// Whether `backends(..)` includes this medium.
    const SUPPORTED: bool = true;

    /// The table in this medium.
    const STORED: &'static StoredTable<M> = &StoredTable {
        table: Self::TABLE,
        columns: Self::ALL,
        statements: Self::STATEMENTS,
        is_supported: Self::SUPPORTED,
        typed: TypedFunctions {
            decode: |row| Ok(Box::new(decode::<Self, M>(row)?)),
            id_text: |id| id.downcast_ref::<Self::Id>().map(|id| format!("{id:?}")),
            add_normalized_tenant: add_normalized_tenant::<Self, M>,
        },
    };
}

/// Decodes a row. This is the only function that does, so that the compiler knows the columns here and can inline the
/// code of each one's storage instead of calling its function pointer.
#[inline(never)]
pub(crate) fn decode<R: StoredIn<M>, M: Medium>(row: &M::Row) -> Result<R::Read> {
    R::get_row(R::COLUMNS, row).map_err(|error| of_row(error, R::STORED, row))
}

/// Adds the id of the row to an error.
#[cold]
fn of_row<M: Medium>(error: Error, stored: &StoredTable<M>, row: &M::Row) -> Error {
    error.with_row_id(stored.id_text(row, stored.table.id))
}

fn add_normalized_tenant<R: StoredIn<M>, M: Medium>(tenant: &dyn Any, to: &mut M::Arguments) -> Result<()> {
    let Some(ordinal) = R::TABLE.tenant else { return Ok(()) };
    let tenant: Option<&R::Tenant> = tenant.downcast_ref();
    let tenant = tenant.ok_or_else(|| Error::database("the tenant is that of another resource"))?;
    R::STORED.add_normalized(ordinal, &mut tenant.clone(), to)
}

/// A resource that is generated for a database.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not generated for {DB}",
    label = "not generated for this database",
    note = "add this database to `backends(..)` on its struct"
)]
pub trait SqlResource<DB: Backend>: StoredIn<DB> {}

/// A resource that is generated for the memory store.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not generated for the memory store",
    label = "not generated for the memory store",
    note = "add `\"memory\"` to `backends(..)` on its struct"
)]
pub trait MemoryResource: StoredIn<crate::column::InMemory> {}

/// A resource that can be created.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be created",
    label = "no Create type",
    note = "remove `create = false` from its struct"
)]
pub trait Creatable: Resource<Id: NewId> {
    /// The input of a create.
    type Create: Send + 'static;

    /// Normalizes and validates the input: the struct's `prepare` and `validate`.
    fn prepare(_create: &mut Self::Create) -> Result<()> {
        Ok(())
    }

    /// Builds the row, including the managed columns.
    fn row(create: Self::Create, id: Self::Id, tenant: Self::Tenant, now: DateTime<Utc>) -> Self::Read;
}

/// A resource that can be changed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be updated",
    label = "no Update type",
    note = "remove `immutable` or `update = false` from its struct; to correct an immutable row, delete it and create another"
)]
pub trait Updatable: Resource {
    /// The input of an update.
    type Update: Send + 'static;

    /// Normalizes and validates the input: the struct's `prepare` and `validate`.
    fn prepare(_update: &mut Self::Update) -> Result<()> {
        Ok(())
    }

    /// Normalizes the changes and adds them.
    fn assign<M: Medium>(
        columns: &Self::Columns<M>,
        update: &mut Self::Update,
        to: &mut Assignments<M>,
    ) -> Result<()>;
}

/// A resource with columns that can be adjusted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no column that can be adjusted",
    label = "no Adjust type",
    note = "write `#[fin(adjust)]` on a decimal or integer field, or its name in `#[fin(adjust(\"..\"))]` on the struct"
)]
pub trait Adjustable: Resource {
    /// The input of an adjustment.
    type Adjust: Send + 'static;

    /// Normalizes and validates the input: the struct's `prepare` and `validate`.
    fn prepare(_adjust: &mut Self::Adjust) -> Result<()> {
        Ok(())
    }

    /// Adds the amounts.
    fn amounts(adjust: &Self::Adjust, to: &mut Adjustments);
}

/// A resource whose rows can be deleted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be deleted",
    label = "no delete",
    note = "remove `delete = false` from its struct"
)]
pub trait Deletable: Resource {}

/// A resource whose deleted rows can be restored.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no soft delete",
    label = "rows are deleted permanently",
    note = "add `#[fin(soft_delete)]` to its struct to keep deleted rows"
)]
pub trait SoftDelete: Deletable {}

/// A resource with columns that can be searched.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be searched",
    label = "no searchable column",
    note = "name the columns to search on its struct: `#[fin(search = \"name\")]`"
)]
pub trait Searchable: Resource {}

/// Identifies the row to change: an id, or an id with the version that the caller read if the resource has versions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not identify a row of `{R}`",
    label = "expected an id of this resource, or an id with a version",
    note = "pass the id; with `#[fin(version)]`, pass `(id, version)` with the version that was read"
)]
pub trait Target<R: Resource> {
    /// The id and the expected version.
    fn into_parts(self) -> (R::Id, Option<i64>);
}

/// Identifies the row to adjust: an id, or an id with the version that the row must have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not identify a row of `{R}`",
    label = "expected an id of this resource, or an id with a version",
    note = "pass the id, or `(id, version)` if the struct has `#[fin(version)]` and the row must have that version"
)]
pub trait AdjustTarget<R: Resource> {
    /// The id and the expected version.
    fn into_parts(self) -> (R::Id, Option<i64>);
}

/// An id that the program can generate, without asking a database.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an id, because it cannot be created from a `Uuid`",
    label = "not created from a `Uuid`",
    note = "use `Uuid`, or implement `From<Uuid>` for it; ids generated by a database are not supported"
)]
pub trait NewId {
    /// Generates an id: a UUID of version 7, which sorts by its time of creation.
    fn new_id() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: From<Uuid>> NewId for T {
    fn new_id() -> Self {
        Uuid::now_v7().into()
    }
}

/// A resource whose rows can be stored in a [`Db`](crate::Db), whichever database it uses. Every resource is one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "not a resource",
    note = "name the struct that has `#[derive(FinResource)]`"
)]
pub trait DbResource: OnSqlite + OnPostgres + OnMySql + StoredIn<crate::column::InMemory> {}

#[diagnostic::do_not_recommend]
impl<R: OnSqlite + OnPostgres + OnMySql + StoredIn<crate::column::InMemory>> DbResource for R {}

macro_rules! on_backend {
    ($($on:ident $feature:literal $DB:ident),*) => {$(
        /// A resource that has a table in the database, if the feature of the database is enabled.
        #[cfg(feature = $feature)]
        pub trait $on: StoredIn<sqlx::$DB> {}
        #[cfg(feature = $feature)]
        impl<R: StoredIn<sqlx::$DB>> $on for R {}

        /// A resource that has a table in the database, if the feature of the database is enabled.
        #[cfg(not(feature = $feature))]
        pub trait $on: Resource {}
        #[cfg(not(feature = $feature))]
        impl<R: Resource> $on for R {}
    )*};
}

on_backend!(OnSqlite "sqlite" Sqlite, OnPostgres "postgres" Postgres, OnMySql "mysql" MySql);
