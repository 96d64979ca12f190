//! Operations on rows: one file each, and the files of what several of them do.
//!
//! An [`Operation`] has the types of its resource. It makes a [`Plan`], which has none of them. The plan runs on a database
//! or in memory, and is compiled once for each, not once for each resource. It has access to the
//! [`StoredTable`](crate::stored::StoredTable), to rows as [`AnyRow`](crate::stored::AnyRow), and to a
//! [`RowSink`](crate::stored::RowSink), which receives the rows that it reads.
//!
//! A [`Store`](crate::store::Store) runs any plan, and a plan runs on any connection. The number of implementations is
//! therefore the sum of stores and operations, not their product.

mod adjust;
mod adjust_many;
mod aggregate;
mod change;
mod count;
mod delete;
mod delete_many;
mod delete_where;
mod diagnose;
mod exists;
mod find;
mod find_many;
mod found;
mod hard_delete;
mod insert;
mod insert_many;
mod list;
mod lock;
mod lock_list;
mod lock_many;
mod matching;
mod number;
mod own;
mod page_rows;
mod parents;
mod purge;
mod read;
mod related;
mod remove;
mod restore;
mod scoped;
mod select;
mod target;
mod update;
mod update_where;
mod upsert;

pub(crate) use self::adjust::Adjust;
pub(crate) use self::adjust_many::AdjustMany;
pub(crate) use self::aggregate::Aggregated;
pub(crate) use self::count::Count;
pub(crate) use self::delete::Delete;
pub(crate) use self::delete_many::DeleteMany;
pub(crate) use self::delete_where::DeleteWhere;
pub(crate) use self::exists::Exists;
pub(crate) use self::find::Find;
pub(crate) use self::find_many::FindMany;
pub use self::found::Values;
pub(crate) use self::found::{As, AsValues, Form, Whole};
pub(crate) use self::hard_delete::HardDelete;
pub(crate) use self::insert::Insert;
pub(crate) use self::insert_many::{InsertMany, in_row};
pub(crate) use self::list::List;
pub(crate) use self::lock::Lock;
pub(crate) use self::lock_list::LockList;
pub(crate) use self::lock_many::LockMany;
pub(crate) use self::own::Own;
pub(crate) use self::purge::Purge;
pub(crate) use self::read::check_ids;
pub(crate) use self::related::{By, Related, check_rows_of_each};
pub(crate) use self::restore::Restore;
pub(crate) use self::scoped::{RowBuffer, Scoped};
pub(crate) use self::update::Update;
pub(crate) use self::update_where::UpdateWhere;
pub(crate) use self::upsert::Upsert;
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::resource::{Resource, StoredIn};
use crate::statements::{Reads, Statements};
use crate::tenant::ErasedScope;

/// An operation on the rows of a resource.
pub trait Operation<R: Resource>: Send {
    /// The result of the operation.
    type Output: Send;

    /// Whether it changes or locks rows.
    const WRITES: bool = true;

    /// Returns a plan, which borrows the input. To retry, the store makes another one.
    fn plan<M: Medium>(&mut self) -> Plan<'_, M>
    where
        R: StoredIn<M>;

    /// Returns the result, after the plan was run.
    fn output(self) -> Result<Self::Output>;
}

/// Defines [`Plan`], with a variant for the plan of each operation.
macro_rules! plans {
    ($a:lifetime, $M:ident; $($Operation:ident($Plan:ty),)*) => {
        /// What an operation does, without the types of its resource.
        pub enum Plan<$a, $M: Medium> {
            $(
                #[doc = concat!("[`", stringify!($Operation), "`]")]
                $Operation($Plan),
            )*
        }

        impl<DB: Backend> Plan<'_, DB> {
            /// Runs on the rows of a scope in a database. It leaves the connection as it found it: it ends every
            /// transaction that it begins.
            ///
            /// After the error that a prepared statement is out of date, which means that nothing was executed, the
            /// store runs another plan of the operation. Normalizing a value twice must therefore be harmless.
            pub(crate) async fn run(
                &mut self,
                connection: &mut DB::Connection,
                scope: ErasedScope<'_, DB>,
            ) -> Result<()> {
                match self {
                    $(Self::$Operation(plan) => plan.run(connection, scope).await,)*
                }
            }
        }

        impl Plan<'_, InMemory> {
            /// Runs on the rows of a scope in memory. If it fails, the store rolls its changes back.
            pub(crate) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
                match self {
                    $(Self::$Operation(plan) => plan.run_in_memory(tables, scope),)*
                }
            }
        }
    };
}

plans! { 'a, M;
    Adjust(adjust::Plan<'a, M>),
    AdjustMany(adjust_many::Plan<'a, M>),
    Aggregate(aggregate::Plan<'a, M>),
    Count(count::Plan<'a, M>),
    Delete(delete::Plan<'a>),
    DeleteMany(delete_many::Plan<'a>),
    DeleteWhere(delete_where::Plan<'a, M>),
    Exists(exists::Plan<'a, M>),
    Find(find::Plan<'a, M>),
    FindMany(find_many::Plan<'a, M>),
    HardDelete(hard_delete::Plan<'a>),
    Insert(insert::Plan<'a>),
    InsertMany(insert_many::Plan<'a>),
    List(list::Plan<'a, M>),
    Lock(lock::Plan<'a, M>),
    LockList(lock_list::Plan<'a, M>),
    LockMany(lock_many::Plan<'a, M>),
    Own(own::Plan<'a, M>),
    Purge(purge::Plan<'a>),
    Related(related::Plan<'a, M>),
    Restore(restore::Plan<'a, M>),
    Scoped(scoped::Plan<'a, M>),
    Update(update::Plan<'a, M>),
    UpdateWhere(update_where::Plan<'a, M>),
    Upsert(upsert::Plan<'a, M>),
}

/// Returns the statements of a resource, if it is generated for the database.
pub(crate) fn statements<DB: Backend>(scope: ErasedScope<'_, DB>) -> Result<&'static Statements> {
    scope.stored.statements.ok_or_else(|| {
        let reason =
            format!("the resource is not generated for {}: see `backends(..)` on its struct", DB::TITLE);
        Error::database(reason).of(scope.stored.table.name)
    })
}

/// Returns the statements that read the rows of a scope. Only these exist without a tenant predicate, and only this function
/// chooses them; [`Statement::scoped`](crate::sql::statement::Statement::scoped) binds the tenant.
pub(crate) fn reads<DB: Backend>(scope: ErasedScope<'_, DB>) -> Result<&'static Reads> {
    let statements = statements(scope)?;
    match scope.tenant {
        Some(_) => Ok(&statements.tenant),
        None => statements
            .all_tenants
            .as_ref()
            .ok_or_else(|| Error::database("the resource has no tenants").of(scope.stored.table.name)),
    }
}
