//! Finds the storage of a column's type: the crate's own for a [`Native`] type, the type's sqlx traits for any other, and
//! [`NoStorage`] for a type with neither, which [`probed`](super::probed) reports.
//!
//! A macro only sees the spelling of a type. `Probe::<DB, T>::KIND` lets the compiler decide: it prefers the inherent constant
//! if `T` is native, also through an alias, and falls back to the constant of [`Otherwise`].

use std::marker::PhantomData;

use super::storage::{AsJson, ComparedBy, NoStorage, Own, Sqlx, StorableJson};
use crate::backend::Backend;
use crate::stub::stub;
use crate::value::{Native, NativeIn, Storable};

/// Finds the storage of a type in a database.
pub struct Probe<DB, T>(PhantomData<(DB, T)>);

/// Not native.
#[derive(Clone, Copy)]
pub struct Foreign;

impl<DB: Backend, T: NativeIn<DB>> Probe<DB, T> {
    /// The crate's own storage.
    pub const KIND: Own = Own;
}

impl<DB: Backend, T: Storable<DB>> Probe<DB, T> {
    /// The storage that the type's sqlx traits define.
    pub const BY_SQLX: Sqlx = Sqlx;
}

/// The fallback for a type without the inherent constants.
pub trait Otherwise {
    /// Not native.
    const KIND: Foreign = Foreign;
    /// Unknown to sqlx.
    const BY_SQLX: NoStorage = NoStorage;
}

impl<DB, T> Otherwise for Probe<DB, T> {}

/// Finds the storage of a type in memory, where foreign types compare as in `DB`.
pub struct MemoryProbe<DB, T>(PhantomData<(DB, T)>);

impl<DB, T: Native> MemoryProbe<DB, T> {
    /// The crate's own storage.
    pub const KIND: Own = Own;
}

impl<DB: Backend, T: Storable<DB> + Clone> MemoryProbe<DB, T> {
    /// The value itself, compared as `DB` would.
    pub const BY_SQLX: ComparedBy<DB> = ComparedBy::new();
}

impl<DB, T> Otherwise for MemoryProbe<DB, T> {}

/// Finds whether a type can be stored as JSON.
pub struct JsonProbe<T>(PhantomData<T>);

impl<T: StorableJson> JsonProbe<T> {
    /// JSON.
    pub const KIND: AsJson = AsJson;
    /// Not used.
    pub const BY_SQLX: NoStorage = NoStorage;
}

impl<T> Otherwise for JsonProbe<T> {}

/// Finds whether a type can be cloned.
pub struct CloneProbe<T>(PhantomData<T>);

impl<T: Clone> CloneProbe<T> {
    /// It can.
    pub const FOUND: Own = Own;
    /// Clones a value.
    pub const CLONE: fn(&T) -> T = T::clone;
}

/// The fallback for a type that cannot be cloned. [`probed`](super::probed) reports it, so this never runs.
pub trait Unclonable<T> {
    /// It cannot.
    const FOUND: NoStorage = NoStorage;
    /// A stub.
    const CLONE: fn(&T) -> T = |_| stub();
}

impl<T> Unclonable<T> for CloneProbe<T> {}

/// Replaces the probe of a database that this crate was not built for.
pub struct NoProbe<T>(PhantomData<T>);

impl<T> NoProbe<T> {
    /// Supports every type.
    pub const KIND: Own = Own;
    /// Not used.
    pub const BY_SQLX: NoStorage = NoStorage;
}
