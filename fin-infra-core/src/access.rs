//! The values of a row, column by column.
//!
//! The derive writes one function that passes a column, with its field, to a visitor. Everything that is done with one
//! column or with all of them is a visitor here, and no resource needs more generated code for it.

mod id;

use std::any::Any;
use std::borrow::Cow;

use crate::column::{Column, Field, Medium, Visitor};
use crate::error::{Error, Result};
use crate::resource::Resource;
use crate::value::Scalar;

/// What can be done with the values of a resource, in the medium `M`.
pub(crate) trait Access: Resource {
    /// Brings each value of a row into the form in which it will be read back. The error names every value that the
    /// medium cannot store.
    fn normalize<M: Medium>(columns: &Self::Columns<M>, row: &mut Self::Read) -> Result<()> {
        let normalized = (0..Self::TABLE.columns.len())
            .map(|ordinal| Self::visit_column(columns, ordinal, Normalize(&mut *row)));
        normalized.filter_map(Result::err).reduce(Error::and).map_or(Ok(()), Err)
    }

    /// Adds the values of a row in table order, followed by the folded copies.
    fn add_row<M: Medium>(columns: &Self::Columns<M>, row: &Self::Read, to: &mut M::Arguments) -> Result<()> {
        (0..Self::TABLE.columns.len()).try_for_each(|ordinal| Self::add_value(columns, ordinal, row, to))?;
        Self::TABLE.folded().try_for_each(|(ordinal, _)| Self::add_folded(columns, ordinal, row, to))
    }

    /// Adds the value of one column.
    fn add_value<M: Medium>(
        columns: &Self::Columns<M>,
        ordinal: usize,
        row: &Self::Read,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::visit_column(columns, ordinal, AddValue { row, to })
    }

    /// Adds the folded copy of a text column.
    fn add_folded<M: Medium>(
        columns: &Self::Columns<M>,
        ordinal: usize,
        row: &Self::Read,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::visit_column(columns, ordinal, AddFolded { row, to })
    }

    /// Adds an id.
    fn add_id<M: Medium>(columns: &Self::Columns<M>, id: &Self::Id, to: &mut M::Arguments) -> Result<()> {
        Self::add_any(columns, Self::TABLE.id, id, to)
    }

    /// Adds the tenant, if the resource is tenant-scoped.
    fn add_tenant<M: Medium>(
        columns: &Self::Columns<M>,
        tenant: &Self::Tenant,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::TABLE.tenant.map_or(Ok(()), |ordinal| Self::add_any(columns, ordinal, tenant, to))
    }

    /// Adds a value for a column, which must have the column's type.
    fn add_any<M: Medium>(
        columns: &Self::Columns<M>,
        ordinal: usize,
        value: &dyn Any,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::visit_column(columns, ordinal, AddAny { value, to })
    }

    /// Brings a value for a column into the form in which it would be read back, and adds it.
    fn add_normalized<M: Medium>(
        columns: &Self::Columns<M>,
        ordinal: usize,
        value: &mut dyn Any,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::visit_column(columns, ordinal, AddNormalized { value, to })
    }

    /// The value of one column, in the form in which it compares.
    fn scalar<M: Medium>(columns: &Self::Columns<M>, ordinal: usize, row: &Self::Read) -> Scalar {
        Self::visit_column(columns, ordinal, ScalarOf(row))
    }

    /// A value for a column, in the form in which it compares. Null unless the value has the column's type.
    fn scalar_of_any<M: Medium>(columns: &Self::Columns<M>, ordinal: usize, value: &dyn Any) -> Scalar {
        Self::visit_column(columns, ordinal, ScalarOfAny(value))
    }

    /// Adds the value of a column from its [`scalar`](Self::scalar).
    fn add_scalar<M: Medium>(
        columns: &Self::Columns<M>,
        ordinal: usize,
        scalar: Scalar,
        to: &mut M::Arguments,
    ) -> Result<()> {
        Self::visit_column(columns, ordinal, AddScalar { scalar, to })
    }

    /// The `Debug` text of the id in a row whose columns are in table order, if it can be read.
    fn id_text<M: Medium>(columns: &Self::Columns<M>, row: &M::Row) -> Option<String> {
        Self::visit_column(columns, Self::TABLE.id, id::Text::<_, Self::Id>::of(row))
    }

    /// The type of a column in DDL.
    fn sql_type<M: Medium>(columns: &Self::Columns<M>, ordinal: usize) -> Cow<'static, str> {
        Self::visit_column(columns, ordinal, SqlType)
    }
}

impl<R: Resource> Access for R {}

struct Normalize<'a, Row>(&'a mut Row);

impl<Row, M: Medium> Visitor<Row, M> for Normalize<'_, Row> {
    type Output = Result<()>;

    fn visit<T: 'static>(self, column: &Column<M, T>, field: Field<Row, T>) -> Result<()> {
        (field.get_mut)(self.0).map_or(Ok(()), |value| column.normalize(value))
    }
}

struct AddValue<'a, Row, Arguments> {
    row: &'a Row,
    to: &'a mut Arguments,
}

impl<Row, M: Medium> Visitor<Row, M> for AddValue<'_, Row, M::Arguments> {
    type Output = Result<()>;

    fn visit<T: 'static>(self, column: &Column<M, T>, field: Field<Row, T>) -> Result<()> {
        column.add_optional((field.get)(self.row), self.to)
    }
}

struct AddFolded<'a, Row, Arguments> {
    row: &'a Row,
    to: &'a mut Arguments,
}

impl<Row, M: Medium> Visitor<Row, M> for AddFolded<'_, Row, M::Arguments> {
    type Output = Result<()>;

    fn visit<T: 'static>(self, column: &Column<M, T>, field: Field<Row, T>) -> Result<()> {
        column.add_folded((field.get)(self.row), self.to)
    }
}

struct AddAny<'a, Arguments> {
    value: &'a dyn Any,
    to: &'a mut Arguments,
}

impl<Row, M: Medium> Visitor<Row, M> for AddAny<'_, M::Arguments> {
    type Output = Result<()>;

    fn visit<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, T>) -> Result<()> {
        let value = self.value.downcast_ref().ok_or_else(|| wrong_type(column))?;
        column.add(value, self.to)
    }
}

struct AddNormalized<'a, Arguments> {
    value: &'a mut dyn Any,
    to: &'a mut Arguments,
}

impl<Row, M: Medium> Visitor<Row, M> for AddNormalized<'_, M::Arguments> {
    type Output = Result<()>;

    fn visit<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, T>) -> Result<()> {
        let value = self.value.downcast_mut().ok_or_else(|| wrong_type(column))?;
        column.normalize(value)?;
        column.add(value, self.to)
    }
}

fn wrong_type<M: Medium, T: 'static>(column: &Column<M, T>) -> Error {
    column.invalid(format!(
        "is compared with a value of another type; it holds `{}`",
        std::any::type_name::<T>()
    ))
}

struct ScalarOf<'a, Row>(&'a Row);

impl<Row, M: Medium> Visitor<Row, M> for ScalarOf<'_, Row> {
    type Output = Scalar;

    fn visit<T: 'static>(self, column: &Column<M, T>, field: Field<Row, T>) -> Scalar {
        column.scalar_optional((field.get)(self.0))
    }
}

struct ScalarOfAny<'a>(&'a dyn Any);

impl<Row, M: Medium> Visitor<Row, M> for ScalarOfAny<'_> {
    type Output = Scalar;

    fn visit<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, T>) -> Scalar {
        column.scalar_optional(self.0.downcast_ref())
    }
}

struct AddScalar<'a, Arguments> {
    scalar: Scalar,
    to: &'a mut Arguments,
}

impl<Row, M: Medium> Visitor<Row, M> for AddScalar<'_, M::Arguments> {
    type Output = Result<()>;

    fn visit<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, T>) -> Result<()> {
        column.add_scalar(self.scalar, self.to)
    }
}

struct SqlType;

impl<Row, M: Medium> Visitor<Row, M> for SqlType {
    type Output = Cow<'static, str>;

    fn visit<T: 'static>(self, column: &Column<M, T>, _field: Field<Row, T>) -> Cow<'static, str> {
        column.sql_type()
    }
}
