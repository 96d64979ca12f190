//! The rows of a query, and rows with some of the columns of a resource.

mod field;
mod plain;
mod projection;

pub use self::field::{IntoField, field_value};
pub use self::plain::{PlainColumn, plain, plain_optional};
use self::projection::is_same;
pub(crate) use self::projection::{Chosen, Columns};
pub use self::projection::{Projection, column_of};
use crate::column::{Like, Medium};
use crate::error::Result;
use crate::resource::{Resource, StoredIn};

/// A struct whose values are read from columns.
///
/// Derive it. With `#[fin(of = "Payment")]` on the struct, each field is the column of that resource that has its name, and
/// it must have the type of that column. Such a row is also a [`RowOf<Payment>`](RowOf): repositories read it
/// ([`Repository::select`](crate::Repository::select)), and it can be the row of a `scoped_sql!`.
///
/// Without `of`, the struct is the row of a `scoped_sql!`. Each field is the selected column with its name:
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
///     pub receipt: Option<String>,
/// }
///
/// /// A payment without its receipt.
/// #[derive(FinRow, Debug)]
/// #[fin(of = "Payment")]
/// pub struct PaymentLine {
///     pub id: Uuid,
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
    /// The row itself. Where a type is no row, naming this is the same error as naming it as one.
    #[doc(hidden)]
    type Itself: FinRow;

    /// The names of the fields.
    #[doc(hidden)]
    const FIELDS: &'static [&'static str];
}

/// Whether a row has a field with this name.
#[must_use]
pub const fn is_field(fields: &[&str], name: &str) -> bool {
    let mut index = 0;
    while index < fields.len() {
        if is_same(fields[index].as_bytes(), name.as_bytes()) {
            return true;
        }
        index += 1;
    }
    false
}

/// A row with some of the columns of `R`, which [`Repository::select`](crate::Repository::select) reads.
///
/// Derive [`FinRow`] with `#[fin(of = "..")]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of `{R}`",
    label = "not a row of `{R}`",
    note = "name a struct that has `#[derive(FinRow)]` and `#[fin(of = \"{R}\")]`"
)]
pub trait RowOf<R: Resource>: FinRow {
    /// The row itself. Where a type is no row of `R`, naming this is the same error as naming it as one.
    #[doc(hidden)]
    type Itself: RowOf<R>;

    /// The columns.
    #[doc(hidden)]
    fn projection() -> &'static Projection;

    /// Reads a row: `at` has the index of the column for each field.
    #[doc(hidden)]
    fn read<M: Medium>(row: &M::Row, at: impl Fn(usize) -> usize) -> Result<Self>
    where
        R: StoredIn<M>;
}

/// A struct that is read from the rows of a medium.
pub trait RowIn<M: Medium>: FinRow {
    /// For each field, how the column is stored that it is like.
    fn likes() -> Vec<Option<Like>>;

    /// Reads a row: the ordinals are those of the columns for each field.
    fn get(row: &M::Row, ordinals: &[usize]) -> Result<Self>;
}
