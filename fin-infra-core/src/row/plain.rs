//! Fields that are read without the column of a resource.

use sqlx::error::BoxDynError;

use crate::backend::OutOfRange;
use crate::column::Medium;
use crate::error::{Error, Result};

/// A type that is read from a column without `like`.
#[diagnostic::on_unimplemented(
    message = "a field of the type `{Self}` needs the column of a resource that it is like",
    label = "not read without a column",
    note = "name the column whose type and scale it has: `#[fin(like = \"Transaction::amount\")]`"
)]
pub trait PlainColumn: Sized + Send + 'static {
    /// Reads the value, unless it is null.
    fn read<M: Medium>(row: &M::Row, index: usize) -> Result<Option<Self>, BoxDynError>;
}

macro_rules! integers {
    ($($T:ty)*) => {$(
        impl PlainColumn for $T {
            fn read<M: Medium>(row: &M::Row, index: usize) -> Result<Option<Self>, BoxDynError> {
                M::whole(row, index)?.map(|value| value.try_into().map_err(|_| OutOfRange.into())).transpose()
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 u8 u16 u32 u64);

macro_rules! own {
    ($($T:ty)*) => {$(
        impl PlainColumn for $T {
            fn read<M: Medium>(row: &M::Row, index: usize) -> Result<Option<Self>, BoxDynError> {
                M::own(row, index)
            }
        }
    )*};
}

own!(String Vec<u8> uuid::Uuid chrono::DateTime<chrono::Utc> chrono::NaiveDateTime chrono::NaiveDate chrono::NaiveTime);

impl PlainColumn for f64 {
    fn read<M: Medium>(row: &M::Row, index: usize) -> Result<Option<Self>, BoxDynError> {
        M::float(row, index)
    }
}

impl PlainColumn for bool {
    fn read<M: Medium>(row: &M::Row, index: usize) -> Result<Option<Self>, BoxDynError> {
        match M::whole(row, index) {
            // What a comparison returns in a database without booleans.
            Ok(Some(value @ (0 | 1))) => Ok(Some(value == 1)),
            Ok(None) => Ok(None),
            Ok(Some(_)) => Err("it is an integer other than zero and one".into()),
            Err(_) => M::own(row, index),
        }
    }
}

/// Reads a field without `like`.
pub fn plain<M: Medium, T: PlainColumn>(row: &M::Row, index: usize, field: &'static str) -> Result<T> {
    plain_optional::<M, T>(row, index, field)?.ok_or_else(|| unreadable(field, "it is null".into()))
}

/// Reads an optional field without `like`.
pub fn plain_optional<M: Medium, T: PlainColumn>(
    row: &M::Row,
    index: usize,
    field: &'static str,
) -> Result<Option<T>> {
    T::read::<M>(row, index).map_err(|error| match error.is::<OutOfRange>() {
        true => Error::invalid(field, "the result is out of range").with_source(error),
        false => unreadable(field, error),
    })
}

#[cold]
fn unreadable(field: &'static str, error: BoxDynError) -> Error {
    Error::unreadable("what the query returns in this column does not fit the field of the row")
        .with_field(field)
        .with_source(error)
}
