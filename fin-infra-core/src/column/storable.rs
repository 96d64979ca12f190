//! The check that every store supports the type of a column, with one error on the type for the first store that does not.

#![expect(clippy::unused_self, reason = "the type of a check is all that matters to `of`")]

use std::marker::PhantomData;

use super::foreign::Check;
use super::functions::{Found, InMySql, InPostgres, InSqlite, NotGenerated, StorageOf};
use super::medium::InMemory;
use super::probe::Foreign;
use super::storage::{ComparedBy, NoStorage, Own, Sqlx, StorableJson, Storage};
use crate::stub::stub;

/// What the probe of a store finds for a type that the store supports.
pub trait Supported: Found {}

impl<S: Copy> Supported for (Own, S) {}
impl Supported for (Foreign, Sqlx) {}
impl<DB> Supported for (Foreign, ComparedBy<DB>) {}
impl Supported for NotGenerated {}

/// What the probe of a store finds for a type that the store does not support.
type Unsupported = (Foreign, NoStorage);

/// What the probes of SQLite, PostgreSQL, MySQL and memory find for a type, and whether it can be cloned.
pub trait Probes: Copy {
    /// The check that follows from it.
    const CHECK: Self::Check;
    /// Its type.
    type Check;
}

/// `.of::<T>(..)` of the result compiles if every store supports the type, and is how they store it.
pub const fn probed<P: Probes>(_found: P) -> P::Check {
    P::CHECK
}

/// Defines checks, each with what the probes find. Their `of` is not in the macro, because errors show its bound.
macro_rules! checks {
    ($($check:ident = ($($found:ty),*) where $($probe:ident: $trait:ident),*;)*) => {$(
        /// `of` compiles for any type that has its bound.
        #[derive(Clone, Copy)]
        pub struct $check;

        impl<$($probe: $trait),*> Probes for ($($found),*) {
            const CHECK: $check = $check;
            type Check = $check;
        }
    )*};
}

checks! {
    NotInSqlite = (Unsupported, P, M, Y, C) where P: Copy, M: Copy, Y: Copy, C: Copy;
    NotInPostgres = (S, Unsupported, M, Y, C) where S: Supported, M: Copy, Y: Copy, C: Copy;
    NotInMySql = (S, P, Unsupported, Y, C) where S: Supported, P: Supported, Y: Copy, C: Copy;
    NotInMemory = (S, P, M, Unsupported, Own) where S: Supported, P: Supported, M: Supported;
    NotCloned = (S, P, M, Y, NoStorage) where S: Supported, P: Supported, M: Supported, Y: Copy;
}

/// The check of a type that every store supports.
pub struct Everywhere<S, P, M, Y>(PhantomData<(S, P, M, Y)>);

impl<S: Supported, P: Supported, M: Supported, Y: Supported> Probes for (S, P, M, Y, Own) {
    const CHECK: Everywhere<S, P, M, Y> = Everywhere(PhantomData);
    type Check = Everywhere<S, P, M, Y>;
}

impl<S, P, M, Y: Found> Everywhere<S, P, M, Y> {
    /// How each store stores the type.
    pub const fn of<T>(self, check: Check<T>) -> StorageOf<T>
    where
        S: InSqlite<T>,
        P: InPostgres<T>,
        M: InMySql<T>,
        Y::Storage: Storage<InMemory, T>,
    {
        StorageOf::found::<S, P, M, Y>(check)
    }
}
impl NotInSqlite {
    /// Does not compile.
    pub const fn of<T: SupportedBySqlite>(self, _: Check<T>) -> StorageOf<T> {
        stub()
    }
}
impl NotInPostgres {
    /// Does not compile.
    pub const fn of<T: SupportedByPostgres>(self, _: Check<T>) -> StorageOf<T> {
        stub()
    }
}
impl NotInMySql {
    /// Does not compile.
    pub const fn of<T: SupportedByMySql>(self, _: Check<T>) -> StorageOf<T> {
        stub()
    }
}
impl NotInMemory {
    /// Does not compile.
    pub const fn of<T: SupportedByMemory>(self, _: Check<T>) -> StorageOf<T> {
        stub()
    }
}
impl NotCloned {
    /// Does not compile.
    pub const fn of<T: Clone>(self, _: Check<T>) -> StorageOf<T> {
        stub()
    }
}

/// Defines a trait that no type implements, for the error about a type that a store does not support.
macro_rules! supported_by {
    ($supported:ident, $message:literal, $label:literal $(, $note:literal)?) => {
        /// Required of a type that the store does not support; no type implements it.
        #[diagnostic::on_unimplemented(
            message = $message,
            label = $label,
            note = "to store an enum as text, write `#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \"text\", rename_all = \"snake_case\")]` on it",
            note = "to store a struct with one field as that field, write `#[derive(Clone, sqlx::Type)] #[sqlx(transparent)]` on it",
            note = "to store anything else as JSON, write `#[fin(json)]` on the field; to leave the field out, write `#[fin(skip)]`",
            note = "to store an amount with its currency, write the type of the field as `Money`, without another name for it",
            $(note = $note)?
        )]
        pub trait $supported {}
    };
}

supported_by!(
    SupportedBySqlite,
    "`{Self}` cannot be stored in a column of SQLite",
    "has no column type in SQLite",
    "if another database supports the type, list the stores on the struct: `#[fin(backends(\"postgres\", \"memory\"))]`"
);
supported_by!(
    SupportedByPostgres,
    "`{Self}` cannot be stored in a column of PostgreSQL",
    "has no column type in PostgreSQL",
    "if another database supports the type, list the stores on the struct: `#[fin(backends(\"sqlite\", \"memory\"))]`"
);
supported_by!(
    SupportedByMySql,
    "`{Self}` cannot be stored in a column of MySQL or MariaDB",
    "has no column type in MySQL and MariaDB",
    "if another database supports the type, list the stores on the struct: `#[fin(backends(\"postgres\", \"memory\"))]`"
);
supported_by!(SupportedByMemory, "`{Self}` cannot be stored in memory", "does not define how it compares");

/// JSON in every store. A type that cannot be JSON is an error.
pub const fn json<T: StorableJson, F>(_found: F) -> StorageOf<T>
where
    F: Found<Storage: Storage<InMemory, T>> + InSqlite<T> + InPostgres<T> + InMySql<T>,
{
    StorageOf::found::<F, F, F, F>(|_| Ok(()))
}
