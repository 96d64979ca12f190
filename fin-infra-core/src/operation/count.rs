//! Counting rows, and testing whether there are any.

use super::list::List;
use super::{Operation, reads};
use crate::backend::Backend;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::sql::failure;
use crate::sql::statement::Statement;
use crate::tenant::Scope;

/// Counts rows.
pub(crate) struct Count<R: Resource>(pub(crate) List<R>);

/// Tests whether there are any rows.
pub(crate) struct Exists<R: Resource>(pub(crate) List<R>);

/// Runs a statement that counts.
pub(crate) async fn count<R: Resource, DB: Backend>(
    connection: &mut DB::Connection,
    statement: Statement<DB>,
) -> Result<u64> {
    let (sql, arguments) = statement.finish();
    let row = DB::fetch_optional(connection, sql, arguments).await.map_err(failure::<R, DB>)?;
    let count = row.map_or(Ok(0), |row| DB::count(&row)).map_err(failure::<R, DB>)?;
    u64::try_from(count).map_err(|_| Error::database("the database returned a negative count"))
}

impl<R: Resource> Operation<R> for Count<R> {
    type Output = u64;

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection, scope: &Scope<R>) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        self.0.count::<DB>(connection, scope).await
    }

    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<u64>
    where
        R: StoredIn<InMemory>,
    {
        Ok(tables.select::<R>(scope, &self.0.query)?.len() as u64)
    }
}

impl<R: Resource> Operation<R> for Exists<R> {
    type Output = bool;

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection, scope: &Scope<R>) -> Result<bool>
    where
        R: SqlTable<DB>,
    {
        let mut statement = Statement::<DB>::new();
        self.0.select(&mut statement, scope, &reads::<R, DB>(scope)?.select)?;
        statement.push(" LIMIT 1");
        let (sql, arguments) = statement.finish();
        let row = DB::fetch_optional(connection, sql, arguments).await.map_err(failure::<R, DB>)?;
        Ok(row.is_some())
    }

    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<bool>
    where
        R: StoredIn<InMemory>,
    {
        Ok(!tables.select::<R>(scope, &self.0.query)?.is_empty())
    }
}
