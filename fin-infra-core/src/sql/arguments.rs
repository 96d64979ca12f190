//! The arguments of a statement, in the order of its placeholders.

use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use sqlx::{Arguments as _, Database, SqlSafeStr as _, SqlStr};

use crate::access::Access;
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::resource::SqlTable;
use crate::tenant::Scope;

/// A statement's text with its arguments.
pub(crate) type Bound<DB> = (SqlStr, <DB as Database>::Arguments);

/// The arguments of a statement about rows of `R`. Each method adds what its placeholder compares with or stores.
pub(crate) struct Args<R, DB: Backend> {
    arguments: DB::Arguments,
    resource: PhantomData<fn() -> R>,
}

impl<R: SqlTable<DB>, DB: Backend> Args<R, DB> {
    pub(crate) fn new() -> Self {
        Self::after(DB::Arguments::default())
    }

    /// Adds to arguments that are there already.
    pub(crate) fn after(arguments: DB::Arguments) -> Self {
        Self { arguments, resource: PhantomData }
    }

    pub(crate) fn finish(self) -> DB::Arguments {
        self.arguments
    }

    /// The statement with a fixed text that these are the arguments of.
    pub(crate) fn of(self, sql: &'static str) -> Bound<DB> {
        (sql.into_sql_str(), self.arguments)
    }

    fn add(mut self, add: impl FnOnce(&mut DB::Arguments) -> Result<()>) -> Result<Self> {
        add(&mut self.arguments)?;
        Ok(self)
    }

    /// The tenant, where the scope is one tenant's.
    pub(crate) fn scope(self, scope: &Scope<R>) -> Result<Self> {
        match scope {
            Scope::Tenant(tenant) => self.add(|to| R::add_tenant::<DB>(R::COLUMNS, tenant, to)),
            Scope::AllTenants => Ok(self),
        }
    }

    /// The tenant, for a statement that is about one tenant's rows only.
    pub(crate) fn tenant(self, scope: &Scope<R>) -> Result<Self> {
        match scope {
            Scope::Tenant(_) => self.scope(scope),
            Scope::AllTenants => Err(Error::database("rows change within one tenant").of(R::TABLE.name)),
        }
    }

    pub(crate) fn id(self, id: &R::Id) -> Result<Self> {
        self.add(|to| R::add_id::<DB>(R::COLUMNS, id, to))
    }

    pub(crate) fn ids(self, ids: &[R::Id]) -> Result<Self> {
        ids.iter().try_fold(self, Self::id)
    }

    /// The expected version, where one is expected.
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

    /// The time of a change, where the resource keeps it.
    pub(crate) fn updated_at(self, now: &DateTime<Utc>) -> Result<Self> {
        if R::TABLE.updated_at.is_some() { self.time(now) } else { Ok(self) }
    }

    /// The time of a soft delete, which is a change as well.
    pub(crate) fn deleted_at(self, now: &DateTime<Utc>) -> Result<Self> {
        if R::TABLE.deleted_at.is_some() { self.time(now)?.updated_at(now) } else { Ok(self) }
    }

    /// The value that a row has in a column.
    pub(crate) fn value(self, ordinal: usize, row: &R::Read) -> Result<Self> {
        self.add(|to| R::add_value::<DB>(R::COLUMNS, ordinal, row, to))
    }

    /// Rows in full, each column's value and each folded copy.
    pub(crate) fn rows(mut self, rows: &[R::Read], width: usize) -> Result<Self> {
        self.arguments.reserve(rows.len() * width, rows.len() * width * 16);
        rows.iter().try_fold(self, |args, row| args.add(|to| R::add_row::<DB>(R::COLUMNS, row, to)))
    }
}
