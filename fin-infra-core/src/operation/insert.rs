//! Inserting rows.

use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::diagnose::violated_constraint;
use super::parents::{check_parents, has_parents, missing_parent, require_parents};
use super::{Operation, statements};
use crate::access::Access;
use crate::backend::{Backend, TooLong};
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::sql::statement::placeholders;
use crate::sql::{Args, Bound, Statement, failure, finish, transaction};
use crate::statements::Statements;
use crate::tenant::Scope;

/// Inserts one row, and normalizes it to what later reads return.
pub(crate) struct Insert<'a, R: Resource> {
    pub(crate) row: &'a mut R::Read,
}

impl<R: Resource> Operation<R> for Insert<'_, R> {
    type Output = ();

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection, scope: &Scope<R>) -> Result<()>
    where
        R: SqlTable<DB>,
    {
        let statements = statements::<R, DB>()?;
        R::normalize::<DB>(R::COLUMNS, self.row)?;
        R::check(self.row)?;
        let arguments = Args::new().rows(std::slice::from_ref(self.row), statements.width)?;
        let (sql, arguments) = if has_parents::<R, DB>(self.row) {
            self.under_parents::<DB>(connection, scope, statements, arguments).await?
        } else {
            arguments.of(statements.insert)
        };
        match DB::execute(connection, sql, arguments).await.map_err(failure::<R, DB>) {
            Ok(0) => Err(missing_parent::<R, DB>(connection, scope, self.row).await),
            Ok(_) => Ok(()),
            Err(error) => {
                Err(violated_constraint::<R, DB>(connection, error, std::slice::from_ref(&*self.row)).await)
            }
        }
    }

    fn memory(self, tables: &mut Tables, _scope: &Scope<R>) -> Result<()>
    where
        R: StoredIn<InMemory>,
    {
        R::normalize::<InMemory>(R::COLUMNS, self.row)?;
        R::check(self.row)?;
        tables.insert::<R>(self.row)
    }
}

impl<R: Resource> Insert<'_, R> {
    /// Returns a statement that inserts the row if its parents are live. If a single statement cannot do that, the
    /// parents are checked first.
    async fn under_parents<DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
        statements: &Statements,
        arguments: Args<R, DB>,
    ) -> Result<Bound<DB>>
    where
        R: SqlTable<DB>,
    {
        if !DB::INSERTS_SELECTED || R::TABLE.distribution.is_some() {
            let rows = std::slice::from_ref(&*self.row);
            return match check_parents::<R, DB>(connection, scope, rows).await {
                Ok(()) => Ok(arguments.of(statements.insert)),
                Err(error) if error.is_foreign_key() => {
                    Err(missing_parent::<R, DB>(connection, scope, self.row).await)
                }
                Err(error) => Err(error),
            };
        }
        let mut statement = Statement::<DB>::with_later(statements.insert_into, 0, arguments.finish());
        statement.push("SELECT ").placeholders(statements.width).push(" WHERE TRUE");
        require_parents::<R, DB>(&mut statement, scope, self.row)?;
        Ok(statement.finish())
    }
}

/// Inserts all rows or none, and normalizes them to what later reads return.
pub(crate) struct InsertMany<'a, R: Resource> {
    pub(crate) rows: &'a mut [R::Read],
}

impl<R: Resource> InsertMany<'_, R> {
    fn normalize(&mut self, normalize: impl Fn(&mut R::Read) -> Result<()>) -> Result<()> {
        for (number, row) in self.rows.iter_mut().enumerate() {
            normalize(row).and_then(|()| R::check(row)).map_err(|error| in_row(error, number))?;
        }
        Ok(())
    }
}

/// Adds to an error the index of the row, counted from zero.
pub(crate) fn in_row(error: Error, number: usize) -> Error {
    error.with_location(format!("row {number}"))
}

impl<R: Resource> Operation<R> for InsertMany<'_, R> {
    type Output = ();

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection, scope: &Scope<R>) -> Result<()>
    where
        R: SqlTable<DB>,
    {
        let statements = statements::<R, DB>()?;
        self.normalize(|row| R::normalize::<DB>(R::COLUMNS, row))?;
        check_parents::<R, DB>(connection, scope, self.rows).await?;
        let chunk = DB::ROWS_PER_STATEMENT.min(DB::BIND_LIMIT / statements.width);
        match chunks::<R, DB>(connection, self.rows, chunk).await?[..] {
            [] => {}
            [rows] => insert_chunk::<R, DB>(connection, rows).await?,
            ref chunks => {
                let mut transaction = transaction::<DB>(connection).await?;
                let inserted = insert_chunks::<R, DB>(&mut transaction, chunks).await;
                finish(transaction, inserted).await?;
            }
        }
        Ok(())
    }

    fn memory(mut self, tables: &mut Tables, _scope: &Scope<R>) -> Result<()>
    where
        R: StoredIn<InMemory>,
    {
        self.normalize(|row| R::normalize::<InMemory>(R::COLUMNS, row))?;
        tables.check_parents::<R>(self.rows)?;
        self.rows.iter().try_for_each(|row| tables.insert::<R>(row))
    }
}

/// Divides the rows among statements: at most `most` rows each, or fewer if they are long.
async fn chunks<'rows, R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    rows: &'rows [R::Read],
    most: usize,
) -> Result<Vec<&'rows [R::Read]>> {
    let Some(limit) = DB::BYTES_PER_STATEMENT else { return Ok(rows.chunks(most).collect()) };
    let lengths = rows.iter().map(length::<R, DB>).collect::<Result<Vec<_>>>()?;
    let longest = lengths.chunks(most).map(|lengths| lengths.iter().sum()).max().unwrap_or(0);
    if longest <= DB::ALWAYS_TAKEN {
        return Ok(rows.chunks(most).collect());
    }
    let taken = DB::bytes_taken(connection).await.map_err(failure::<R, DB>)?;
    for (number, &length) in lengths.iter().enumerate() {
        let checked = TooLong::check(length, taken, DB::LENGTH_SETTING).map_err(failure::<R, DB>);
        checked.map_err(|error| in_row(error, number))?;
    }
    Ok(cut(rows, &lengths, most, limit.min(taken)))
}

/// Cuts rows into chunks of at most `most` rows and `limit` bytes. A row that exceeds the limit gets its own chunk.
fn cut<'rows, Row>(rows: &'rows [Row], lengths: &[usize], most: usize, limit: usize) -> Vec<&'rows [Row]> {
    let (mut chunks, mut rest, mut number, mut bytes) = (Vec::new(), rows, 0, 0);
    for length in lengths {
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

/// Returns the encoded length of a row in bytes.
fn length<R: SqlTable<DB>, DB: Backend>(row: &R::Read) -> Result<usize> {
    let mut arguments =
        Args::<R, DB>::new().rows(std::slice::from_ref(row), R::TABLE.columns.len())?.finish();
    Ok(DB::length(&mut arguments))
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
    let mut sql = String::with_capacity(statements.insert_into.len() + 7 + rows.len() * statements.width * 7);
    sql.push_str(statements.insert_into);
    sql.push_str("VALUES ");
    let arguments = Args::<R, DB>::new().rows(rows, statements.width)?.finish();
    for number in 0..rows.len() {
        sql.push_str(if number == 0 { "(" } else { ", (" });
        placeholders::<DB>(number * statements.width + 1, statements.width, &mut sql);
        sql.push(')');
    }
    let sql = AssertSqlSafe(sql).into_sql_str();
    let inserted = match DB::BYTES_PER_STATEMENT {
        Some(_) => DB::execute_measured(connection, sql, arguments).await,
        None => DB::execute(connection, sql, arguments).await,
    };
    match inserted.map_err(failure::<R, DB>) {
        Ok(_) => Ok(()),
        Err(error) => Err(violated_constraint::<R, DB>(connection, error, rows).await),
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn rows_are_cut_by_their_number_and_their_bytes() {
        let cut = |lengths: &[usize]| {
            let rows: Vec<usize> = (0..lengths.len()).collect();
            cut(&rows, lengths, 3, 100).into_iter().map(<[usize]>::to_vec).collect::<Vec<_>>()
        };
        assert!(cut(&[]).is_empty());
        assert_eq!(cut(&[1, 1, 1, 1]), [vec![0, 1, 2], vec![3]]);
        assert_eq!(cut(&[60, 40, 1, 99]), [vec![0, 1], vec![2, 3]]);
        assert_eq!(cut(&[500, 1, 500]), [vec![0], vec![1], vec![2]]);
    }
}
