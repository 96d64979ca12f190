//! New rows.

use sqlx::{Arguments, AssertSqlSafe, SqlSafeStr};

use super::blame::blame;
use super::{Operation, statements};
use crate::access::Access;
use crate::backend::Backend;
use crate::column::Scalar;
use crate::error::{Error, Result};
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::statement::placeholders;
use crate::store::memory::Tables;
use crate::store::{Memory, failure, finish, transaction};
use crate::tenant::Scope;

/// How many bytes a value takes besides its text or bytes: a number, its type, and its placeholder.
const BESIDE_A_VALUE: usize = 24;

/// Inserts one row, and gives it back as it will be read.
pub(crate) struct Insert<R: Resource> {
    pub(crate) scope: Scope<R>,
    pub(crate) row: R::Read,
}

impl<R: Resource> Operation<R> for Insert<R> {
    type Output = R::Read;

    fn scope(&self) -> &Scope<R> {
        &self.scope
    }

    async fn sql<DB: Backend>(mut self, connection: &mut DB::Connection) -> Result<R::Read>
    where
        R: SqlTable<DB>,
    {
        let statements = statements::<R, DB>()?;
        R::settle::<DB>(R::COLUMNS, &mut self.row)?;
        R::check(&self.row)?;
        let mut arguments = DB::Arguments::default();
        arguments.reserve(statements.width, statements.width * 16);
        R::add_row::<DB>(R::COLUMNS, &self.row, &mut arguments)?;
        let sql = statements.insert.into_sql_str();
        match DB::execute(connection, sql, arguments).await.map_err(failure::<R, DB>) {
            Ok(_) => Ok(self.row),
            Err(error) => Err(blame::<R, DB>(connection, error, &[self.row]).await),
        }
    }

    fn memory(mut self, tables: &mut Tables) -> Result<R::Read>
    where
        R: StoredIn<Memory>,
    {
        R::settle::<Memory>(R::COLUMNS, &mut self.row)?;
        R::check(&self.row)?;
        tables.insert::<R>(&self.row)?;
        Ok(self.row)
    }
}

/// Inserts all rows or none.
pub(crate) struct InsertMany<R: Resource> {
    pub(crate) scope: Scope<R>,
    pub(crate) rows: Vec<R::Read>,
}

impl<R: Resource> InsertMany<R> {
    fn settle(&mut self, settle: impl Fn(&mut R::Read) -> Result<()>) -> Result<()> {
        for (number, row) in self.rows.iter_mut().enumerate() {
            settle(row).and_then(|()| R::check(row)).map_err(|error| in_row(error, number))?;
        }
        Ok(())
    }
}

/// An error of one row among many, counted from zero.
pub(crate) fn in_row(error: Error, number: usize) -> Error {
    error.with_place(format!("row {number}"))
}

impl<R: Resource> Operation<R> for InsertMany<R> {
    type Output = Vec<R::Read>;

    fn scope(&self) -> &Scope<R> {
        &self.scope
    }

    async fn sql<DB: Backend>(mut self, connection: &mut DB::Connection) -> Result<Vec<R::Read>>
    where
        R: SqlTable<DB>,
    {
        let statements = statements::<R, DB>()?;
        self.settle(|row| R::settle::<DB>(R::COLUMNS, row))?;
        let chunk = DB::ROWS_PER_STATEMENT.min(DB::BIND_LIMIT / statements.width);
        match chunks::<R, DB>(&self.rows, chunk)[..] {
            [] => {}
            [rows] => insert_chunk::<R, DB>(connection, rows).await?,
            ref chunks => {
                let mut transaction = transaction::<DB>(connection).await?;
                let inserted = insert_chunks::<R, DB>(&mut transaction, chunks).await;
                finish(transaction, inserted).await?;
            }
        }
        Ok(self.rows)
    }

    fn memory(mut self, tables: &mut Tables) -> Result<Vec<R::Read>>
    where
        R: StoredIn<Memory>,
    {
        self.settle(|row| R::settle::<Memory>(R::COLUMNS, row))?;
        self.rows.iter().try_for_each(|row| tables.insert::<R>(row))?;
        Ok(self.rows)
    }
}

/// The rows of each statement: so many, or fewer where they are long.
fn chunks<R: SqlTable<DB>, DB: Backend>(rows: &[R::Read], most: usize) -> Vec<&[R::Read]> {
    let Some(limit) = DB::BYTES_PER_STATEMENT else { return rows.chunks(most).collect() };
    let (mut chunks, mut rest, mut number, mut bytes) = (Vec::new(), rows, 0, 0);
    for row in rows {
        let length = length::<R, DB>(row);
        if number == most || (number > 0 && bytes + length > limit) {
            let (chunk, others) = rest.split_at(number);
            chunks.push(chunk);
            (rest, number, bytes) = (others, 0, 0);
        }
        (number, bytes) = (number + 1, bytes + length);
    }
    chunks.extend((!rest.is_empty()).then_some(rest));
    chunks
}

/// About how many bytes a row's values have.
fn length<R: SqlTable<DB>, DB: Backend>(row: &R::Read) -> usize {
    let columns = R::TABLE.columns.iter().enumerate();
    let lengths = columns.map(|(place, column)| match R::scalar(R::COLUMNS, place, row) {
        // A folded copy of it can be three times as long.
        Scalar::Text(text) => text.len() * if column.folded.is_some() { 4 } else { 1 },
        Scalar::Bytes(bytes) => bytes.len(),
        _ => 0,
    });
    lengths.map(|length| length + BESIDE_A_VALUE).sum()
}

async fn insert_chunks<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    chunks: &[&[R::Read]],
) -> Result<()> {
    for rows in chunks {
        insert_chunk::<R, DB>(connection, rows).await?;
    }
    Ok(())
}

async fn insert_chunk<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    rows: &[R::Read],
) -> Result<()> {
    let statements = statements::<R, DB>()?;
    let mut sql = String::with_capacity(statements.insert_many.len() + rows.len() * statements.width * 7);
    sql.push_str(statements.insert_many);
    let mut arguments = DB::Arguments::default();
    arguments.reserve(rows.len() * statements.width, rows.len() * statements.width * 16);
    for (number, row) in rows.iter().enumerate() {
        sql.push_str(if number == 0 { "(" } else { ", (" });
        placeholders::<DB>(number * statements.width + 1, statements.width, &mut sql);
        sql.push(')');
        R::add_row::<DB>(R::COLUMNS, row, &mut arguments)?;
    }
    let sql = AssertSqlSafe(sql).into_sql_str();
    match DB::execute(connection, sql, arguments).await.map_err(failure::<R, DB>) {
        Ok(_) => Ok(()),
        Err(error) => Err(blame::<R, DB>(connection, error, rows).await),
    }
}
