//! Updating rows.

use chrono::{DateTime, Utc};

use super::change::{change_one, missing};
use super::diagnose::violated_constraint;
use super::found::One;
use super::parents::{check_unchanged, missing_new_parents};
use super::read::{fetch_boxed, find_by_id, found_in_memory};
use super::target::Target;
use super::{Operation, Plan as AnyPlan, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::predicate::{Assignment, Assignments};
use crate::query::Rows;
use crate::resource::{StoredIn, Updatable};
use crate::sql::{Bound, Statement, transaction_unless_inside};
use crate::stored::{AnyRow, RowSink, StoredTable};
use crate::table::{LiveReference, Table};
use crate::tenant::ErasedScope;

/// Updates columns of a live row, and returns the updated row.
pub(crate) struct Update<R: Updatable> {
    id: R::Id,
    version: Option<i64>,
    changes: Changes<R>,
    now: DateTime<Utc>,
    found: One<R>,
}

impl<R: Updatable> Update<R> {
    pub(crate) fn new(id: R::Id, version: Option<i64>, changes: R::Update, now: DateTime<Utc>) -> Self {
        Self { id, version, changes: Changes(changes), now, found: One::default() }
    }
}

impl<R: Updatable + StoredIn<InMemory>> Operation<R> for Update<R> {
    type Output = R::Read;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Update(Plan {
            target: Target { id: &self.id, version: self.version, now: self.now },
            changes: &mut self.changes,
            found: &mut self.found,
        })
    }

    fn output(self) -> Result<R::Read> {
        self.found.row.ok_or_else(Error::not_found)
    }
}

/// The input of an update, whatever its resource.
pub(crate) trait AnyChanges<M: Medium>: Send {
    /// Normalizes the changes and adds them.
    fn assign(&mut self, to: &mut Assignments<M>) -> Result<()>;

    /// Returns a row as it would be after the update.
    fn applied_to(&mut self, row: &dyn AnyRow) -> Result<Box<dyn AnyRow>>;
}

impl<M: Medium> dyn AnyChanges<M> + '_ {
    /// Returns the normalized changes, or all errors about them.
    pub(super) fn assignments(&mut self) -> Result<Assignments<M>> {
        let mut assignments = Assignments::new();
        self.assign(&mut assignments)?;
        assignments.check()?;
        Ok(assignments)
    }
}

/// The input of an update.
pub(super) struct Changes<R: Updatable>(pub(super) R::Update);

impl<R: Updatable + StoredIn<M> + StoredIn<InMemory>, M: Medium> AnyChanges<M> for Changes<R> {
    fn assign(&mut self, to: &mut Assignments<M>) -> Result<()> {
        R::assign(<R as StoredIn<M>>::COLUMNS, &mut self.0, to)
    }

    fn applied_to(&mut self, row: &dyn AnyRow) -> Result<Box<dyn AnyRow>> {
        let mut assignments = Assignments::<InMemory>::new();
        R::assign(<R as StoredIn<InMemory>>::COLUMNS, &mut self.0, &mut assignments)?;
        assigned(<R as StoredIn<InMemory>>::STORED, assignments, row)
    }
}

fn assigned(
    stored: &StoredTable<InMemory>,
    mut assignments: Assignments<InMemory>,
    row: &dyn AnyRow,
) -> Result<Box<dyn AnyRow>> {
    assignments.check()?;
    let mut cells = Vec::new();
    stored.add_row(row, &mut cells)?;
    for (assignment, cell) in assignments.list.into_iter().zip(assignments.arguments) {
        if let Assignment::Column(ordinal) = assignment {
            cells[ordinal] = cell;
        }
    }
    (stored.typed.decode)(&cells)
}

pub struct Plan<'a, M: Medium> {
    target: Target<'a>,
    changes: &'a mut dyn AnyChanges<M>,
    found: &'a mut dyn RowSink<M>,
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let assignments = self.changes.assignments()?;
        let Target { id, version, now } = self.target;
        let key = tables.target(scope, id, Rows::Live, version)?;
        tables.check_new_parents(scope.stored.table, &key, &assignments)?;
        let row = tables.assign(scope.stored, &key, assignments, now)?;
        found_in_memory(Some(row), self.found)
    }
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let assignments = self.changes.assignments()?;
        if assignments.list.is_empty() {
            return self.target.unchanged(connection, scope, self.found).await;
        }
        let missing = missing_new_parents(connection, scope, self.changes).await?;
        if missing.is_empty() {
            return self.change(connection, scope, assignments).await;
        }
        // Boxed, since it is rare: otherwise the future of every call would reserve space for it.
        Box::pin(async {
            let mut transaction = transaction_unless_inside::<DB>(connection).await?;
            let changed = self
                .change_with_missing_parents(transaction.connection(), scope, assignments, &missing)
                .await;
            transaction.finish(changed).await
        })
        .await
    }

    /// Updates the row if the references to rows that are not live are unchanged.
    async fn change_with_missing_parents(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
        assignments: Assignments<DB>,
        missing: &[LiveReference],
    ) -> Result<()> {
        let row = self.target.lock(connection, scope).await?;
        let updated = self.changes.applied_to(&*row)?;
        check_unchanged(scope.stored, missing, &*row, &*updated)?;
        self.change(connection, scope, assignments).await
    }

    /// Updates the row.
    async fn change(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
        assignments: Assignments<DB>,
    ) -> Result<()> {
        let update = self.statement(scope, assignments)?;
        let Target { id, version, .. } = self.target;
        match change_one(connection, update, scope, id, self.found).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(missing(connection, scope, id, version).await),
            // Boxed, since it is rare: otherwise the future of every call would reserve space for it.
            Err(error) if error.is_foreign_key() && !DB::NAMES_CONSTRAINTS => {
                Err(Box::pin(self.violated_constraint(connection, scope, error)).await)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the error for a reference to a row that does not exist, with the violated constraint.
    async fn violated_constraint(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
        error: Error,
    ) -> Error {
        match self.updated(connection, scope).await {
            Ok(Some(row)) => violated_constraint(connection, scope, error, &[&*row]).await,
            Ok(None) => error,
            // The first error remains the best answer; the second one determines the state of the connection.
            Err(second) => error.with_aftermath(second.aftermath()),
        }
    }

    /// Returns the row as it would be after the update.
    async fn updated(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<Option<Box<dyn AnyRow>>> {
        let row = fetch_boxed(connection, find_by_id(scope, self.target.id)?, scope).await?;
        row.map(|row| self.changes.applied_to(&*row)).transpose()
    }

    /// Assembles the statement.
    fn statement(&self, scope: ErasedScope<'_, DB>, assignments: Assignments<DB>) -> Result<Bound<DB>> {
        let statement = set(statements(scope)?.update, scope.stored.table, assignments);
        self.target.complete(statement, scope, |_| Ok(()))
    }
}

/// Starts an `UPDATE` with the changed columns.
pub(super) fn set<DB: Backend>(
    update: &'static str,
    table: &'static Table,
    assignments: Assignments<DB>,
) -> Statement<DB> {
    let mut statement = Statement::with_later(update, 0, assignments.arguments);
    for (number, assignment) in assignments.list.into_iter().enumerate() {
        statement.push(if number == 0 { "" } else { ", " });
        statement.name(assignment.name(table)).push(" = ").placeholder();
    }
    statement
}

impl Assignment {
    fn name(self, table: &'static Table) -> &'static str {
        match self {
            Self::Column(ordinal) => table.columns[ordinal].name,
            Self::Folded(ordinal) => table.columns[ordinal].folded.unwrap_or_default(),
        }
    }
}
