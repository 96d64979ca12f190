//! Storage in memory: the value itself, and the form in which it compares.

use std::borrow::Cow;
use std::sync::Arc;

use sqlx::error::BoxDynError;

use super::medium::Cell;
use super::storage::{AsJson, ComparedBy, Own, StorableJson, Storage, foreign_scalar};
use super::{document, foreign};
use crate::backend::Backend;
use crate::column::InMemory;
use crate::table::Limits;
use crate::value::Native;
use crate::value::Storable;
use crate::value::{InvalidValue, Scalar};

impl<T: Native> Storage<InMemory, T> for Own {
    fn normalize(value: &mut T, limits: &Limits) -> Result<(), InvalidValue> {
        value.normalize(limits)
    }

    fn add(value: Option<&T>, _limits: &Limits, arguments: &mut Vec<Cell>) -> Result<(), BoxDynError> {
        arguments.push(value.map_or_else(Cell::null, |value| Cell::new(value.scalar(), value)));
        Ok(())
    }

    fn get(row: &[Cell], index: usize, _limits: &Limits) -> Result<Option<T>, BoxDynError> {
        row[index].get()
    }

    fn scalar(value: &T) -> Scalar {
        value.scalar()
    }

    fn add_scalar(scalar: Scalar, limits: &Limits, arguments: &mut Vec<Cell>) -> Result<(), BoxDynError> {
        let value = T::from_scalar(scalar).ok_or_else(foreign_scalar)?;
        Self::add(Some(&value), limits, arguments)
    }

    fn sql_type(_limits: &Limits) -> Cow<'static, str> {
        Cow::Borrowed("")
    }
}

impl<DB: Backend, T: Storable<DB> + Clone> Storage<InMemory, T> for ComparedBy<DB> {
    fn normalize(value: &mut T, limits: &Limits) -> Result<(), InvalidValue> {
        foreign::normalize::<DB, T>(value, limits)
    }

    fn add(value: Option<&T>, _limits: &Limits, arguments: &mut Vec<Cell>) -> Result<(), BoxDynError> {
        arguments.push(value.map_or_else(Cell::null, |value| Cell::new(DB::comparable(value), value)));
        Ok(())
    }

    fn get(row: &[Cell], index: usize, _limits: &Limits) -> Result<Option<T>, BoxDynError> {
        row[index].get()
    }

    fn scalar(value: &T) -> Scalar {
        DB::comparable(value)
    }

    fn add_scalar(scalar: Scalar, _limits: &Limits, arguments: &mut Vec<Cell>) -> Result<(), BoxDynError> {
        arguments.push(Cell { scalar, value: None });
        Ok(())
    }

    fn sql_type(_limits: &Limits) -> Cow<'static, str> {
        Cow::Borrowed("")
    }
}

impl<T: StorableJson> Storage<InMemory, T> for AsJson {
    fn normalize(value: &mut T, _limits: &Limits) -> Result<(), InvalidValue> {
        document::normalize(value)
    }

    fn add(value: Option<&T>, _limits: &Limits, arguments: &mut Vec<Cell>) -> Result<(), BoxDynError> {
        arguments.push(value.map_or_else(Cell::null, |value| Cell {
            // JSON does not compare, and it is not null.
            scalar: Scalar::Bool(true),
            value: Some(Arc::new(value.clone())),
        }));
        Ok(())
    }

    fn get(row: &[Cell], index: usize, _limits: &Limits) -> Result<Option<T>, BoxDynError> {
        row[index].get()
    }

    fn scalar(_value: &T) -> Scalar {
        Scalar::Null
    }

    fn add_scalar(_scalar: Scalar, _limits: &Limits, _arguments: &mut Vec<Cell>) -> Result<(), BoxDynError> {
        Err(foreign_scalar())
    }

    fn sql_type(_limits: &Limits) -> Cow<'static, str> {
        Cow::Borrowed("")
    }
}
