//! The id of a row as text.

use std::any::Any;
use std::fmt::Debug;
use std::marker::PhantomData;

use super::{Field, Visitor};
use crate::column::{Column, Medium};

/// Formats the id of a row, if it can be read.
pub(super) struct Text<'a, Row: ?Sized, Id>(&'a Row, PhantomData<Id>);

impl<'a, Row: ?Sized, Id> Text<'a, Row, Id> {
    pub(super) fn of(row: &'a Row) -> Self {
        Self(row, PhantomData)
    }
}

impl<Row, M: Medium, Id: Debug + 'static> Visitor<Row, M> for Text<'_, M::Row, Id> {
    type Output = Option<String>;

    fn visit<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, T>) -> Option<String> {
        let id = column.get(self.0, column.ordinal()).ok()?;
        let id: &dyn Any = &id;
        id.downcast_ref::<Id>().map(|id| format!("{id:?}"))
    }
}
