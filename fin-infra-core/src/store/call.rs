//! An operation with its scope, without the types of its resource.

use crate::column::{InMemory, Medium};
use crate::operation::{Operation, Plan};
use crate::resource::{Resource, StoredIn};
use crate::stored::AnyValue;
use crate::table::Table;
use crate::tenant::{Scope, Scoped};

/// A plan, and the rows that it may access.
pub(crate) struct Call<'a, M: Medium> {
    pub(crate) scope: Scoped<'a, M>,
    pub(crate) plan: Plan<'a, M>,
}

/// An operation with its scope.
pub(crate) trait Callable: Send {
    /// The table of the resource.
    fn table(&self) -> &'static Table;

    /// The tenant; `None` for all tenants.
    fn tenant(&self) -> Option<&AnyValue>;
}

/// An operation that has a plan for a medium.
pub(crate) trait CallableIn<M: Medium>: Callable {
    /// Returns a call, which can be made again.
    fn call(&mut self) -> Call<'_, M>;
}

/// An [`Operation`] with its [`Scope`].
pub(crate) struct Scheduled<'a, R: Resource, O> {
    pub(crate) scope: &'a Scope<R>,
    pub(crate) operation: &'a mut O,
}

impl<R: Resource, O: Operation<R>> Callable for Scheduled<'_, R, O> {
    fn table(&self) -> &'static Table {
        R::TABLE
    }

    fn tenant(&self) -> Option<&AnyValue> {
        self.scope.tenant()
    }
}

impl<R: StoredIn<M>, M: Medium, O: Operation<R>> CallableIn<M> for Scheduled<'_, R, O> {
    fn call(&mut self) -> Call<'_, M> {
        Call { scope: self.scope.rows_in(), plan: self.operation.plan() }
    }
}

/// An operation that has a plan for each medium of a [`Db`](super::Db).
pub(crate) trait CallableAnywhere:
    CallableInSqlite + CallableInPostgres + CallableInMySql + CallableIn<InMemory>
{
}

impl<C: CallableInSqlite + CallableInPostgres + CallableInMySql + CallableIn<InMemory>> CallableAnywhere
    for C
{
}

macro_rules! in_databases {
    ($($Callable:ident $feature:literal $DB:ident),*) => {$(
        /// An operation that has a plan for the database, if the feature of the database is enabled.
        #[cfg(feature = $feature)]
        pub(crate) trait $Callable: CallableIn<sqlx::$DB> {}
        #[cfg(feature = $feature)]
        impl<C: CallableIn<sqlx::$DB>> $Callable for C {}

        /// An operation that has a plan for the database, if the feature of the database is enabled.
        #[cfg(not(feature = $feature))]
        pub(crate) trait $Callable: Callable {}
        #[cfg(not(feature = $feature))]
        impl<C: Callable> $Callable for C {}
    )*};
}

in_databases!(CallableInSqlite "sqlite" Sqlite, CallableInPostgres "postgres" Postgres, CallableInMySql "mysql" MySql);
