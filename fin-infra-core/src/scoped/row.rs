//! The rows of a query.

use sqlx::error::BoxDynError;

use crate::column::{Like, Medium};
use crate::error::{Error, Result};

/// A struct whose values are read from the columns of a query.
///
/// Derive it. Each field is the selected column with its name:
///
/// - a field of a plain type (integers, `bool`, `f64`, `String`, `Uuid`, dates and times) is read as it is. An integer is
///   also read from a sum or a count, and an `f64` from the average of integers, whatever type the database gives it;
/// - `#[fin(like = "Transaction::amount")]` reads the field as that column of a resource is stored. A decimal needs it:
///   SQLite stores amounts in units of the last decimal place of their column;
/// - `Option` is for columns that may be null. Null in another field is an error.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(tenant)]
/// pub struct Payment {
///     pub payer: String,
///     pub amount: Decimal,
/// }
///
/// /// What each payer paid.
/// #[derive(FinRow, Debug)]
/// pub struct Paid {
///     pub payer: String,
///     #[fin(like = "Payment::amount")]
///     pub total: Decimal,
///     pub payments: i64,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the type of a row",
    label = "not the type of a row",
    note = "add `#[derive(FinRow)]` to the struct"
)]
pub trait FinRow: Sized + Send + 'static {
    /// The names of the fields.
    #[doc(hidden)]
    const FIELDS: &'static [&'static str];
}

/// A struct that is read from the rows of a medium.
pub trait RowIn<M: Medium>: FinRow {
    /// For each field, how the column is stored that it is like.
    fn likes() -> Vec<Option<Like>>;

    /// Reads a row: the ordinals are those of the columns for each field.
    fn get(row: &M::Row, ordinals: &[usize]) -> Result<Self>;
}

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
                M::whole(row, index)?.map(|value| value.try_into().map_err(Into::into)).transpose()
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
    T::read::<M>(row, index).map_err(|error| unreadable(field, error))
}

#[cold]
fn unreadable(field: &'static str, error: BoxDynError) -> Error {
    Error::unreadable("what the query returns in this column does not fit the field of the row")
        .with_field(field)
        .with_source(error)
}
