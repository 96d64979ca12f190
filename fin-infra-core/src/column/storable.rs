//! The check that every store supports the type of a column, with one error on the type for the first store that does not.

#![expect(clippy::unused_self, reason = "the type of a check is all that matters to `of`")]

use super::probe::{Foreign, Found};
use super::storage::{NoStorage, Own, Sqlx, StorableJson};

/// What the probe of a store finds for a type that the store supports.
pub trait Supported: Found {}

impl<S: Copy> Supported for (Own, S) {}
impl Supported for (Foreign, Sqlx) {}

/// What the probe of a store finds for a type that the store does not support.
type Unsupported = (Foreign, NoStorage);

/// Replaces what a probe finds, for a store that the resource is not generated for.
pub const NOT_GENERATED: (Own, NoStorage) = (Own, NoStorage);

/// What the probes of SQLite, PostgreSQL, MySQL and memory find for a type, and whether it can be cloned.
pub trait Probes: Copy {
    /// The check that follows from it.
    const CHECK: Self::Check;
    /// Its type.
    type Check;
}

/// `.of::<T>()` of the result compiles if every store supports the type.
pub const fn check_storable<P: Probes>(_found: P) -> P::Check {
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
    Everywhere = (S, P, M, Y, Own) where S: Supported, P: Supported, M: Supported, Y: Supported;
    NotInSqlite = (Unsupported, P, M, Y, C) where P: Copy, M: Copy, Y: Copy, C: Copy;
    NotInPostgres = (S, Unsupported, M, Y, C) where S: Supported, M: Copy, Y: Copy, C: Copy;
    NotInMySql = (S, P, Unsupported, Y, C) where S: Supported, P: Supported, Y: Copy, C: Copy;
    NotInMemory = (S, P, M, Unsupported, C) where S: Supported, P: Supported, M: Supported, C: Copy;
    NotCloned = (S, P, M, Y, NoStorage) where S: Supported, P: Supported, M: Supported, Y: Supported;
}

impl Everywhere {
    pub const fn of<T>(self) {}
}
impl NotInSqlite {
    pub const fn of<T: SupportedBySqlite>(self) {}
}
impl NotInPostgres {
    pub const fn of<T: SupportedByPostgres>(self) {}
}
impl NotInMySql {
    pub const fn of<T: SupportedByMySql>(self) {}
}
impl NotInMemory {
    pub const fn of<T: SupportedByMemory>(self) {}
}
impl NotCloned {
    pub const fn of<T: Clone>(self) {}
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

/// Compiles if the type can be stored as JSON.
pub const fn check_json<T: StorableJson>() {}
