//! What is done with one column of a row: the derive writes one function that shows the column, with its field.

use super::{Column, Medium};

/// The field of a row that holds a column's value.
pub struct Field<Row, T> {
    pub(crate) get: fn(&Row) -> &T,
    pub(crate) get_mut: fn(&mut Row) -> &mut T,
}

impl<Row, T> Field<Row, T> {
    /// For generated code.
    pub fn new(get: fn(&Row) -> &T, get_mut: fn(&mut Row) -> &mut T) -> Self {
        Self { get, get_mut }
    }
}

/// Does something with a column.
pub trait Visitor<Row, M: Medium> {
    /// What comes of it.
    type Output;

    /// Visits a column that is never null.
    fn required<T: 'static>(self, column: &Column<M, T>, field: Field<Row, T>) -> Self::Output;

    /// Visits a column that may be null.
    fn optional<T: 'static>(self, column: &Column<M, T>, field: Field<Row, Option<T>>) -> Self::Output;
}
