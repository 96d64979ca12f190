//! Updating rows by condition.

use chrono::{DateTime, Utc};

use super::change::touch;
use super::diagnose::violated_constraint;
use super::matching::{check_limit, complete};
use super::parents::missing_new_parents;
use super::read::fetch_boxed;
use super::select::select;
use super::update::{AnyChanges, Changes, set};
use super::{Operation, Plan as AnyPlan, reads, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::predicate::Assignments;
use crate::query::{Query, Selected};
use crate::resource::{StoredIn, Updatable};
use crate::sql::Statement;
use crate::tenant::ErasedScope;
use crate::violation::dangling_key;

/// Updates columns of the live rows that match a filter, and returns how many there were.
pub(crate) struct UpdateWhere<R: Updatable> {
    query: Query<R>,
    limit: Option<u32>,
    changes: Changes<R>,
    now: DateTime<Utc>,
    updated: u64,
}

impl<R: Updatable> UpdateWhere<R> {
    pub(crate) fn new(filter: R::Filter, limit: Option<u32>, changes: R::Update, now: DateTime<Utc>) -> Self {
        Self { query: Query::new().filter(filter), limit, changes: Changes(changes), now, updated: 0 }
    }
}

impl<R: Updatable + StoredIn<InMemory>> Operation<R> for UpdateWhere<R> {
    type Output = u64;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::UpdateWhere(Plan {
            selected: self.query.selected(),
            limit: self.limit,
            changes: &mut self.changes,
            now: self.now,
            updated: &mut self.updated,
        })
    }

    fn output(self) -> Result<u64> {
        Ok(self.updated)
    }
}

pub struct Plan<'a, M: Medium> {
    selected: Selected<'a, M>,
    limit: Option<u32>,
    changes: &'a mut dyn AnyChanges<M>,
    now: DateTime<Utc>,
    updated: &'a mut u64,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        check_limit(self.limit)?;
        let assignments = self.changes.assignments()?;
        if assignments.list.is_empty() {
            *self.updated = 0;
            return Ok(());
        }
        if let [reference, ..] = missing_new_parents(connection, scope, self.changes).await?[..] {
            return Err(dangling_key(scope.stored.table, reference.key));
        }
        let (sql, arguments) = self.statement(scope, assignments)?.finish();
        match DB::execute(connection, sql, arguments).await.map_err(|error| scope.failure(error)) {
            Ok(updated) => {
                *self.updated = updated;
                Ok(())
            }
            // Boxed, since it is rare: otherwise the future of every call would reserve space for it.
            Err(error) if error.is_foreign_key() && !DB::NAMES_CONSTRAINTS => {
                Err(Box::pin(self.violated_constraint(connection, scope, error)).await)
            }
            Err(error) => Err(error),
        }
    }

    fn statement(&self, scope: ErasedScope<'_, DB>, assignments: Assignments<DB>) -> Result<Statement<DB>> {
        let (table, statements) = (scope.stored.table, statements(scope)?);
        let mut statement = set(statements.update, table, assignments);
        touch(&mut statement, table);
        statement.bind(scope, |args| args.updated_at(&self.now)?.tenant())?;
        for (number, fragment) in statements.update_rows.iter().enumerate() {
            if number > 0 {
                statement.placeholder();
            }
            statement.push(fragment);
        }
        complete(&mut statement, scope, self.selected, self.limit)?;
        Ok(statement)
    }

    /// Returns the error for a reference to a row that does not exist, with the violated constraint. The rows that were
    /// not changed have the same references after the change as any of them.
    async fn violated_constraint(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
        error: Error,
    ) -> Error {
        let changed = async {
            let mut statement = Statement::new();
            select(&mut statement, scope, self.selected, &reads(scope)?.select)?;
            let row = fetch_boxed(connection, statement.limit(1).finish(), scope).await?;
            row.map(|row| self.changes.applied_to(&*row)).transpose()
        };
        match changed.await {
            Ok(Some(row)) => violated_constraint(connection, scope, error, &[&*row]).await,
            Ok(None) => error,
            // The first error remains the best answer; the second one determines the state of the connection.
            Err(second) => error.with_aftermath(second.aftermath()),
        }
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        check_limit(self.limit)?;
        let assignments = self.changes.assignments()?;
        if assignments.list.is_empty() {
            return Ok(());
        }
        tables.check_assigned_parents(scope, &assignments)?;
        let keys = tables.keys(scope, self.selected, self.limit)?;
        for key in &keys {
            tables.assign(scope.stored, key, self.changes.assignments()?, self.now)?;
        }
        *self.updated = keys.len() as u64;
        Ok(())
    }
}
