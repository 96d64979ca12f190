//! Inserting rows.

use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::diagnose::violated_constraint;
use super::parents::check_parents;
use super::{Operation, Plan as AnyPlan, number, statements};
use crate::backend::{Backend, TooLong};
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::resource::{Resource, StoredIn};
use crate::sql::statement::placeholders;
use crate::sql::{Args, finish, transaction};
use crate::statements::Numbering;
use crate::stored::{AnyRow, AnyRows, StoredTable};
use crate::table::Table;
use crate::tenant::ErasedScope;

/// Inserts all rows or none, and normalizes them to what later reads return.
pub(crate) struct InsertMany<R: Resource> {
    pub(crate) rows: Vec<R::Read>,
}

impl<R: Resource> Operation<R> for InsertMany<R> {
    type Output = Vec<R::Read>;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::InsertMany(Plan { rows: &mut self.rows })
    }

    fn output(self) -> Result<Vec<R::Read>> {
        Ok(self.rows)
    }
}

/// Adds to an error the index of the row, counted from zero.
pub(crate) fn in_row(error: Error, number: usize) -> Error {
    error.in_row(number)
}

pub struct Plan<'a> {
    rows: &'a mut dyn AnyRows,
}

impl Plan<'_> {
    /// Returns the rows in the form in which they will be read back.
    fn normalized<M: Medium>(&mut self, stored: &StoredTable<M>) -> Result<Vec<&dyn AnyRow>> {
        let mut number = 0;
        while let Some(row) = self.rows.row_mut(number) {
            stored.normalize(row).and_then(|()| row.check()).map_err(|error| in_row(error, number))?;
            number += 1;
        }
        Ok(self.rows.all())
    }
}

impl Plan<'_> {
    pub(super) async fn run<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let rows = self.normalized(scope.stored)?;
        // Boxed to keep the futures of other operations small.
        match &statements(scope)?.numbering {
            None => Box::pin(insert_all(connection, scope, &rows)).await,
            Some(numbering) => Box::pin(self.insert_numbered(connection, scope, numbering)).await,
        }
    }

    async fn insert_numbered<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
        numbering: &'static Numbering,
    ) -> Result<()> {
        let mut transaction = transaction::<DB>(connection).await?;
        let inserted = self.insert_next::<DB>(&mut transaction, scope, numbering).await;
        finish(transaction, inserted).await
    }

    async fn insert_next<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
        numbering: &'static Numbering,
    ) -> Result<()> {
        let rows = self.rows.all();
        let Some(row) = rows.first() else { return Ok(()) };
        // First, so that the counter is not locked meanwhile.
        check_parents(connection, scope, &rows).await?;
        let last = number::take(connection, scope, numbering, *row, count(&rows)).await?;
        self.number(scope.stored.table, last);
        insert_checked(connection, scope, &self.rows.all()).await
    }

    /// Numbers the rows in their order. `last` is the number of the last one.
    fn number(&mut self, table: &Table, last: i64) {
        let first = last - count(&self.rows.all()) + 1;
        for (number, index) in (first..=last).zip(0..) {
            if let Some(row) = self.rows.row_mut(index) {
                number::set(table, row, number);
            }
        }
    }
}

fn count(rows: &[&dyn AnyRow]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

impl Plan<'_> {
    pub(super) fn run_in_memory(
        mut self,
        tables: &mut Tables,
        scope: ErasedScope<'_, InMemory>,
    ) -> Result<()> {
        let rows = self.normalized(scope.stored)?;
        tables.check_parents(scope.stored, &rows)?;
        if let (Some(row), Some(numbering)) = (rows.first(), &scope.stored.table.numbering) {
            let last = tables.take_numbers(scope.stored, numbering, *row, count(&rows))?;
            self.number(scope.stored.table, last);
        }
        let rows = self.rows.all();
        rows.iter().try_for_each(|row| tables.insert(scope.stored, *row))
    }
}

async fn insert_all<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    rows: &[&dyn AnyRow],
) -> Result<()> {
    check_parents(connection, scope, rows).await?;
    insert_checked(connection, scope, rows).await
}

/// Inserts rows whose parents are live.
async fn insert_checked<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    rows: &[&dyn AnyRow],
) -> Result<()> {
    let statements = statements(scope)?;
    let chunk = DB::ROWS_PER_STATEMENT.min(DB::BIND_LIMIT / statements.width);
    match chunks(connection, scope, rows, chunk).await?[..] {
        [] => Ok(()),
        [rows] => insert_chunk(connection, scope, rows).await,
        ref chunks => {
            let mut transaction = transaction::<DB>(connection).await?;
            let inserted = insert_chunks::<DB>(&mut transaction, scope, chunks).await;
            finish(transaction, inserted).await
        }
    }
}

/// Divides the rows among statements: at most `max_rows` rows each, or fewer if they are long.
async fn chunks<'rows, 'row, DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    rows: &'rows [&'row dyn AnyRow],
    max_rows: usize,
) -> Result<Vec<&'rows [&'row dyn AnyRow]>> {
    let Some(limit) = DB::BYTES_PER_STATEMENT else { return Ok(rows.chunks(max_rows).collect()) };
    let lengths = rows.iter().map(|row| length(scope, *row)).collect::<Result<Vec<_>>>()?;
    let longest = lengths.chunks(max_rows).map(|lengths| lengths.iter().sum()).max().unwrap_or(0);
    if longest <= DB::ALWAYS_ACCEPTED {
        return Ok(rows.chunks(max_rows).collect());
    }
    let accepted = DB::max_statement_bytes(connection).await.map_err(|error| scope.failure(error))?;
    for (number, &length) in lengths.iter().enumerate() {
        let checked = TooLong::check(length, accepted, DB::LENGTH_SETTING);
        checked.map_err(|error| in_row(scope.failure(error), number))?;
    }
    Ok(cut(rows, &lengths, max_rows, limit.min(accepted)))
}

/// Cuts rows into chunks of at most `max_rows` rows and `limit` bytes. A row that exceeds the limit gets its own chunk.
fn cut<'rows, Row>(
    rows: &'rows [Row],
    lengths: &[usize],
    max_rows: usize,
    limit: usize,
) -> Vec<&'rows [Row]> {
    let (mut chunks, mut rest, mut number, mut bytes) = (Vec::new(), rows, 0, 0);
    for length in lengths {
        if number == max_rows || (number > 0 && bytes + length > limit) {
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
fn length<DB: Backend>(scope: ErasedScope<'_, DB>, row: &dyn AnyRow) -> Result<usize> {
    let mut arguments = Args::new(scope).rows(&[row], scope.stored.columns.len())?.finish();
    Ok(DB::length(&mut arguments))
}

async fn insert_chunks<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    chunks: &[&[&dyn AnyRow]],
) -> Result<()> {
    for rows in chunks {
        insert_chunk(connection, scope, rows).await?;
    }
    Ok(())
}

async fn insert_chunk<DB: Backend>(
    connection: &mut DB::Connection,
    scope: ErasedScope<'_, DB>,
    rows: &[&dyn AnyRow],
) -> Result<()> {
    let statements = statements(scope)?;
    let mut sql = String::with_capacity(statements.insert_into.len() + 7 + rows.len() * statements.width * 7);
    sql.push_str(statements.insert_into);
    sql.push_str("VALUES ");
    let arguments = Args::new(scope).rows(rows, statements.width)?.finish();
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
    match inserted.map_err(|error| scope.failure(error)) {
        Ok(_) => Ok(()),
        Err(error) => Err(violated_constraint(connection, scope, error, rows).await),
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
