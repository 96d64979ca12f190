//! Tables, rows and values with their types erased.
//!
//! Operations use a [`StoredTable`] and [`AnyRow`] instead of the types of a resource, so that they are compiled once for
//! each database, not once for each resource.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use crate::column::{AnyColumn, Medium};
use crate::error::{Error, Result};
use crate::statements::Statements;
use crate::table::Table;
use crate::value::Scalar;

/// A type-erased value: an id, a tenant, or a value of a column.
pub(crate) type AnyValue = dyn Any + Send + Sync;

/// A row of any resource: its values, by the ordinals of their columns.
pub trait AnyRow: Send + Sync + 'static {
    /// The value of a column, unless it is null.
    fn value(&self, ordinal: usize) -> Option<&dyn Any>;

    /// The value of a column, unless it is null.
    fn value_mut(&mut self, ordinal: usize) -> Option<&mut dyn Any>;

    /// Checks the row against the rules of its struct.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// Rows of one resource.
pub(crate) trait AnyRows: Send {
    /// The rows.
    fn all(&self) -> Vec<&dyn AnyRow>;

    /// A row to be changed.
    fn row_mut(&mut self, index: usize) -> Option<&mut dyn AnyRow>;
}

impl<Row: AnyRow> AnyRows for Vec<Row> {
    fn all(&self) -> Vec<&dyn AnyRow> {
        self.iter().map(|row| row as &dyn AnyRow).collect()
    }

    fn row_mut(&mut self, index: usize) -> Option<&mut dyn AnyRow> {
        self.get_mut(index).map(|row| row as &mut dyn AnyRow)
    }
}

/// Values of one type.
pub(crate) trait AnyValues: Send + Sync {
    /// The values.
    fn all(&self) -> Vec<&AnyValue>;
}

impl<T: Send + Sync + 'static> AnyValues for Vec<T> {
    fn all(&self) -> Vec<&AnyValue> {
        self.iter().map(|value| value as &AnyValue).collect()
    }
}

/// Receives the rows that a call reads.
pub(crate) trait RowSink<M: Medium>: Send {
    /// Clears the rows and reserves capacity.
    fn start(&mut self, expected: usize);

    /// Decodes a row.
    fn push(&mut self, row: &M::Row) -> Result<()>;

    /// The number of rows.
    fn len(&self) -> usize;

    /// One of the rows.
    fn row(&self, index: usize) -> Option<&dyn AnyRow>;
}

/// The table of a resource in a medium.
pub struct StoredTable<M: Medium> {
    pub(crate) table: &'static Table,
    /// The columns, by their ordinals.
    pub(crate) columns: &'static [&'static dyn AnyColumn<M>],
    /// The statements, in a database that the resource is generated for.
    pub(crate) statements: Option<&'static Statements>,
    /// Whether `backends(..)` includes the medium.
    pub(crate) is_supported: bool,
    pub(crate) typed: TypedFunctions<M>,
}

/// The few functions that need the types of a resource.
pub(crate) struct TypedFunctions<M: Medium> {
    /// Decodes a row.
    pub(crate) decode: fn(&M::Row) -> Result<Box<dyn AnyRow>>,
    /// The `Debug` text of an id.
    pub(crate) id_text: fn(&dyn Any) -> Option<String>,
    /// Normalizes a tenant and adds it. Only row-level security needs that: the setting of a tenant is compared with what
    /// its column stores.
    pub(crate) add_normalized_tenant: fn(&dyn Any, &mut M::Arguments) -> Result<()>,
}

impl<M: Medium> fmt::Debug for StoredTable<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredTable").field("table", &self.table.name).finish_non_exhaustive()
    }
}

impl<M: Medium> StoredTable<M> {
    /// Brings each value of a row into the form in which it will be read back. The error names every value that the
    /// medium cannot store.
    pub(crate) fn normalize(&self, row: &mut dyn AnyRow) -> Result<()> {
        let normalized =
            self.columns.iter().enumerate().map(|(ordinal, column)| {
                row.value_mut(ordinal).map_or(Ok(()), |value| column.normalize(value))
            });
        normalized.filter_map(Result::err).reduce(Error::and).map_or(Ok(()), Err)
    }

    /// Adds the values of a row in table order, followed by the folded copies.
    pub(crate) fn add_row(&self, row: &dyn AnyRow, to: &mut M::Arguments) -> Result<()> {
        let mut values = self.columns.iter().enumerate();
        values.try_for_each(|(ordinal, column)| column.add(row.value(ordinal), to))?;
        self.table.folded().try_for_each(|(ordinal, _)| self.add_folded(ordinal, row, to))
    }

    /// Adds the value of a row in one column.
    pub(crate) fn add_value(&self, ordinal: usize, row: &dyn AnyRow, to: &mut M::Arguments) -> Result<()> {
        self.columns[ordinal].add(row.value(ordinal), to)
    }

    /// Adds the folded copy of a text column.
    pub(crate) fn add_folded(&self, ordinal: usize, row: &dyn AnyRow, to: &mut M::Arguments) -> Result<()> {
        self.columns[ordinal].add_folded(row.value(ordinal), to)
    }

    /// Adds a value for a column, which must have the column's type.
    pub(crate) fn add(&self, ordinal: usize, value: &dyn Any, to: &mut M::Arguments) -> Result<()> {
        self.columns[ordinal].add(Some(value), to)
    }

    /// Brings a value for a column into the form in which it would be read back, and adds it.
    pub(crate) fn add_normalized(
        &self,
        ordinal: usize,
        value: &mut dyn Any,
        to: &mut M::Arguments,
    ) -> Result<()> {
        self.columns[ordinal].normalize(value)?;
        self.columns[ordinal].add(Some(value), to)
    }

    /// The value of a row in one column, in the form in which it compares.
    pub(crate) fn scalar(&self, ordinal: usize, row: &dyn AnyRow) -> Scalar {
        self.columns[ordinal].scalar(row.value(ordinal))
    }

    /// An id, in the form in which it compares.
    pub(crate) fn id_scalar(&self, id: &AnyValue) -> Scalar {
        self.columns[self.table.id].scalar(Some(id))
    }

    /// The type of a column in DDL.
    pub(crate) fn sql_type(&self, ordinal: usize) -> Cow<'static, str> {
        self.columns[ordinal].sql_type()
    }

    /// The `Debug` text of the id at an index of a row, if it can be read.
    #[cold]
    pub(crate) fn id_text(&self, row: &M::Row, index: usize) -> Option<String> {
        let id = self.columns[self.table.id].get(row, index).ok()??;
        (self.typed.id_text)(&*id)
    }

    /// The version of a row, if the resource has versions.
    pub(crate) fn version(&self, row: &dyn AnyRow) -> Option<i64> {
        row.value(self.table.version?)?.downcast_ref().copied()
    }
}
