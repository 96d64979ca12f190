//! What is done with one column of a row: the derive writes one function that passes the column and its field.

use super::{Column, Medium};

/// The field of a row that holds the value of a column. Only a nullable column's value is ever `None`.
pub struct Field<Row, T> {
    pub(crate) get: fn(&Row) -> Option<&T>,
    pub(crate) get_mut: fn(&mut Row) -> Option<&mut T>,
}

impl<Row, T> Field<Row, T> {
    /// For generated code.
    pub fn new(get: fn(&Row) -> Option<&T>, get_mut: fn(&mut Row) -> Option<&mut T>) -> Self {
        Self { get, get_mut }
    }
}

/// Does something with a column.
pub trait Visitor<Row, M: Medium> {
    /// The result.
    type Output;

    /// Visits a column.
    fn visit<T: 'static>(self, column: &Column<M, T>, field: Field<Row, T>) -> Self::Output;
}
