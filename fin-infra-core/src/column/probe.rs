//! How a column's type finds its storage: the crate's own for a [`Native`] type, the type's own sqlx traits for any
//! other, and [`NoStorage`] where it has neither, about which [`verdict`](super::verdict()) has a sentence.
//!
//! A macro sees only how a type is spelled. `Probe::<DB, T>::KIND` asks the compiler instead: the inherent constant is
//! found first where `T` is native, also behind an alias, and the one of [`Otherwise`] where it is not.

use std::marker::PhantomData;

use super::Column;
use super::foreign::Check;
use super::medium::Medium;
use super::storage::{AsJson, ComparedBy, NoStorage, Own, Sqlx, StorableJson, Storage};
use crate::backend::Backend;
use crate::stub::refused;
use crate::value::Storable;
use crate::value::{Native, NativeIn};

/// Asks which storage a type has in a database.
pub struct Probe<DB, T>(PhantomData<(DB, T)>);

/// Not native.
#[derive(Clone, Copy)]
pub struct Foreign;

impl<DB: Backend, T: NativeIn<DB>> Probe<DB, T> {
    /// The crate's own storage.
    pub const KIND: Own = Own;
}

impl<DB: Backend, T: Storable<DB>> Probe<DB, T> {
    /// The storage that the type's sqlx traits say.
    pub const BY_SQLX: Sqlx = Sqlx;
}

/// What is left where the inherent constants do not hold.
pub trait Otherwise {
    /// Not native.
    const KIND: Foreign = Foreign;
    /// Unknown to sqlx.
    const BY_SQLX: NoStorage = NoStorage;
    /// Unknown to sqlx.
    const SUPPORT: NoStorage = NoStorage;
}

impl<DB, T> Otherwise for Probe<DB, T> {}

/// Asks which storage a type has in memory, where `DB` says how foreign types compare.
pub struct MemoryProbe<DB, T>(PhantomData<(DB, T)>);

impl<DB, T: Native> MemoryProbe<DB, T> {
    /// The crate's own storage.
    pub const KIND: Own = Own;
}

impl<DB: Backend, T: Storable<DB> + Clone> MemoryProbe<DB, T> {
    /// The value itself, compared as `DB` would.
    pub const BY_SQLX: ComparedBy<DB> = ComparedBy::new();
}

impl<DB: Backend, T: Storable<DB>> MemoryProbe<DB, T> {
    /// For the verdict: that the type cannot be cloned, if it cannot, is said of the generated types already.
    pub const SUPPORT: Sqlx = Sqlx;
}

impl<DB, T> Otherwise for MemoryProbe<DB, T> {}

/// Asks whether a type can be JSON.
pub struct JsonProbe<T>(PhantomData<T>);

impl<T: StorableJson> JsonProbe<T> {
    /// JSON.
    pub const KIND: AsJson = AsJson;
    /// Does not matter.
    pub const BY_SQLX: NoStorage = NoStorage;
}

impl<T> Otherwise for JsonProbe<T> {}

/// Asks whether a type can be cloned.
pub struct CloneProbe<T>(PhantomData<T>);

impl<T: Clone> CloneProbe<T> {
    /// It can.
    pub const FOUND: Own = Own;
    /// Clones a value.
    pub const CLONE: fn(&T) -> T = T::clone;
}

/// What is left where a type cannot be cloned. The [`verdict`](super::verdict()) says so, so that this never runs.
pub trait Unclonable<T> {
    /// It cannot.
    const FOUND: NoStorage = NoStorage;
    /// Stands in.
    const CLONE: fn(&T) -> T = |_| refused();
}

impl<T> Unclonable<T> for CloneProbe<T> {}

/// Asks nothing: stands in for the probe of a database that this crate was not built for.
pub struct NoProbe<T>(PhantomData<T>);

impl<T> NoProbe<T> {
    /// Says nothing against the type.
    pub const KIND: Own = Own;
    /// Does not matter.
    pub const BY_SQLX: NoStorage = NoStorage;
}

/// What a probe found out, and the storage that follows from it.
pub trait Found: Copy {
    /// The storage.
    type Storage;
    /// Whether it is the one that the type's sqlx traits say.
    const IS_FOREIGN: bool = false;
}

impl<S: Copy> Found for (Own, S) {
    type Storage = Own;
}

impl<S: Copy> Found for (AsJson, S) {
    type Storage = AsJson;
}

impl<S: Copy> Found for (Foreign, S) {
    type Storage = S;
    const IS_FOREIGN: bool = true;
}

/// Ties a storage to a column of a table, with what [`Precision`](super::Precision) says of its type. `table.columns[place]`
/// is the column.
#[must_use]
pub const fn column<M: Medium, T, F: Found<Storage: Storage<M, T>>>(
    _found: F,
    check: Check<T>,
    table: &'static crate::table::Table,
    ordinal: usize,
) -> Column<M, T> {
    Column {
        table,
        ordinal,
        settle: F::Storage::settle,
        check: if F::IS_FOREIGN { check } else { |_| Ok(()) },
        add: F::Storage::add,
        get: F::Storage::get,
        scalar: F::Storage::scalar,
        add_scalar: F::Storage::add_scalar,
        sql_type: F::Storage::sql_type,
    }
}
