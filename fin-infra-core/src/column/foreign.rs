//! Checks of values whose types only sqlx knows.
//!
//! Such a value cannot be normalized here, and sqlx has no API that decodes it from encoded bytes. So a value that would be
//! read back as a different one is an error.

use std::marker::PhantomData;

use sqlx::TypeInfo;

use crate::backend::Backend;
use crate::table::Limits;
use crate::value::Storable;
use crate::value::{InvalidValue, Scalar};
use crate::value::{Native, check_float};

/// Rejects a value that is longer than its column (in characters for text, otherwise in bytes), or that its column would
/// change.
pub(super) fn normalize<DB: Backend, T: Storable<DB>>(
    value: &T,
    limits: &Limits,
) -> Result<(), InvalidValue> {
    check::<DB, T>(value)?;
    if limits.length.is_none() {
        return Ok(());
    }
    match DB::comparable(value) {
        Scalar::Text(mut text) => text.normalize(limits),
        Scalar::Bytes(mut bytes) => bytes.normalize(limits),
        _ => Ok(()),
    }
}

/// Rejects a float or a time that its column would change.
fn check<DB: Backend, T: Storable<DB>>(value: &T) -> Result<(), InvalidValue> {
    DB::check_comparable()?;
    let info = T::type_info();
    match info.name() {
        "REAL" | "FLOAT" | "DOUBLE" | "FLOAT4" | "FLOAT8" => match DB::comparable(value) {
            Scalar::Float(float) => check_float(float),
            _ => Ok(()),
        },
        name @ ("DATE" | "TIME" | "DATETIME" | "TIMESTAMP" | "TIMESTAMPTZ") => {
            DB::check_time(name, &DB::comparable(value))
        }
        _ => Ok(()),
    }
}

/// Checks whether a value loses precision in one of the databases.
///
/// Only the encoding for SQLite shows what is finer than a microsecond; those for PostgreSQL and MySQL do not. So the check
/// uses it for every medium, if this crate was built for SQLite and SQLite supports the type.
pub struct Precision<T>(PhantomData<T>);

/// Rejects a value that would be read back as a different one.
pub(super) type Check<T> = fn(&T) -> Result<(), InvalidValue>;

#[cfg(feature = "sqlite")]
impl<T: Storable<sqlx::Sqlite>> Precision<T> {
    /// Rejects a value that is too precise.
    pub const CHECK: Check<T> = check::<sqlx::Sqlite, T>;
}

/// The fallback, if the check is not possible.
pub trait Unseen<T> {
    /// Accepts every value.
    const CHECK: Check<T> = |_| Ok(());
}

impl<T> Unseen<T> for Precision<T> {}
