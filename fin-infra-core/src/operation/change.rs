//! Updating rows.

use chrono::{DateTime, Utc};

use super::diagnose::violated_constraint;
use super::parents::{check_kept, lock_one, without_new_parent};
use super::read::fetch_changed;
use super::{Operation, statements};
use crate::access::Access;
use crate::backend::Backend;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::predicate::{Assignment, Assignments};
use crate::query::Rows;
use crate::resource::{SqlTable, StoredIn, Updatable};
use crate::sql::{Bound, Statement, failure, transaction_unless_inside};
use crate::table::LiveReference;
use crate::tenant::Scope;

/// Updates columns of a live row, and returns the updated row.
pub(crate) struct Update<R: Updatable> {
    pub(crate) id: R::Id,
    pub(crate) version: Option<i64>,
    pub(crate) changes: R::Update,
    pub(crate) now: DateTime<Utc>,
}

impl<R: Updatable> Update<R> {
    /// Assembles the statement.
    fn statement<DB: Backend>(&self, scope: &Scope<R>, assignments: Assignments<DB>) -> Result<Statement<DB>>
    where
        R: SqlTable<DB>,
    {
        let statements = statements::<R, DB>()?;
        let mut statement = Statement::with_later(statements.update, 0, assignments.arguments);
        for (number, assignment) in assignments.list.into_iter().enumerate() {
            statement.push(if number == 0 { "" } else { ", " });
            statement.name(assignment.name(R::TABLE)).push(" = ").placeholder();
        }
        if let Some(ordinal) = R::TABLE.updated_at {
            statement.push(", ").name(R::TABLE.columns[ordinal].name).push(" = ").placeholder();
        }
        if let Some(ordinal) = R::TABLE.version {
            let name = R::TABLE.columns[ordinal].name;
            statement.push(", ").name(name).push(" = ").name(name).push(" + 1");
        }
        statement.bind::<R>(|args| {
            args.updated_at(&self.now)?.scope(scope)?.id(&self.id)?.version(self.version)
        })?;
        let pieces = statements.update_where.len();
        for (number, fragment) in statements.update_where.iter().enumerate() {
            match R::TABLE.version {
                // No version is expected: the column is compared with itself, so that the row does not have to be read
                // first.
                Some(ordinal) if number + 1 == pieces && self.version.is_none() => {
                    statement.name(R::TABLE.columns[ordinal].name);
                }
                _ if number > 0 => {
                    statement.placeholder();
                }
                _ => {}
            }
            statement.push(fragment);
        }
        Ok(statement)
    }

    /// Returns the row as it would be after the update.
    fn wanted<DB: Backend>(&mut self, row: &R::Read) -> Result<R::Read>
    where
        R: SqlTable<DB> + StoredIn<InMemory>,
    {
        let columns = <R as StoredIn<InMemory>>::COLUMNS;
        let mut assignments = Assignments::<InMemory>::new();
        R::assign::<InMemory>(columns, &mut self.changes, &mut assignments)?;
        assignments.check()?;
        let mut cells = Vec::new();
        R::add_row::<InMemory>(columns, row, &mut cells)?;
        for (assignment, cell) in assignments.list.into_iter().zip(assignments.arguments) {
            if let Assignment::Column(ordinal) = assignment {
                cells[ordinal] = cell;
            }
        }
        R::get_row::<InMemory>(columns, &cells)
    }

    /// Updates the row if the references to rows that are not live are unchanged.
    async fn change_kept<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
        assignments: Assignments<DB>,
        missing: &[LiveReference],
    ) -> Result<R::Read>
    where
        R: SqlTable<DB> + StoredIn<InMemory>,
    {
        let found = lock_one::<R, DB>(connection, scope, |statement| {
            statement.push(" AND ").name(R::TABLE.columns[R::TABLE.id].name).push(" = ").placeholder();
            statement.bind::<R>(|args| args.id(&self.id)).map(drop)
        });
        let row = found.await?.ok_or_else(|| Error::not_found().of(R::TABLE.name))?;
        check_version::<R>(self.version, &row)?;
        let wanted = self.wanted::<DB>(&row)?;
        check_kept::<R, DB>(missing, &row, &wanted)?;
        self.change::<DB>(connection, scope, assignments).await
    }

    /// Updates the row.
    async fn change<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
        assignments: Assignments<DB>,
    ) -> Result<R::Read>
    where
        R: SqlTable<DB> + StoredIn<InMemory>,
    {
        let update = self.statement::<DB>(scope, assignments)?.finish();
        let error = match change_one(connection, update, scope, &self.id).await {
            Ok(Some(row)) => return Ok(row),
            Ok(None) => {
                return Err(missing::<R, DB>(connection, scope, &self.id, self.version).await);
            }
            Err(error) if error.is_foreign_key() => error,
            Err(error) => return Err(error),
        };
        let row = find::<R, DB>(connection, scope, &self.id).await;
        match row.and_then(|row| row.map(|row| self.wanted::<DB>(&row)).transpose()) {
            Ok(row) => Err(violated_constraint::<R, DB>(connection, error, row.as_slice()).await),
            // The first error remains the best answer; the second one determines the state of the connection.
            Err(second) => Err(error.with_aftermath(second.aftermath())),
        }
    }

    /// Handles an update without changes: returns the row.
    async fn unchanged<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
    ) -> Result<R::Read>
    where
        R: SqlTable<DB>,
    {
        let row = find::<R, DB>(connection, scope, &self.id).await?.ok_or_else(Error::not_found)?;
        check_version::<R>(self.version, &row).map(|()| row)
    }
}

impl Assignment {
    fn name(self, table: &'static crate::table::Table) -> &'static str {
        match self {
            Self::Column(ordinal) => table.columns[ordinal].name,
            Self::Folded(ordinal) => table.columns[ordinal].folded.unwrap_or_default(),
        }
    }
}

impl<R: Updatable + StoredIn<InMemory>> Operation<R> for Update<R> {
    type Output = R::Read;

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection, scope: &Scope<R>) -> Result<R::Read>
    where
        R: SqlTable<DB>,
    {
        let mut assignments = Assignments::<DB>::new();
        R::assign::<DB>(<R as StoredIn<DB>>::COLUMNS, &mut self.changes, &mut assignments)?;
        assignments.check()?;
        if assignments.list.is_empty() {
            return self.unchanged::<DB>(connection, scope).await;
        }
        let missing = without_new_parent::<R, DB>(connection, scope, &mut self.changes).await?;
        if missing.is_empty() {
            return self.change::<DB>(connection, scope, assignments).await;
        }
        // Boxed, since it is rare: otherwise the future of every update would reserve space for it.
        Box::pin(async {
            let mut transaction = transaction_unless_inside::<DB>(connection).await?;
            let row = self.change_kept::<DB>(transaction.connection(), scope, assignments, &missing).await;
            transaction.finish(row).await
        })
        .await
    }

    fn memory(mut self, tables: &mut Tables, scope: &Scope<R>) -> Result<R::Read>
    where
        R: StoredIn<InMemory>,
    {
        let mut assignments = Assignments::<InMemory>::new();
        R::assign::<InMemory>(<R as StoredIn<InMemory>>::COLUMNS, &mut self.changes, &mut assignments)?;
        assignments.check()?;
        let key = tables.target::<R>(scope, &self.id, Rows::Live, self.version)?;
        tables.check_new_parents::<R>(&key, &assignments)?;
        tables.assign::<R>(&key, assignments, self.now)
    }
}

/// Returns an error if the version of a row is not the expected one.
fn check_version<R: Updatable>(expected: Option<i64>, row: &R::Read) -> Result<()> {
    match expected.is_none() || expected == R::version(row) {
        true => Ok(()),
        false => Err(Error::stale_version()),
    }
}

/// Runs a statement that changes one row, and returns the changed row. If the database cannot return it, this reads the
/// row again.
pub(crate) async fn change_one<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    statement: Bound<DB>,
    scope: &Scope<R>,
    id: &R::Id,
) -> Result<Option<R::Read>> {
    if DB::RETURNING {
        return fetch_changed::<R, DB>(connection, statement).await;
    }
    let mut transaction = transaction_unless_inside::<DB>(connection).await?;
    let row = change_and_find(transaction.connection(), statement, scope, id).await;
    transaction.finish(row).await
}

async fn change_and_find<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    (sql, arguments): Bound<DB>,
    scope: &Scope<R>,
    id: &R::Id,
) -> Result<Option<R::Read>> {
    match DB::execute(connection, sql, arguments).await.map_err(failure::<R, DB>)? {
        0 => Ok(None),
        _ => find::<R, DB>(connection, scope, id).await,
    }
}

/// Finds a live row.
pub(crate) async fn find<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    id: &R::Id,
) -> Result<Option<R::Read>> {
    super::Find { id: id.clone() }.sql::<DB>(connection, scope).await
}

/// Returns the error for a statement that changed nothing: there is no such row, or its version differs.
pub(crate) async fn missing<R: SqlTable<DB>, DB: Backend>(
    connection: &mut DB::Connection,
    scope: &Scope<R>,
    id: &R::Id,
    version: Option<i64>,
) -> Error {
    let found = match version {
        Some(_) => find::<R, DB>(connection, scope, id).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(_)) => Error::stale_version().of(R::TABLE.name),
        Ok(None) => Error::not_found().of(R::TABLE.name),
        Err(error) => error,
    }
}
