//! The resources of a query, as one resource that a store can run an operation on.

use std::marker::PhantomData;

use crate::backend::Backend;
use crate::column::{AnyColumn, InMemory, Like, Medium};
use crate::error::{Error, Result};
use crate::predicate::{Conditions, OrderColumn};
use crate::presence::Always;
use crate::resource::{MemoryResource, Resource, SqlResource, StoredIn};
use crate::row::{FinRow, RowIn};
use crate::stored::{AnyRow, StoredTable};
use crate::table::Table;
use crate::tenant::NoTenant;

/// The resources of a query: a tuple of at most twelve.
pub trait JoinedTables: Send + Sync + 'static {
    /// Their tables.
    const TABLES: &'static [&'static Table];
}

/// The resources of a query in a medium.
pub trait JoinedIn<M: Medium>: JoinedTables {
    /// Their tables.
    const STORED: &'static [&'static StoredTable<M>];
}

/// The resources of a query, if all of them are generated for a database.
pub trait SqlTables<DB: Backend>: JoinedIn<DB> {}

macro_rules! tuples {
    ($($R:ident)*) => {
        impl<$($R: Resource + Send + Sync),*> JoinedTables for ($($R,)*) {
            const TABLES: &'static [&'static Table] = &[$($R::TABLE),*];
        }
        impl<M: Medium, $($R: StoredIn<M> + Send + Sync),*> JoinedIn<M> for ($($R,)*) {
            const STORED: &'static [&'static StoredTable<M>] = &[$($R::STORED),*];
        }
        impl<DB: Backend, $($R: SqlResource<DB> + Send + Sync),*> SqlTables<DB> for ($($R,)*) {}
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);

/// The rows of a query over `T` for a tenant `X`.
pub struct Joined<T, Row, X>(PhantomData<Types<T, Row, X>>);

type Types<T, Row, X> = fn() -> (T, Row, X);

/// The columns of the query in a medium: its tables, and how a row is read.
pub struct JoinedColumns<M: Medium, Row> {
    pub(crate) tables: &'static [&'static StoredTable<M>],
    pub(crate) get: fn(&M::Row, &[usize]) -> Result<Row>,
    /// For each field of the row, how the column is stored that it is like.
    pub(crate) likes: fn() -> Vec<Option<Like>>,
}

/// A row that is never read: the rows of a query are of the program's own type.
#[derive(Clone, Debug)]
pub enum Never {}

impl AnyRow for Never {
    fn value(&self, _ordinal: usize) -> Option<&dyn std::any::Any> {
        match *self {}
    }

    fn value_mut(&mut self, _ordinal: usize) -> Option<&mut dyn std::any::Any> {
        match *self {}
    }
}

#[derive(Clone, Copy)]
pub enum NoOrder {}

impl OrderColumn for NoOrder {
    const ALL: &'static [Self] = &[];

    fn ordinal(self) -> usize {
        match self {}
    }
}

impl<T: JoinedTables, Row: FinRow, X: Clone + Send + Sync + 'static> Resource for Joined<T, Row, X> {
    type Id = ();
    type Tenant = X;
    type Read = Never;
    type Filter = ();
    type Order = NoOrder;
    type Itself = Self;
    type Presence = Always;
    type Columns<M: Medium> = JoinedColumns<M, Row>;

    const TABLE: &'static Table = T::TABLES[main(T::TABLES)];

    fn id(row: &Never) -> &() {
        match *row {}
    }

    fn get_row<M: Medium>(_columns: &Self::Columns<M>, _row: &M::Row) -> Result<Never> {
        Err(Error::database("the rows of a query have their own type"))
    }

    fn filter<M: Medium>(_: &Self::Columns<M>, _filter: &(), _to: &mut Conditions<M>) -> Result<()> {
        Ok(())
    }

    fn narrow(_filter: &mut (), _by: ()) {}
}

impl<M, T, Row, X> StoredIn<M> for Joined<T, Row, X>
where
    M: Medium,
    T: JoinedIn<M>,
    Row: RowIn<M>,
    X: Clone + Send + Sync + 'static,
{
    const COLUMNS: &'static JoinedColumns<M, Row> =
        &JoinedColumns { tables: T::STORED, get: Row::get, likes: Row::likes };
    const ALL: &'static [&'static dyn AnyColumn<M>] = &[];
    // The table whose policies and whose tenant column apply to the call.
    const STORED: &'static StoredTable<M> = T::STORED[main(T::TABLES)];
}

impl<DB, T, Row, X> SqlResource<DB> for Joined<T, Row, X>
where
    DB: Backend,
    T: SqlTables<DB>,
    Row: RowIn<DB>,
    X: Clone + Send + Sync + 'static,
{
}

impl<T, Row, X> MemoryResource for Joined<T, Row, X>
where
    T: JoinedIn<InMemory>,
    Row: RowIn<InMemory>,
    X: Clone + Send + Sync + 'static,
{
}

/// Selects the table by which a store decides what to do around the statement: one with row-level security, so that the
/// tenant is set if any table needs that; otherwise one with tenants.
const fn main(tables: &[&Table]) -> usize {
    let (mut main, mut index) = (0, 0);
    while index < tables.len() {
        let (table, best) = (tables[index], tables[main]);
        if table.rls && !best.rls || table.tenant.is_some() && best.tenant.is_none() {
            main = index;
        }
        index += 1;
    }
    main
}

/// Whether a table has this name. Databases compare names in their own ways.
#[must_use]
pub const fn is_table(tables: &[&Table], name: &str) -> bool {
    let mut index = 0;
    while index < tables.len() {
        if is_named(tables[index].name, name) {
            return true;
        }
        index += 1;
    }
    false
}

/// Whether one of the tables has a column with this name.
#[must_use]
pub const fn has_column(tables: &[&Table], name: &str) -> bool {
    let mut index = 0;
    while index < tables.len() {
        let columns = tables[index].columns;
        let mut column = 0;
        while column < columns.len() {
            if is_named(columns[column].name, name) {
                return true;
            }
            column += 1;
        }
        index += 1;
    }
    false
}

/// Whether a table with this name has a column with this name.
#[must_use]
pub const fn named_has_column(tables: &[&Table], table: &str, name: &str) -> bool {
    let mut index = 0;
    while index < tables.len() {
        if is_named(tables[index].name, table) && has_column(&[tables[index]], name) {
            return true;
        }
        index += 1;
    }
    false
}

/// Whether a table has a column with this name whose amounts have their currency in each row, in a column that is none of the
/// keys.
#[must_use]
pub const fn mixes_currencies(tables: &[&Table], amount: &str, keys: &[&str]) -> bool {
    let mut index = 0;
    while index < tables.len() {
        let columns = tables[index].columns;
        let mut column = 0;
        while column < columns.len() {
            if is_named(columns[column].name, amount)
                && let Some(currency) = columns[column].currency_column()
                && !is_among(columns[currency].name, keys)
            {
                return true;
            }
            column += 1;
        }
        index += 1;
    }
    false
}

const fn is_among(name: &str, names: &[&str]) -> bool {
    let mut index = 0;
    while index < names.len() {
        if is_named(name, names[index]) {
            return true;
        }
        index += 1;
    }
    false
}

const fn is_named(name: &str, other: &str) -> bool {
    name.as_bytes().eq_ignore_ascii_case(other.as_bytes())
}

/// Checks that a tenant of type `X` is one of a resource `R`. The compiler prefers the inherent method.
pub struct TenantProbe<R, X>(PhantomData<(R, X)>);

impl<R, X> TenantProbe<R, X> {
    /// The check of a tenant.
    #[must_use]
    pub const fn of(_tenant: &X) -> Self {
        Self(PhantomData)
    }
}

impl<R: Resource<Tenant = NoTenant>, X> TenantProbe<R, X> {
    /// The resource has no tenants, so any does.
    pub const fn check(&self) {}
}

/// The check for a resource that is tenant-scoped.
pub trait TenantScoped<R, X> {
    /// The tenant has the type of the resource's.
    fn check(&self)
    where
        X: TenantOf<R>,
    {
    }
}

impl<R, X> TenantScoped<R, X> for TenantProbe<R, X> {}

/// The type of the tenant of a resource.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the type of the tenant of `{R}`",
    label = "not the tenant of `{R}`",
    note = "pass the tenant as `{R}::repository().tenant(..)` takes it; all resources of a query have the same tenant"
)]
pub trait TenantOf<R> {}

#[diagnostic::do_not_recommend]
impl<R: Resource> TenantOf<R> for R::Tenant {}
