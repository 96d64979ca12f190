//! A table with the column types of each database.

use std::borrow::Cow;

use crate::access::Access;
use crate::backend::Backend;
use crate::resource::{DbResource, SqlTable};
pub use crate::shared::Database;
use crate::table::Table;

/// The table of a resource, as it is to be created.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// The description of the table.
    pub table: &'static Table,
    types: fn(Database) -> Option<Vec<Cow<'static, str>>>,
}

impl Definition {
    /// The types of its columns in DDL; `None` if `backends(..)` excludes the database, or if the feature of the
    /// database is not enabled.
    #[must_use]
    pub fn types(&self, database: Database) -> Option<Vec<Cow<'static, str>>> {
        (self.types)(database)
    }
}

/// The definition of a resource's table.
#[must_use]
pub const fn of<R: DbResource>() -> Definition {
    Definition { table: R::TABLE, types: types::<R> }
}

fn types<R: DbResource>(database: Database) -> Option<Vec<Cow<'static, str>>> {
    match database {
        #[cfg(feature = "sqlite")]
        Database::Sqlite => types_in::<R, sqlx::Sqlite>(),
        #[cfg(feature = "postgres")]
        Database::Postgres => types_in::<R, sqlx::Postgres>(),
        #[cfg(feature = "mysql")]
        Database::MySql => types_in::<R, sqlx::MySql>(),
        #[allow(unreachable_patterns)]
        _ => None,
    }
}

fn types_in<R: SqlTable<DB>, DB: Backend>() -> Option<Vec<Cow<'static, str>>> {
    let ordinals = 0..R::TABLE.columns.len();
    R::SUPPORTED.then(|| ordinals.map(|ordinal| R::sql_type::<DB>(R::COLUMNS, ordinal)).collect())
}
