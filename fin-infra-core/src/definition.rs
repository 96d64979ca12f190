//! A table with the column types of each database.

use std::borrow::Cow;

use crate::column::Medium;
use crate::resource::{DbResource, StoredIn};
pub use crate::shared::Database;
use crate::stored::StoredTable;
use crate::table::{Numbering, Table};

/// The table of a resource, as it is to be created.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// The description of the table.
    pub table: &'static Table,
    /// The table whose columns have the types: that of the resource.
    typed: &'static Table,
    types: fn(Database) -> Option<Vec<Cow<'static, str>>>,
}

impl Definition {
    /// The types of its columns in DDL; `None` if `backends(..)` excludes the database, or if the feature of the
    /// database is not enabled.
    #[must_use]
    pub fn types(&self, database: Database) -> Option<Vec<Cow<'static, str>>> {
        let types = (self.types)(database)?;
        match &self.typed.numbering {
            // The counter's columns are the tenant and the last number.
            Some(Numbering { tenant, column, .. }) if self.table.is_counter() => {
                [*tenant, *column].map(|ordinal| types.get(ordinal).cloned()).into_iter().collect()
            }
            _ => Some(types),
        }
    }

    /// The name of the numbered table, if this is the definition of its counters.
    #[must_use]
    pub fn numbers(&self) -> Option<&'static str> {
        self.table.is_counter().then_some(self.typed.name)
    }

    /// All tables of the resource: its own, and that of the counters if its rows are numbered.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Invoice {
    ///     #[fin(number(per = "tenant"))]
    ///     pub number: i64,
    ///     pub customer: String,
    /// }
    ///
    /// let names: Vec<&str> = schema::of::<Invoice>().tables().map(|it| it.table.name).collect();
    /// assert_eq!(names, ["invoices", "invoices_counter"]);
    /// ```
    pub fn tables(&self) -> impl Iterator<Item = Self> + use<> {
        let counter = self.table.numbering.as_ref().map(|numbering| numbering.counter);
        let of = *self;
        std::iter::once(of).chain(counter.map(|table| Self { table, ..of }))
    }
}

/// The definition of a resource's table.
#[must_use]
pub const fn of<R: DbResource>() -> Definition {
    Definition { table: R::TABLE, typed: R::TABLE, types: types::<R> }
}

fn types<R: DbResource>(database: Database) -> Option<Vec<Cow<'static, str>>> {
    match database {
        #[cfg(feature = "sqlite")]
        Database::Sqlite => types_in(<R as StoredIn<sqlx::Sqlite>>::STORED),
        #[cfg(feature = "postgres")]
        Database::Postgres => types_in(<R as StoredIn<sqlx::Postgres>>::STORED),
        #[cfg(feature = "mysql")]
        Database::MySql => types_in(<R as StoredIn<sqlx::MySql>>::STORED),
        #[allow(unreachable_patterns)]
        _ => None,
    }
}

fn types_in<M: Medium>(stored: &StoredTable<M>) -> Option<Vec<Cow<'static, str>>> {
    stored.is_supported.then(|| stored.columns.iter().map(|column| column.sql_type()).collect())
}
