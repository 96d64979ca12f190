//! The id of a row, for people.

use std::any::Any;

use super::{Field, Visitor};
use crate::column::{Column, Medium};
use crate::resource::Resource;

/// Writes the id of a row, if it can be read.
pub(super) struct Text<'a, Row: ?Sized>(pub(super) &'a Row);

impl<R: Resource, M: Medium> Visitor<R, M> for Text<'_, M::Row> {
    type Output = Option<String>;

    fn required<T: 'static>(self, column: &Column<M, T>, _field: Field<R, T>) -> Option<String> {
        let id = column.get(self.0, column.place()).ok()?;
        let id: &dyn Any = &id;
        id.downcast_ref::<R::Id>().map(|id| format!("{id:?}"))
    }

    fn optional<T: 'static>(self, _column: &Column<M, T>, _field: Field<R, Option<T>>) -> Option<String> {
        None
    }
}
