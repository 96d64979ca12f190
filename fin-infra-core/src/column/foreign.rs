//! Values of types that only sqlx knows, held against what their columns keep.
//!
//! Such a value cannot be changed here, and no sqlx API makes one of encoded bytes: a value that would be read back as
//! another one is refused.

use std::marker::PhantomData;

use sqlx::TypeInfo;

use crate::backend::Backend;
use crate::table::Limits;
use crate::value::Storable;
use crate::value::{Native, check_float};
use crate::value::{Refusal, Scalar};

/// Refuses a value that is longer than its column (text has characters, all else bytes), or that its column would change.
pub(super) fn settle<DB: Backend, T: Storable<DB>>(value: &T, limits: &Limits) -> Result<(), Refusal> {
    check::<DB, T>(value)?;
    if limits.length.is_none() {
        return Ok(());
    }
    match DB::comparable(value) {
        Scalar::Text(mut text) => text.settle(limits),
        Scalar::Bytes(mut bytes) => bytes.settle(limits),
        _ => Ok(()),
    }
}

/// Refuses a float or a time that its column would change.
fn check<DB: Backend, T: Storable<DB>>(value: &T) -> Result<(), Refusal> {
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

/// Says whether a type's values lose something in one of the databases.
///
/// How a time is encoded for PostgreSQL and MySQL does not show what is finer than a microsecond; how it is encoded for
/// SQLite does. So that is asked for each medium, where this crate was built for SQLite and the type can be stored there.
pub struct Precision<T>(PhantomData<T>);

/// Refuses a value that would be read back as another one.
pub(super) type Check<T> = fn(&T) -> Result<(), Refusal>;

#[cfg(feature = "sqlite")]
impl<T: Storable<sqlx::Sqlite>> Precision<T> {
    /// Refuses what is too fine.
    pub const CHECK: Check<T> = check::<sqlx::Sqlite, T>;
}

/// What is left where that cannot be asked.
pub trait Unseen<T> {
    /// Refuses nothing.
    const CHECK: Check<T> = |_| Ok(());
}

impl<T> Unseen<T> for Precision<T> {}
