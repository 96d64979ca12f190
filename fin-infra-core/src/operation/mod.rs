//! What can be done with rows: one type for each thing, with how it is done in a database and in memory side by side.
//!
//! A [`Store`](crate::store::Store) runs operations and knows none of them; an operation knows nothing of pools,
//! transactions and connections. So stores and operations add up instead of multiplying.

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

/// Something that is done with the rows of a resource.
pub trait Operation<R: Resource>: Send {
    /// What comes of it.
    type Output: Send;

    /// Runs on the rows of a scope in a database. It leaves the connection as it found it: it ends a transaction that it
    /// begins.
    ///
    /// It can run again after the error that a prepared statement is out of date, which means that nothing has happened.
    /// So it keeps what it needs, and normalizing a value again changes nothing.
    fn sql<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
    ) -> impl Future<Output = Result<Self::Output>> + Send
    where
        R: SqlTable<DB>;

    /// Runs on the rows of a scope in memory. The store undoes what it changed before an error.
    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<Self::Output>
    where
        R: StoredIn<InMemory>;
}

/// The statements of a resource in a database that it is generated for.
pub(crate) fn statements<R: SqlTable<DB>, DB: Backend>() -> Result<&'static Statements> {
    R::STATEMENTS.ok_or_else(|| {
        let reason =
            format!("the resource is not generated for {}: see `backends(..)` on its struct", DB::TITLE);
        Error::database(reason).of(R::TABLE.name)
    })
}

/// The reading statements of a scope. This is the one place where a scope turns into a tenant predicate or the lack
/// of one; [`Statement::scoped`](crate::sql::statement::Statement::scoped) binds the tenant that they begin with.
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
