//! Columns with their type erased.

use std::any::{Any, TypeId};
use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Column, Medium};
use crate::error::{Error, Result};
use crate::value::Scalar;

/// A type-erased [`Column`]. A value must have the column's type; `None` is null.
///
/// Code that uses this trait is compiled once, not once for each resource.
pub trait AnyColumn<M: Medium>: Send + Sync {
    /// See [`Column::normalize`].
    fn normalize(&self, value: &mut dyn Any) -> Result<()>;
    /// See [`Column::add_optional`].
    fn add(&self, value: Option<&dyn Any>, to: &mut M::Arguments) -> Result<()>;
    /// See [`Column::add_folded`].
    fn add_folded(&self, value: Option<&dyn Any>, to: &mut M::Arguments) -> Result<()>;
    /// Adds a value from its [`scalar`](Self::scalar).
    fn add_scalar(&self, scalar: Scalar, to: &mut M::Arguments) -> Result<()>;
    /// The form in which a value compares. Null unless the value has the column's type.
    fn scalar(&self, value: Option<&dyn Any>) -> Scalar;
    /// Reads the value at an index of a row, if it is not null.
    fn get(&self, row: &M::Row, index: usize) -> Result<Option<Box<dyn Any + Send + Sync>>>;
    /// See [`Column::sql_type`].
    fn sql_type(&self) -> Cow<'static, str>;
    /// What its type is where databases differ in how they compare it.
    fn kind(&self) -> Kind;
}

impl<M: Medium, T: Send + Sync + 'static> AnyColumn<M> for Column<M, T> {
    fn normalize(&self, value: &mut dyn Any) -> Result<()> {
        let value = value.downcast_mut().ok_or_else(|| self.wrong_type())?;
        Self::normalize(self, value)
    }

    fn add(&self, value: Option<&dyn Any>, to: &mut M::Arguments) -> Result<()> {
        self.add_optional(self.typed(value)?, to)
    }

    fn add_folded(&self, value: Option<&dyn Any>, to: &mut M::Arguments) -> Result<()> {
        Self::add_folded(self, self.typed(value)?, to)
    }

    fn add_scalar(&self, scalar: Scalar, to: &mut M::Arguments) -> Result<()> {
        Self::add_scalar(self, scalar, to)
    }

    fn scalar(&self, value: Option<&dyn Any>) -> Scalar {
        self.scalar_optional(value.and_then(<dyn Any>::downcast_ref))
    }

    fn get(&self, row: &M::Row, index: usize) -> Result<Option<Box<dyn Any + Send + Sync>>> {
        let value = self.get_optional(row, index)?;
        Ok(value.map(|value| Box::new(value) as Box<dyn Any + Send + Sync>))
    }

    fn sql_type(&self) -> Cow<'static, str> {
        Self::sql_type(self)
    }

    fn kind(&self) -> Kind {
        Kind::of(TypeId::of::<T>())
    }
}

/// What a type is where databases differ in how they compare it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number or a boolean.
    Number,
    /// A point in time, or a time of day.
    Time,
    /// A date.
    Date,
    /// A UUID.
    Uuid,
    /// Any other.
    Other,
}

impl Kind {
    fn of(ty: TypeId) -> Self {
        macro_rules! is_one_of {
            ($($T:ty),*) => {
                [$(TypeId::of::<$T>()),*].contains(&ty)
            };
        }
        if is_one_of!(DateTime<Utc>, NaiveDateTime, NaiveTime) {
            Self::Time
        } else if is_one_of!(NaiveDate) {
            Self::Date
        } else if is_one_of!(Uuid) {
            Self::Uuid
        } else if is_one_of!(bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, Decimal) {
            Self::Number
        } else {
            Self::Other
        }
    }
}

impl<M: Medium, T: 'static> Column<M, T> {
    fn typed<'a>(&self, value: Option<&'a dyn Any>) -> Result<Option<&'a T>> {
        value.map(|value| value.downcast_ref().ok_or_else(|| self.wrong_type())).transpose()
    }

    #[cold]
    fn wrong_type(&self) -> Error {
        self.invalid(format!("expects a value of the type `{}`", std::any::type_name::<T>()))
    }
}
