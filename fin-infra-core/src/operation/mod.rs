//! Operations on rows: one type each, with its SQL and its in-memory implementation side by side.
//!
//! A [`Store`](crate::store::Store) runs operations without knowing any of them, and an operation knows nothing of
//! pools, transactions and connections. The number of implementations is therefore the sum of stores and operations,
//! not their product.

mod change;
mod count;
mod delete;
mod diagnose;
mod insert;
mod list;
mod own;
mod parents;
mod purge;
mod read;
mod upsert;

pub(crate) use self::change::Update;
pub(crate) use self::count::{Count, Exists};
pub(crate) use self::delete::{Delete, DeleteMany, HardDelete, Restore};
pub(crate) use self::insert::{Insert, InsertMany, in_row};
pub(crate) use self::list::List;
pub(crate) use self::own::Own;
pub(crate) use self::purge::Purge;
pub(crate) use self::read::{Find, FindMany, check_ids};
pub(crate) use self::upsert::Upsert;
use crate::backend::Backend;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::statements::{Reads, Statements};
use crate::tenant::Scope;

/// An operation on the rows of a resource.
pub trait Operation<R: Resource>: Send {
    /// The result of the operation.
    type Output: Send;

    /// Runs on the rows of a scope in a database. It leaves the connection as it found it: it ends every transaction
    /// that it begins.
    ///
    /// It can be run again after the error that a prepared statement is out of date, which means that nothing was
    /// executed. It must therefore keep its input, and normalizing a value twice must be harmless.
    fn sql<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
    ) -> impl Future<Output = Result<Self::Output>> + Send
    where
        R: SqlTable<DB>;

    /// Runs on the rows of a scope in memory. If it fails, the store rolls its changes back.
    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<Self::Output>
    where
        R: StoredIn<InMemory>;
}

/// Returns the statements of a resource, if it is generated for the database.
pub(crate) fn statements<R: SqlTable<DB>, DB: Backend>() -> Result<&'static Statements> {
    R::STATEMENTS.ok_or_else(|| {
        let reason =
            format!("the resource is not generated for {}: see `backends(..)` on its struct", DB::TITLE);
        Error::database(reason).of(R::TABLE.name)
    })
}

/// Returns the statements that read the rows of a scope. Only this function decides whether a statement has a tenant
/// predicate; [`Statement::scoped`](crate::sql::statement::Statement::scoped) binds the tenant.
pub(crate) fn reads<R: SqlTable<DB>, DB: Backend>(scope: &Scope<R>) -> Result<&'static Reads> {
    let statements = statements::<R, DB>()?;
    match scope {
        Scope::Tenant(_) => Ok(&statements.tenant),
        Scope::AllTenants => statements
            .all_tenants
            .as_ref()
            .ok_or_else(|| Error::database("the resource has no tenants").of(R::TABLE.name)),
    }
}
