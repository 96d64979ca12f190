//! The arguments of a statement, in the order of its placeholders.

use chrono::{DateTime, Utc};
use sqlx::{Arguments as _, Database, SqlSafeStr as _, SqlStr};

use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::stored::{AnyRow, AnyValue};
use crate::tenant::ErasedScope;
use crate::value::Scalar;

/// The text of a statement with its arguments.
pub(crate) type Bound<DB> = (SqlStr, <DB as Database>::Arguments);

/// The arguments of a statement on the rows of a scope. Each method adds the values that its placeholders compare or
/// store.
pub(crate) struct Args<'a, DB: Backend> {
    scope: ErasedScope<'a, DB>,
    arguments: DB::Arguments,
}

impl<'a, DB: Backend> Args<'a, DB> {
    pub(crate) fn new(scope: ErasedScope<'a, DB>) -> Self {
        Self::after(DB::Arguments::default(), scope)
    }

    /// Continues existing arguments.
    pub(crate) fn after(arguments: DB::Arguments, scope: ErasedScope<'a, DB>) -> Self {
        Self { scope, arguments }
    }

    pub(crate) fn finish(&mut self) -> DB::Arguments {
        std::mem::take(&mut self.arguments)
    }

    /// Combines these arguments with the fixed text of their statement.
    pub(crate) fn of(&mut self, sql: &'static str) -> Bound<DB> {
        (sql.into_sql_str(), self.finish())
    }

    fn add(
        &mut self,
        add: impl FnOnce(ErasedScope<'a, DB>, &mut DB::Arguments) -> Result<()>,
    ) -> Result<&mut Self> {
        add(self.scope, &mut self.arguments)?;
        Ok(self)
    }

    /// Adds the tenant, if the scope is that of one tenant.
    pub(crate) fn scope(&mut self) -> Result<&mut Self> {
        self.add(|scope, to| scope.add_tenant(to))
    }

    /// Adds the tenant, for a statement that is only valid for one tenant.
    pub(crate) fn tenant(&mut self) -> Result<&mut Self> {
        match self.scope.tenant {
            Some(_) => self.scope(),
            None => {
                let table = self.scope.stored.table.name;
                Err(Error::database("this needs the scope of one tenant").of(table))
            }
        }
    }

    pub(crate) fn id(&mut self, id: &AnyValue) -> Result<&mut Self> {
        self.add(|scope, to| scope.stored.add(scope.stored.table.id, id, to))
    }

    pub(crate) fn ids(&mut self, ids: &[&AnyValue]) -> Result<&mut Self> {
        ids.iter().try_fold(self, |args, id| args.id(*id))
    }

    /// Adds the expected version, if there is one.
    pub(crate) fn version(&mut self, version: Option<i64>) -> Result<&mut Self> {
        match version {
            Some(version) => self.integer(version),
            None => Ok(self),
        }
    }

    pub(crate) fn time(&mut self, time: &DateTime<Utc>) -> Result<&mut Self> {
        self.add(|_, to| {
            let added = DB::add_time(time, to);
            added.map_err(|error| Error::database("the time cannot be encoded").with_source(error))
        })
    }

    /// Adds the time of a change, if the resource has an `updated_at`.
    pub(crate) fn updated_at(&mut self, now: &DateTime<Utc>) -> Result<&mut Self> {
        if self.scope.stored.table.updated_at.is_some() { self.time(now) } else { Ok(self) }
    }

    /// Adds the time of a soft delete, which also updates `updated_at`.
    pub(crate) fn deleted_at(&mut self, now: &DateTime<Utc>) -> Result<&mut Self> {
        if self.scope.stored.table.deleted_at.is_some() { self.time(now)?.updated_at(now) } else { Ok(self) }
    }

    /// Adds an amount that is added to a column.
    pub(crate) fn amount(&mut self, ordinal: usize, amount: &Scalar) -> Result<&mut Self> {
        match amount {
            // The type of an unsigned column has no negative amounts.
            Scalar::Int(amount) => self.integer(i64::try_from(*amount).unwrap_or_default()),
            amount => self.scalars(ordinal, [amount]),
        }
    }

    /// Adds values of a column from their scalars.
    pub(crate) fn scalars<'v>(
        &mut self,
        ordinal: usize,
        scalars: impl IntoIterator<Item = &'v Scalar>,
    ) -> Result<&mut Self> {
        scalars.into_iter().try_fold(self, |args, scalar| {
            args.add(|scope, to| scope.stored.columns[ordinal].add_scalar(scalar.clone(), to))
        })
    }

    /// Adds an integer.
    pub(crate) fn integer(&mut self, value: i64) -> Result<&mut Self> {
        self.add(|_, to| {
            let added = DB::add_integer(value, to);
            added.map_err(|error| Error::database("the number cannot be encoded").with_source(error))
        })
    }

    /// Adds the value of a row in a column.
    pub(crate) fn value(&mut self, ordinal: usize, row: &dyn AnyRow) -> Result<&mut Self> {
        self.add(|scope, to| scope.stored.add_value(ordinal, row, to))
    }

    /// Adds the tenant of a row.
    pub(crate) fn tenant_of(&mut self, row: &dyn AnyRow) -> Result<&mut Self> {
        match self.scope.stored.table.tenant {
            Some(tenant) => self.value(tenant, row),
            None => Ok(self),
        }
    }

    /// Adds full rows: the value of each column, and each folded copy.
    pub(crate) fn rows(&mut self, rows: &[&dyn AnyRow], width: usize) -> Result<&mut Self> {
        self.arguments.reserve(rows.len() * width, rows.len() * width * 16);
        rows.iter().try_fold(self, |args, row| args.add(|scope, to| scope.stored.add_row(*row, to)))
    }
}
