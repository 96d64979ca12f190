//! The row that an update or an adjustment changes.

use chrono::{DateTime, Utc};

use super::change::{check_version, touch};
use super::parents::lock_one;
use super::read::find;
use super::statements;
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::sql::{Bound, Statement};
use crate::stored::{AnyRow, AnyValue, RowSink};
use crate::tenant::ErasedScope;

/// A live row, by its id and the version that the caller expects, and the time of the change.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) id: &'a AnyValue,
    pub(super) version: Option<i64>,
    pub(super) now: DateTime<Utc>,
}

impl Target<'_> {
    /// Completes an `UPDATE` whose columns are written: the managed columns, the predicates, and further `conditions`.
    pub(super) fn complete<DB: Backend>(
        self,
        mut statement: Statement<DB>,
        scope: ErasedScope<'_, DB>,
        conditions: impl FnOnce(&mut Statement<DB>) -> Result<()>,
    ) -> Result<Bound<DB>> {
        let (table, statements) = (scope.stored.table, statements(scope)?);
        touch(&mut statement, table);
        statement
            .bind(scope, |args| args.updated_at(&self.now)?.tenant()?.id(self.id)?.version(self.version))?;
        let Some((returning, predicates)) = statements.update_where.split_last() else {
            return Ok(statement.finish());
        };
        for (number, fragment) in predicates.iter().enumerate() {
            statement.push(fragment);
            match table.version {
                // No version is expected: the column is compared with itself, so that the row does not have to be read
                // first.
                Some(ordinal) if number + 1 == predicates.len() && self.version.is_none() => {
                    statement.name(table.columns[ordinal].name);
                }
                _ => {
                    statement.placeholder();
                }
            }
        }
        conditions(&mut statement)?;
        statement.push(returning);
        Ok(statement.finish())
    }

    /// Reads the row for a change that changes nothing.
    pub(super) async fn unchanged<DB: Backend>(
        self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
        found: &mut dyn RowSink<DB>,
    ) -> Result<()> {
        find(connection, scope, self.id, found).await?;
        let row = found.row(0).ok_or_else(Error::not_found)?;
        check_version(scope.stored, self.version, row)
    }

    /// Reads the row and locks it until the transaction ends.
    pub(super) async fn lock<DB: Backend>(
        self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<Box<dyn AnyRow>> {
        let table = scope.stored.table;
        let found = lock_one(connection, scope, |statement| {
            statement.push(" AND ").name(table.columns[table.id].name).push(" = ").placeholder();
            statement.bind(scope, |args| args.id(self.id)).map(drop)
        });
        let row = found.await?.ok_or_else(|| Error::not_found().of(table.name))?;
        check_version(scope.stored, self.version, &*row)?;
        Ok(row)
    }
}
