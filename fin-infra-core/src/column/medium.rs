//! The media in which rows are stored, for generated code.

use std::any::Any;
use std::sync::Arc;

use chrono::NaiveDate;
use sqlx::error::BoxDynError;

use crate::backend::Backend;
use crate::value::{Native as _, OwnType, Scalar};

/// A medium takes arguments and returns rows: each database, and [`InMemory`]. Generated code is generic over it.
pub trait Medium: Sized + Send + Sync + 'static {
    /// The arguments of a statement.
    type Arguments: Default + Send;
    /// A row that was read.
    type Row: ?Sized;

    /// Adds a text that is not the value of a column: a folded copy or a search.
    fn add_text(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Reads a number of rows.
    fn integer(row: &Self::Row, index: usize) -> Result<i64, BoxDynError>;

    /// Reads a date.
    fn date(row: &Self::Row, index: usize) -> Result<Option<NaiveDate>, BoxDynError>;

    /// Reads an integer, of whatever type the database makes the result of an expression.
    fn whole(row: &Self::Row, index: usize) -> Result<Option<i128>, BoxDynError>;

    /// Reads a floating-point number, also from the exact average of integers.
    fn float(row: &Self::Row, index: usize) -> Result<Option<f64>, BoxDynError>;

    /// Reads a value of a type that the crate stores itself.
    fn own<T: OwnType>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError>;

    /// Reads a sum in units of the last decimal place of its column; `None` if it has too many digits. The sum of nothing is
    /// zero.
    fn total(row: &Self::Row, index: usize, scale: u32) -> Result<Option<i128>, BoxDynError>;
}

impl<DB: Backend> Medium for DB {
    type Arguments = <DB as sqlx::Database>::Arguments;
    type Row = <DB as sqlx::Database>::Row;

    fn add_text(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
        <DB as Backend>::add_text(text, arguments)
    }

    fn integer(row: &Self::Row, index: usize) -> Result<i64, BoxDynError> {
        Ok(DB::integer(row, index)?)
    }

    fn date(row: &Self::Row, index: usize) -> Result<Option<NaiveDate>, BoxDynError> {
        <DB as Backend>::date(row, index)
    }

    fn whole(row: &Self::Row, index: usize) -> Result<Option<i128>, BoxDynError> {
        <DB as Backend>::whole(row, index)
    }

    fn float(row: &Self::Row, index: usize) -> Result<Option<f64>, BoxDynError> {
        <DB as Backend>::float(row, index)
    }

    fn own<T: OwnType>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError> {
        <DB as Backend>::own(row, index)
    }

    fn total(row: &Self::Row, index: usize, scale: u32) -> Result<Option<i128>, BoxDynError> {
        let sum = DB::text(row, index)?;
        sum.map_or(Ok(Some(0)), |sum| Ok(DB::total(&sum, scale)))
    }
}

/// The medium of the memory store: values with the form in which they compare.
#[derive(Debug)]
pub enum InMemory {}

impl Medium for InMemory {
    type Arguments = Vec<Cell>;
    type Row = [Cell];

    fn add_text(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
        arguments.push(text.map_or_else(Cell::null, |text| Cell { scalar: Scalar::Text(text), value: None }));
        Ok(())
    }

    fn integer(row: &[Cell], index: usize) -> Result<i64, BoxDynError> {
        i64::from_scalar(row[index].scalar.clone()).ok_or_else(|| "not a number of rows".into())
    }

    fn date(row: &[Cell], index: usize) -> Result<Option<NaiveDate>, BoxDynError> {
        row[index].get()
    }

    fn whole(row: &[Cell], index: usize) -> Result<Option<i128>, BoxDynError> {
        match row[index].scalar {
            Scalar::Null => Ok(None),
            Scalar::Int(value) => Ok(Some(value)),
            _ => Err("not an integer".into()),
        }
    }

    fn float(row: &[Cell], index: usize) -> Result<Option<f64>, BoxDynError> {
        row[index].get()
    }

    fn own<T: OwnType>(row: &[Cell], index: usize) -> Result<Option<T>, BoxDynError> {
        row[index].get()
    }

    fn total(row: &[Cell], index: usize, _scale: u32) -> Result<Option<i128>, BoxDynError> {
        match row[index].scalar {
            Scalar::Int(units) => Ok(Some(units)),
            _ => Ok(None),
        }
    }
}

/// One value in memory.
#[derive(Clone)]
pub struct Cell {
    /// The form in which it compares.
    pub(crate) scalar: Scalar,
    /// The value itself, unless it is never read back.
    pub(crate) value: Option<Arc<dyn Any + Send + Sync>>,
}

impl Cell {
    pub(crate) fn null() -> Self {
        Self { scalar: Scalar::Null, value: None }
    }

    pub(crate) fn new<T: Clone + Send + Sync + 'static>(scalar: Scalar, value: &T) -> Self {
        Self { scalar, value: Some(Arc::new(value.clone())) }
    }

    pub(crate) fn get<T: Clone + 'static>(&self) -> Result<Option<T>, BoxDynError> {
        match &self.value {
            None if self.scalar.is_null() => Ok(None),
            Some(value) => match value.downcast_ref::<T>() {
                Some(value) => Ok(Some(value.clone())),
                None => Err("two resources store different types in this column".into()),
            },
            None => Err("the value was not kept".into()),
        }
    }
}
