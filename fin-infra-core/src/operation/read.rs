//! Reading rows by their ids.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use sqlx::Connection as _;

use super::{Operation, reads, statements};
use crate::access::Access;
use crate::backend::Backend;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::limits;
use crate::memory::Tables;
use crate::query::Rows;
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::sql::statement::Statement;
use crate::sql::{Args, Bound, failure};
use crate::tenant::Scope;
use crate::timeout::answered;

/// The maximum number of ids of one statement.
pub(crate) const IDS_PER_STATEMENT: usize = 500;

/// Finds a live row by its id.
pub(crate) struct Find<R: Resource> {
    pub(crate) id: R::Id,
}

impl<R: Resource> Operation<R> for Find<R> {
    type Output = Option<R::Read>;

    async fn sql<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
    ) -> Result<Option<R::Read>>
    where
        R: SqlTable<DB>,
    {
        let find = Args::new().scope(scope)?.id(&self.id)?.of(statements::<R, DB>()?.find);
        fetch_one::<R, DB>(connection, find).await
    }

    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<Option<R::Read>>
    where
        R: StoredIn<InMemory>,
    {
        tables.find::<R>(scope, &self.id, Rows::Live)
    }
}

/// Reads at most one row.
pub(crate) async fn fetch_one<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    (sql, arguments): Bound<DB>,
) -> Result<Option<R::Read>> {
    let row = DB::fetch_optional(connection, sql, arguments).await.map_err(failure::<R, DB>)?;
    row.as_ref().map(decode::<R, DB>).transpose()
}

/// Runs a statement that changes a row, and reads the row that it returns.
pub(crate) async fn fetch_changed<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    statement: Bound<DB>,
) -> Result<Option<R::Read>> {
    // Outside a transaction, the change is already permanent when its row is read.
    let is_permanent = !connection.is_in_transaction();
    let row = fetch_one::<R, DB>(connection, statement).await;
    row.map_err(|error| match is_permanent && error.is_unreadable() {
        true => error.of_a_changed_row(),
        false => error,
    })
}

/// Decodes a row. This is the only function that does, so that the compiler knows the columns here and can inline the
/// code of each one's storage instead of calling its function pointer.
#[inline(never)]
fn decode<R: SqlTable<DB>, DB: Backend>(row: &DB::Row) -> Result<R::Read> {
    R::get_row::<DB>(R::COLUMNS, row).map_err(|error| of_row::<R, DB>(error, row))
}

/// Adds the id of the row to an error.
#[cold]
fn of_row<R: SqlTable<DB>, DB: Backend>(error: Error, row: &DB::Row) -> Error {
    error.with_row_id(R::id_text::<DB>(R::COLUMNS, row))
}

/// Reads rows.
pub(crate) async fn fetch_all<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    statement: Statement<DB>,
    expected: usize,
) -> Result<Vec<R::Read>> {
    let (sql, arguments) = statement.finish();
    let mut rows = Vec::with_capacity(expected);
    let mut stream = DB::fetch(connection, sql, arguments);
    // A row that cannot be decoded is not an error of the database, so it is returned separately.
    let all = answered(async {
        while let Some(row) = stream.try_next().await? {
            match decode::<R, DB>(&row) {
                Ok(row) => rows.push(row),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(()))
    });
    all.await.map_err(failure::<R, DB>)??;
    Ok(rows)
}

/// Returns an error if there are more ids than one call accepts.
pub(crate) fn check_ids<R: Resource>(ids: &[R::Id]) -> Result<()> {
    limits::check(R::TABLE.columns[R::TABLE.id].field, "ids", ids.len(), limits::MAX_IDS)
}

/// Finds live rows by their ids, in the order of the ids. Ids without a live row are ignored.
pub(crate) struct FindMany<R: Resource> {
    pub(crate) ids: Vec<R::Id>,
}

impl<R: Resource> FindMany<R> {
    fn in_order(ids: &[R::Id], rows: Vec<R::Read>) -> Vec<R::Read> {
        let mut rows: HashMap<_, _> = rows.into_iter().map(|row| (R::id(&row).clone(), row)).collect();
        ids.iter().filter_map(|id| rows.remove(id)).collect()
    }
}

impl<R: Resource> Operation<R> for FindMany<R> {
    type Output = Vec<R::Read>;

    async fn sql<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
    ) -> Result<Vec<R::Read>>
    where
        R: SqlTable<DB>,
    {
        check_ids::<R>(&self.ids)?;
        let mut rows = Vec::with_capacity(self.ids.len());
        for ids in self.ids.chunks(IDS_PER_STATEMENT) {
            let reads = reads::<R, DB>(scope)?;
            let mut statement = Statement::<DB>::new();
            statement.scoped(reads.select.of(Rows::Live), scope)?;
            statement.push(" AND ").name(R::TABLE.columns[R::TABLE.id].name).push(" IN (");
            statement.placeholders(ids.len()).push(")");
            statement.bind::<R>(|args| args.ids(ids))?;
            rows.extend(fetch_all::<R, DB>(connection, statement, ids.len()).await?);
        }
        Ok(Self::in_order(&self.ids, rows))
    }

    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<Vec<R::Read>>
    where
        R: StoredIn<InMemory>,
    {
        check_ids::<R>(&self.ids)?;
        let find = |id| tables.find::<R>(scope, id, Rows::Live).transpose();
        let rows = self.ids.iter().filter_map(find).collect::<Result<_>>()?;
        Ok(Self::in_order(&self.ids, rows))
    }
}
