//! What the derive says of a struct, as traits.
//!
//! [`Resource`] is what every resource has. What only some have (a Create type, an Update type, soft delete, …) are
//! traits of their own, so that a call that a resource does not support is refused by the compiler with a sentence.

use std::fmt;
use std::hash::Hash;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::backend::Backend;
use crate::column::Medium;
use crate::column::Visitor;
use crate::error::Result;
use crate::predicate::{Assignments, Conditions, OrderColumn};
use crate::statements::Statements;
use crate::table::Table;

/// A struct with `#[derive(FinResource)]`.
///
/// The derive implements it; the functions are what generated code and the stores meet in, and are not for calling.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource",
    label = "not a resource",
    note = "add `#[derive(FinResource)]` to it"
)]
pub trait Resource: Sized + 'static {
    /// The type of its id.
    type Id: Clone + fmt::Debug + Eq + Hash + Send + Sync + 'static;
    /// The type of its tenant, or [`NoTenant`](crate::tenant::NoTenant).
    type Tenant: Clone + Send + Sync + 'static;
    /// A row as it is read.
    type Read: Clone + Send + Sync + 'static;
    /// The conditions that its lists can be filtered by.
    type Filter: Clone + Default + Send + Sync + 'static;
    /// The columns that its lists can be ordered by.
    type Order: OrderColumn;
    /// Its columns in a medium.
    type Columns<M: Medium>: Send + Sync + 'static;

    /// What its table looks like.
    const TABLE: &'static Table;

    /// The id of a row.
    fn id(row: &Self::Read) -> &Self::Id;

    /// The version of a row, where it has one.
    fn version(_row: &Self::Read) -> Option<i64> {
        None
    }

    /// Shows a visitor the column at a place, with the field that holds its value.
    fn column<M: Medium, V: Visitor<Self::Read, M>>(
        columns: &Self::Columns<M>,
        ordinal: usize,
        visitor: V,
    ) -> V::Output;

    /// Reads a row whose columns are in table order.
    fn get_row<M: Medium>(columns: &Self::Columns<M>, row: &M::Row) -> Result<Self::Read>;

    /// Adds the conditions of a filter.
    fn filter<M: Medium>(
        columns: &Self::Columns<M>,
        filter: &Self::Filter,
        to: &mut Conditions<M>,
    ) -> Result<()>;

    /// Adds the conditions of another filter to those of a filter, so that all of them must hold.
    fn narrow(filter: &mut Self::Filter, by: Self::Filter);

    /// Holds a row against the rules of its struct.
    fn check(_row: &Self::Read) -> Result<()> {
        Ok(())
    }
}

/// A resource whose columns a medium can hold.
pub trait StoredIn<M: Medium>: Resource {
    /// Its columns there.
    const COLUMNS: &'static Self::Columns<M>;
    /// Whether `backends(..)` lets its rows be there.
    const SUPPORTED: bool = true;
}

/// A resource's statements in a database, or none where `backends(..)` leaves that database out.
pub trait SqlTable<DB: Backend>: StoredIn<DB> {
    /// The statements.
    const STATEMENTS: Option<&'static Statements>;
}

/// A resource that is generated for a database.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not generated for {DB}",
    label = "not generated for this database",
    note = "`backends(..)` on its struct leaves this database out"
)]
pub trait SqlResource<DB: Backend>: SqlTable<DB> {}

/// A resource that is generated for the memory store.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not generated for the memory store",
    label = "not generated for the memory store",
    note = "`backends(..)` on its struct leaves `\"memory\"` out"
)]
pub trait MemoryResource: StoredIn<crate::column::InMemory> {}

/// A resource that can be created.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be created",
    label = "there is no Create type",
    note = "`create = false` on its struct leaves it out"
)]
pub trait Creatable: Resource<Id: NewId> {
    /// What a row is made of.
    type Create: Send + 'static;

    /// Tidies what came in, or refuses it: the struct's `prepare` and `validate`.
    fn prepare(_create: &mut Self::Create) -> Result<()> {
        Ok(())
    }

    /// The row, with what the library manages.
    fn row(create: Self::Create, id: Self::Id, tenant: Self::Tenant, now: DateTime<Utc>) -> Self::Read;
}

/// A resource that can be changed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be updated",
    label = "there is no Update type",
    note = "`immutable` or `update = false` on its struct leaves it out; a wrong row is deleted and made again"
)]
pub trait Updatable: Resource {
    /// What can be changed.
    type Update: Send + 'static;

    /// Tidies what came in, or refuses it: the struct's `prepare` and `validate`.
    fn prepare(_update: &mut Self::Update) -> Result<()> {
        Ok(())
    }

    /// Settles and adds what is to be changed.
    fn assign<M: Medium>(
        columns: &Self::Columns<M>,
        update: &mut Self::Update,
        to: &mut Assignments<M>,
    ) -> Result<()>;
}

/// A resource whose rows can be deleted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be deleted",
    label = "nothing deletes these rows",
    note = "`delete = false` on its struct leaves it out"
)]
pub trait Deletable: Resource {}

/// A resource whose deleted rows can be restored.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no soft delete",
    label = "deleted rows are gone",
    note = "add `#[fin(soft_delete)]` to its struct to keep deleted rows"
)]
pub trait SoftDelete: Deletable {}

/// A resource that a search looks in.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be searched",
    label = "no column is searched",
    note = "name the columns to look in on its struct: `#[fin(search = \"name\")]`"
)]
pub trait Searchable: Resource {}

/// Says which row to change: an id, and where the resource has a version, the version that the caller saw.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which row of `{R}` to change",
    label = "neither an id of this resource nor an id with its version",
    note = "give the id; a resource with `#[fin(version)]` takes `(id, version)`, with the version that was read"
)]
pub trait Target<R: Resource> {
    /// The id and the expected version.
    fn into_parts(self) -> (R::Id, Option<i64>);
}

/// An id that can be made in the process, before any database has seen the row.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an id: it cannot be made in the process",
    label = "not made from a uuid",
    note = "use `Uuid`, or implement `From<Uuid>` for it; numbers counted up by a database are not supported"
)]
pub trait NewId {
    /// A new id: a uuid of version 7, which sorts by the time it was made.
    fn new_id() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: From<Uuid>> NewId for T {
    fn new_id() -> Self {
        Uuid::now_v7().into()
    }
}

/// A resource whose rows a [`Db`](crate::Db) can hold, whichever database that is: every resource.
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
        /// Where this crate was built for the database, a resource that has a table there.
        #[cfg(feature = $feature)]
        pub trait $on: SqlTable<sqlx::$DB> {}
        #[cfg(feature = $feature)]
        impl<R: SqlTable<sqlx::$DB>> $on for R {}

        /// Where this crate was built for the database, a resource that has a table there.
        #[cfg(not(feature = $feature))]
        pub trait $on: Resource {}
        #[cfg(not(feature = $feature))]
        impl<R: Resource> $on for R {}
    )*};
}

on_backend!(OnSqlite "sqlite" Sqlite, OnPostgres "postgres" Postgres, OnMySql "mysql" MySql);
