//! Type-erased operations with their scopes.

use crate::column::{InMemory, Medium};
use crate::operation::{Operation, Plan};
use crate::resource::{Resource, StoredIn};
use crate::stored::AnyValue;
use crate::table::Table;
use crate::tenant::{ErasedScope, Scope};

/// A plan, and the rows that it may access.
pub(crate) struct Call<'a, M: Medium> {
    pub(crate) scope: ErasedScope<'a, M>,
    pub(crate) plan: Plan<'a, M>,
}

/// A type-erased operation with its scope.
pub(crate) trait ErasedOperation: Send {
    /// The table of the resource.
    fn table(&self) -> &'static Table;

    /// The tenant; `None` for all tenants.
    fn tenant(&self) -> Option<&AnyValue>;
}

/// An operation that has a plan for a medium.
pub(crate) trait ErasedOperationIn<M: Medium>: ErasedOperation {
    /// Makes a plan. To retry, make another one.
    fn call(&mut self) -> Call<'_, M>;
}

/// An [`Operation`] with its [`Scope`].
pub(crate) struct ScopedOperation<'a, R: Resource, O> {
    pub(crate) scope: &'a Scope<R>,
    pub(crate) operation: &'a mut O,
}

impl<R: Resource, O: Operation<R>> ErasedOperation for ScopedOperation<'_, R, O> {
    fn table(&self) -> &'static Table {
        R::TABLE
    }

    fn tenant(&self) -> Option<&AnyValue> {
        self.scope.tenant()
    }
}

impl<R: StoredIn<M>, M: Medium, O: Operation<R>> ErasedOperationIn<M> for ScopedOperation<'_, R, O> {
    fn call(&mut self) -> Call<'_, M> {
        Call { scope: self.scope.rows_in(), plan: self.operation.plan() }
    }
}

/// An operation that has a plan for each medium of a [`Db`](super::Db).
pub(crate) trait DbOperation:
    OperationInSqlite + OperationInPostgres + OperationInMySql + ErasedOperationIn<InMemory>
{
}

impl<C: OperationInSqlite + OperationInPostgres + OperationInMySql + ErasedOperationIn<InMemory>> DbOperation
    for C
{
}

macro_rules! in_databases {
    ($($ErasedOperation:ident $feature:literal $DB:ident),*) => {$(
        /// An operation that has a plan for the database, if the feature of the database is enabled.
        #[cfg(feature = $feature)]
        pub(crate) trait $ErasedOperation: ErasedOperationIn<sqlx::$DB> {}
        #[cfg(feature = $feature)]
        impl<C: ErasedOperationIn<sqlx::$DB>> $ErasedOperation for C {}

        /// An operation that has a plan for the database, if the feature of the database is enabled.
        #[cfg(not(feature = $feature))]
        pub(crate) trait $ErasedOperation: ErasedOperation {}
        #[cfg(not(feature = $feature))]
        impl<C: ErasedOperation> $ErasedOperation for C {}
    )*};
}

in_databases!(OperationInSqlite "sqlite" Sqlite, OperationInPostgres "postgres" Postgres, OperationInMySql "mysql" MySql);
