//! The check that every store supports the type of a column, and one error on the type for the first store that does not.

use super::probe::{Foreign, Found};
use super::storage::{NoStorage, Own, Sqlx, StorableJson};

/// What the probe of a store finds for a type that the store does not support.
type Unsupported = (Foreign, NoStorage);

/// What the probe of a store finds for a type that the store supports.
pub trait Supported: Found {}

impl<S: Copy> Supported for (Own, S) {}
impl Supported for (Foreign, Sqlx) {}

/// Replaces what a probe finds, for a store that the resource is not generated for.
pub const NOT_GENERATED: (Own, NoStorage) = (Own, NoStorage);

/// A type that a store supports. The compiler prints the name of the store.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in {Store}",
    label = "not supported in {Store}",
    note = "to store an enum as text, write `#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \"text\", rename_all = \"snake_case\")]` on it",
    note = "to store a struct with one field as that field, write `#[derive(Clone, sqlx::Type)] #[sqlx(transparent)]` on it",
    note = "to store anything else as JSON, write `#[fin(json)]` on the field; to leave the field out, write `#[fin(skip)]`",
    note = "if another store supports the type, list the supported stores on the struct: `#[fin(backends(..))]`"
)]
pub trait SupportedBy<Store> {}

/// Every store supports the type, and it can be cloned.
#[derive(Debug)]
pub enum EveryStore {}
/// SQLite does not support the type.
#[derive(Debug)]
pub enum SQLite {}
/// PostgreSQL does not support the type.
#[derive(Debug)]
pub enum PostgreSQL {}
/// MySQL and MariaDB do not support the type.
#[derive(Debug)]
pub enum MySQL {}
/// The memory store does not support the type.
#[expect(non_camel_case_types, reason = "errors read `cannot be stored in memory`")]
#[derive(Debug)]
pub enum memory {}
/// Every store supports the type, and it cannot be cloned.
#[derive(Debug)]
pub enum Rows {}

#[diagnostic::do_not_recommend]
impl<T> SupportedBy<EveryStore> for T {}
impl<T: Clone> SupportedBy<Rows> for T {}

/// What the probes of SQLite, PostgreSQL, MySQL and memory find for a type, and whether it can be cloned.
pub trait Probes: Copy {
    /// What does not support the type.
    type Lacking;
}

impl<S: Supported, P: Supported, M: Supported, Y: Supported> Probes for (S, P, M, Y, Own) {
    type Lacking = EveryStore;
}
impl<P: Copy, M: Copy, Y: Copy, C: Copy> Probes for (Unsupported, P, M, Y, C) {
    type Lacking = SQLite;
}
impl<S: Supported, M: Copy, Y: Copy, C: Copy> Probes for (S, Unsupported, M, Y, C) {
    type Lacking = PostgreSQL;
}
impl<S: Supported, P: Supported, Y: Copy, C: Copy> Probes for (S, P, Unsupported, Y, C) {
    type Lacking = MySQL;
}
impl<S: Supported, P: Supported, M: Supported, C: Copy> Probes for (S, P, M, Unsupported, C) {
    type Lacking = memory;
}
impl<S: Supported, P: Supported, M: Supported, Y: Supported> Probes for (S, P, M, Y, NoStorage) {
    type Lacking = Rows;
}

/// Compiles if every store supports the type.
pub const fn check_storable<T: SupportedBy<P::Lacking>, P: Probes>(_found: P) {}

/// Compiles if the type can be stored as JSON.
pub const fn check_json<T: StorableJson>() {}
