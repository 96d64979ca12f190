//! A table with the types that its columns have in each database.

use std::borrow::Cow;

use crate::access::Access;
use crate::backend::Backend;
use crate::resource::{DbResource, SqlTable};
pub use crate::shared::Database;
use crate::table::Table;

/// A resource's table as it is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// What it looks like.
    pub table: &'static Table,
    types: fn(Database) -> Option<Vec<Cow<'static, str>>>,
}

impl Definition {
    /// The types of its columns in DDL; none where `backends(..)` leaves the database out, or where this program was
    /// not built for it.
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
