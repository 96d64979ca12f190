//! A row's values, column by column.
//!
//! The derive writes one function that shows the column at a place, with its field, to a visitor. Everything that is
//! done with one column or with all of them is a visitor here, and costs a resource no code of its own.

mod id;

use std::any::Any;
use std::borrow::Cow;

use crate::column::{Column, Field, Medium, Visitor};
use crate::error::{Error, Result};
use crate::resource::Resource;
use crate::value::Scalar;

/// What can be done with a resource's values, in the medium `M`.
pub(crate) trait Access: Resource {
    /// Brings each value of a row into the form in which it will be read back, or refuses the row for each that it cannot.
    fn settle<M: Medium>(columns: &Self::Columns<M>, row: &mut Self::Read) -> Result<()> {
        let settled =
            (0..Self::TABLE.columns.len()).map(|ordinal| Self::column(columns, ordinal, Settle(&mut *row)));
        settled.filter_map(Result::err).reduce(Error::and).map_or(Ok(()), Err)
    }

    /// Adds a row's values in table order, the folded copies behind them.
    fn add_row<M: Medium>(columns: &Self::Columns<M>, row: &Self::Read, to: &mut M::Arguments) -> Result<()> {
        (0..Self::TABLE.columns.len()).try_for_each(|ordinal| Self::add_value(columns, ordinal, row, to))?;
        Self::TABLE.folded().try_for_each(|(ordinal, _)| Self::add_folded(columns, ordinal, row, to))
    }

    /// Adds the value of the column at a place.
    fn add_value<M: Medium>(
        columns: &Self::Columns<M>,
        ordinal: usize,
        row: &Self::Read,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::column(columns, ordinal, AddValue { row, to })
    }

    /// Adds the folded copy of the text column at a place.
    fn add_folded<M: Medium>(
        columns: &Self::Columns<M>,
        ordinal: usize,
        row: &Self::Read,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::column(columns, ordinal, AddFolded { row, to })
    }

    /// Adds an id.
    fn add_id<M: Medium>(columns: &Self::Columns<M>, id: &Self::Id, to: &mut M::Arguments) -> Result<()> {
        Self::add_any(columns, Self::TABLE.id, id, to)
    }

    /// Adds the tenant; nothing where there is none.
    fn add_tenant<M: Medium>(
        columns: &Self::Columns<M>,
        tenant: &Self::Tenant,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::TABLE.tenant.map_or(Ok(()), |ordinal| Self::add_any(columns, ordinal, tenant, to))
    }

    /// Adds a value for the column at a place, if it is of the column's type.
    fn add_any<M: Medium>(
        columns: &Self::Columns<M>,
        ordinal: usize,
        value: &dyn Any,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::column(columns, ordinal, AddAny { value, to })
    }

    /// The same with a value that the column could hold, brought into the form in which it would be read.
    fn add_settled<M: Medium>(
        columns: &Self::Columns<M>,
        ordinal: usize,
        value: &mut dyn Any,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::column(columns, ordinal, AddSettled { value, to })
    }

    /// The value of the column at a place, as it compares.
    fn scalar<M: Medium>(columns: &Self::Columns<M>, ordinal: usize, row: &Self::Read) -> Scalar {
        Self::column(columns, ordinal, ScalarOf(row))
    }

    /// A value for the column at a place as it compares; null if it is not of the column's type.
    fn scalar_of_any<M: Medium>(columns: &Self::Columns<M>, ordinal: usize, value: &dyn Any) -> Scalar {
        Self::column(columns, ordinal, ScalarOfAny(value))
    }

    /// Adds the value that a [`scalar`](Self::scalar) of the column at a place came from.
    fn add_scalar<M: Medium>(
        columns: &Self::Columns<M>,
        ordinal: usize,
        scalar: Scalar,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::column(columns, ordinal, AddScalar { scalar, to })
    }

    /// The id in a row whose columns are in table order, as its `Debug` writes it, if it can be read.
    fn id_text<M: Medium>(columns: &Self::Columns<M>, row: &M::Row) -> Option<String> {
        Self::column(columns, Self::TABLE.id, id::Text::<_, Self::Id>::of(row))
    }

    /// The type in DDL of the column at a place.
    fn sql_type<M: Medium>(columns: &Self::Columns<M>, ordinal: usize) -> Cow<'static, str> {
        Self::column(columns, ordinal, SqlType)
    }
}

impl<R: Resource> Access for R {}

struct Settle<'a, Row>(&'a mut Row);

impl<Row, M: Medium> Visitor<Row, M> for Settle<'_, Row> {
    type Output = Result<()>;

    fn required<T: 'static>(self, column: &Column<M, T>, field: Field<Row, T>) -> Result<()> {
        column.settle((field.get_mut)(self.0))
    }

    fn optional<T: 'static>(self, column: &Column<M, T>, field: Field<Row, Option<T>>) -> Result<()> {
        column.settle_optional((field.get_mut)(self.0))
    }
}

struct AddValue<'a, Row, Arguments> {
    row: &'a Row,
    to: &'a mut Arguments,
}

impl<Row, M: Medium> Visitor<Row, M> for AddValue<'_, Row, M::Arguments> {
    type Output = Result<()>;

    fn required<T: 'static>(self, column: &Column<M, T>, field: Field<Row, T>) -> Result<()> {
        column.add((field.get)(self.row), self.to)
    }

    fn optional<T: 'static>(self, column: &Column<M, T>, field: Field<Row, Option<T>>) -> Result<()> {
        column.add_optional((field.get)(self.row).as_ref(), self.to)
    }
}

struct AddFolded<'a, Row, Arguments> {
    row: &'a Row,
    to: &'a mut Arguments,
}

impl<Row, M: Medium> Visitor<Row, M> for AddFolded<'_, Row, M::Arguments> {
    type Output = Result<()>;

    fn required<T: 'static>(self, column: &Column<M, T>, field: Field<Row, T>) -> Result<()> {
        column.add_folded(Some((field.get)(self.row)), self.to)
    }

    fn optional<T: 'static>(self, column: &Column<M, T>, field: Field<Row, Option<T>>) -> Result<()> {
        column.add_folded((field.get)(self.row).as_ref(), self.to)
    }
}

struct AddAny<'a, Arguments> {
    value: &'a dyn Any,
    to: &'a mut Arguments,
}

impl<Arguments> AddAny<'_, Arguments> {
    fn add<M: Medium<Arguments = Arguments>, T: 'static>(self, column: &Column<M, T>) -> Result<()> {
        match self.value.downcast_ref::<T>() {
            Some(value) => column.add(value, self.to),
            None => Err(wrong_type(column)),
        }
    }
}

fn wrong_type<M: Medium, T: 'static>(column: &Column<M, T>) -> Error {
    column.invalid(format!(
        "is compared with a value of another type; it holds `{}`",
        std::any::type_name::<T>()
    ))
}

impl<Row, M: Medium> Visitor<Row, M> for AddAny<'_, M::Arguments> {
    type Output = Result<()>;

    fn required<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, T>) -> Result<()> {
        self.add(column)
    }

    fn optional<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, Option<T>>) -> Result<()> {
        self.add(column)
    }
}

struct AddSettled<'a, Arguments> {
    value: &'a mut dyn Any,
    to: &'a mut Arguments,
}

impl<Arguments> AddSettled<'_, Arguments> {
    fn add<M: Medium<Arguments = Arguments>, T: 'static>(self, column: &Column<M, T>) -> Result<()> {
        let value = self.value.downcast_mut::<T>().ok_or_else(|| wrong_type(column))?;
        column.settle(value)?;
        column.add(value, self.to)
    }
}

impl<Row, M: Medium> Visitor<Row, M> for AddSettled<'_, M::Arguments> {
    type Output = Result<()>;

    fn required<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, T>) -> Result<()> {
        self.add(column)
    }

    fn optional<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, Option<T>>) -> Result<()> {
        self.add(column)
    }
}

struct ScalarOf<'a, Row>(&'a Row);

impl<Row, M: Medium> Visitor<Row, M> for ScalarOf<'_, Row> {
    type Output = Scalar;

    fn required<T: 'static>(self, column: &Column<M, T>, field: Field<Row, T>) -> Scalar {
        column.scalar((field.get)(self.0))
    }

    fn optional<T: 'static>(self, column: &Column<M, T>, field: Field<Row, Option<T>>) -> Scalar {
        column.scalar_optional((field.get)(self.0).as_ref())
    }
}

struct ScalarOfAny<'a>(&'a dyn Any);

impl<Row, M: Medium> Visitor<Row, M> for ScalarOfAny<'_> {
    type Output = Scalar;

    fn required<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, T>) -> Scalar {
        column.scalar_optional(self.0.downcast_ref())
    }

    fn optional<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, Option<T>>) -> Scalar {
        column.scalar_optional(self.0.downcast_ref())
    }
}

struct AddScalar<'a, Arguments> {
    scalar: Scalar,
    to: &'a mut Arguments,
}

impl<Row, M: Medium> Visitor<Row, M> for AddScalar<'_, M::Arguments> {
    type Output = Result<()>;

    fn required<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, T>) -> Result<()> {
        column.add_scalar(self.scalar, self.to)
    }

    fn optional<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, Option<T>>) -> Result<()> {
        column.add_scalar(self.scalar, self.to)
    }
}

struct SqlType;

impl<Row, M: Medium> Visitor<Row, M> for SqlType {
    type Output = Cow<'static, str>;

    fn required<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, T>) -> Cow<'static, str> {
        column.sql_type()
    }

    fn optional<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, Option<T>>) -> Cow<'static, str> {
        column.sql_type()
    }
}
