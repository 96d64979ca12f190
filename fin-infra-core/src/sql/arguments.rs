//! The arguments of a statement, in the order of its placeholders.

use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use sqlx::{Arguments as _, Database, SqlSafeStr as _, SqlStr};

use crate::access::Access;
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::resource::SqlTable;
use crate::tenant::Scope;

/// The text of a statement with its arguments.
pub(crate) type Bound<DB> = (SqlStr, <DB as Database>::Arguments);

/// The arguments of a statement on rows of `R`. Each method adds the values that its placeholders compare or store.
pub(crate) struct Args<R, DB: Backend> {
    arguments: DB::Arguments,
    resource: PhantomData<fn() -> R>,
}

impl<R: SqlTable<DB>, DB: Backend> Args<R, DB> {
    pub(crate) fn new() -> Self {
        Self::after(DB::Arguments::default())
    }

    /// Continues existing arguments.
    pub(crate) fn after(arguments: DB::Arguments) -> Self {
        Self { arguments, resource: PhantomData }
    }

    pub(crate) fn finish(self) -> DB::Arguments {
        self.arguments
    }

    /// Combines these arguments with the fixed text of their statement.
    pub(crate) fn of(self, sql: &'static str) -> Bound<DB> {
        (sql.into_sql_str(), self.arguments)
    }

    fn add(mut self, add: impl FnOnce(&mut DB::Arguments) -> Result<()>) -> Result<Self> {
        add(&mut self.arguments)?;
        Ok(self)
    }

    /// Adds the tenant, if the scope is that of one tenant.
    pub(crate) fn scope(self, scope: &Scope<R>) -> Result<Self> {
        match scope {
            Scope::Tenant(tenant) => self.add(|to| R::add_tenant::<DB>(R::COLUMNS, tenant, to)),
            Scope::AllTenants => Ok(self),
        }
    }

    /// Adds the tenant, for a statement that is only valid for one tenant.
    pub(crate) fn tenant(self, scope: &Scope<R>) -> Result<Self> {
        match scope {
            Scope::Tenant(_) => self.scope(scope),
            Scope::AllTenants => {
                Err(Error::database("a change needs the scope of one tenant").of(R::TABLE.name))
            }
        }
    }

    pub(crate) fn id(self, id: &R::Id) -> Result<Self> {
        self.add(|to| R::add_id::<DB>(R::COLUMNS, id, to))
    }

    pub(crate) fn ids(self, ids: &[R::Id]) -> Result<Self> {
        ids.iter().try_fold(self, Self::id)
    }

    /// Adds the expected version, if there is one.
    pub(crate) fn version(self, version: Option<i64>) -> Result<Self> {
        let Some(version) = version else { return Ok(self) };
        self.add(|to| {
            let added = DB::add_integer(version, to);
            added.map_err(|error| Error::database("the version cannot be encoded").with_source(error))
        })
    }

    pub(crate) fn time(self, time: &DateTime<Utc>) -> Result<Self> {
        self.add(|to| {
            let added = DB::add_time(time, to);
            added.map_err(|error| Error::database("the time cannot be encoded").with_source(error))
        })
    }

    /// Adds the time of a change, if the resource has an `updated_at`.
    pub(crate) fn updated_at(self, now: &DateTime<Utc>) -> Result<Self> {
        if R::TABLE.updated_at.is_some() { self.time(now) } else { Ok(self) }
    }

    /// Adds the time of a soft delete, which also updates `updated_at`.
    pub(crate) fn deleted_at(self, now: &DateTime<Utc>) -> Result<Self> {
        if R::TABLE.deleted_at.is_some() { self.time(now)?.updated_at(now) } else { Ok(self) }
    }

    /// Adds the value of a row in a column.
    pub(crate) fn value(self, ordinal: usize, row: &R::Read) -> Result<Self> {
        self.add(|to| R::add_value::<DB>(R::COLUMNS, ordinal, row, to))
    }

    /// Adds full rows: the value of each column, and each folded copy.
    pub(crate) fn rows(mut self, rows: &[R::Read], width: usize) -> Result<Self> {
        self.arguments.reserve(rows.len() * width, rows.len() * width * 16);
        rows.iter().try_fold(self, |args, row| args.add(|to| R::add_row::<DB>(R::COLUMNS, row, to)))
    }
}
