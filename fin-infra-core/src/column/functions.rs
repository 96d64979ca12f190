//! What a column calls to store values of its type, for each medium.

use std::borrow::Cow;

use sqlx::error::BoxDynError;

use super::Column;
use super::foreign::Check;
use super::medium::{InMemory, Medium};
use super::storage::{AsJson, NoStorage, Own, Storage};
use crate::table::{Limits, Table};
use crate::value::{InvalidValue, OwnType, Scalar};

/// Adds a value, or null, to a medium's arguments.
type Add<M, T> = fn(Option<&T>, &Limits, &mut <M as Medium>::Arguments) -> Result<(), BoxDynError>;

/// Reads a value, or null, from a medium's row.
type Get<M, T> = fn(&<M as Medium>::Row, usize, &Limits) -> Result<Option<T>, BoxDynError>;

/// The functions that check, store, read and compare values of a type in a medium: those of a [`Storage`].
pub struct Functions<M: Medium, T> {
    pub(super) normalize: fn(&mut T, &Limits) -> Result<(), InvalidValue>,
    pub(super) check: Check<T>,
    pub(super) add: Add<M, T>,
    pub(super) get: Get<M, T>,
    pub(super) scalar: fn(&T) -> Scalar,
    pub(super) add_scalar: fn(Scalar, &Limits, &mut M::Arguments) -> Result<(), BoxDynError>,
    pub(super) sql_type: fn(&Limits) -> Cow<'static, str>,
}

impl<M: Medium, T> Clone for Functions<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Medium, T> Copy for Functions<M, T> {}

impl<M: Medium, T> Functions<M, T> {
    /// The column `table.columns[ordinal]`.
    #[must_use]
    pub const fn at(self, table: &'static Table, ordinal: usize) -> Column<M, T> {
        Column { table, ordinal, functions: self }
    }

    /// Those of the storage that a probe found.
    const fn found<F: Found<Storage: Storage<M, T>>>(check: Check<T>) -> Self {
        Self::of::<F::Storage>(if F::IS_FOREIGN { check } else { |_| Ok(()) })
    }

    const fn of<S: Storage<M, T>>(check: Check<T>) -> Self {
        Self {
            normalize: S::normalize,
            check,
            add: S::add,
            get: S::get,
            scalar: S::scalar,
            add_scalar: S::add_scalar,
            sql_type: S::sql_type,
        }
    }
}

/// What a probe finds, and the storage that follows from it.
pub trait Found: Copy {
    /// The storage.
    type Storage;
    /// Whether the type's sqlx traits define it.
    const IS_FOREIGN: bool = false;
}

impl<S: Copy> Found for (Own, S) {
    type Storage = Own;
}

impl<S: Copy> Found for (AsJson, S) {
    type Storage = AsJson;
}

impl<S: Copy> Found for (super::Foreign, S) {
    type Storage = S;
    const IS_FOREIGN: bool = true;
}

/// Replaces what a probe finds, for a store that the resource is not generated for.
#[derive(Clone, Copy)]
pub struct NotGenerated;

impl Found for NotGenerated {
    type Storage = NoStorage;
}

/// Defines what depends on the enabled databases.
macro_rules! databases {
    ($($database:ident $field:ident $feature:literal $trait:ident;)*) => {
        $(
            /// What the probe of the database finds for `T`.
            #[cfg(feature = $feature)]
            pub trait $trait<T>: Found<Storage: Storage<sqlx::$database, T>> {}
            #[cfg(feature = $feature)]
            impl<T, F: Found<Storage: Storage<sqlx::$database, T>>> $trait<T> for F {}
            /// Anything: the database is not enabled.
            #[cfg(not(feature = $feature))]
            pub trait $trait<T> {}
            #[cfg(not(feature = $feature))]
            impl<T, F> $trait<T> for F {}
        )*

        /// The functions for a type in each medium. Generated code has one constant for each type of its columns.
        pub struct StorageOf<T> {
            $(
                /// In the database.
                #[cfg(feature = $feature)]
                pub $field: Functions<sqlx::$database, T>,
            )*
            /// In memory.
            pub memory: Functions<InMemory, T>,
        }

        /// The crate's own storage everywhere.
        #[must_use]
        pub const fn own<T: OwnType>() -> StorageOf<T> {
            StorageOf {
                $(#[cfg(feature = $feature)] $field: Functions::of::<Own>(|_| Ok(())),)*
                memory: Functions::of::<Own>(|_| Ok(())),
            }
        }

        impl<T> StorageOf<T> {
            /// From what the probes find, and the [`Precision`](super::Precision) check of the type.
            pub(super) const fn found<S: InSqlite<T>, P: InPostgres<T>, M: InMySql<T>, Y>(check: Check<T>) -> Self
            where
                Y: Found<Storage: Storage<InMemory, T>>,
            {
                Self {
                    #[cfg(feature = "sqlite")]
                    sqlite: Functions::found::<S>(check),
                    #[cfg(feature = "postgres")]
                    postgres: Functions::found::<P>(check),
                    #[cfg(feature = "mysql")]
                    mysql: Functions::found::<M>(check),
                    memory: Functions::found::<Y>(check),
                }
            }
        }
    };
}

databases! {
    Sqlite sqlite "sqlite" InSqlite;
    Postgres postgres "postgres" InPostgres;
    MySql mysql "mysql" InMySql;
}
