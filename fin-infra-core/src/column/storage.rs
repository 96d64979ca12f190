//! The storages of a column, and the bounds of each on the type.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::error::BoxDynError;

use super::medium::Medium;
use super::{document, foreign};
use crate::backend::Backend;
use crate::stub::stub;
use crate::table::Limits;
use crate::value::NativeIn;
use crate::value::Storable;
use crate::value::{InvalidValue, Scalar};

/// A type that can be a JSON column.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored as JSON",
    label = "cannot be converted to JSON and back",
    note = "derive `serde::Serialize`, `serde::Deserialize` and `Clone` for it"
)]
pub trait StorableJson: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static> StorableJson for T {}

/// The storage of a type that the crate knows.
#[derive(Clone, Copy)]
pub struct Own;

/// The storage that the type's sqlx traits define.
#[derive(Clone, Copy)]
pub struct Sqlx;

/// In memory: the value itself, compared as `DB` would.
pub struct ComparedBy<DB>(PhantomData<fn() -> DB>);

impl<DB> ComparedBy<DB> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<DB> Clone for ComparedBy<DB> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<DB> Copy for ComparedBy<DB> {}

/// JSON.
#[derive(Clone, Copy)]
pub struct AsJson;

/// No storage. A column without storage is a compile error, so none of this runs.
#[derive(Clone, Copy)]
pub struct NoStorage;

/// The storage `Self` of a `T` in a medium, as functions for a [`Column`].
pub trait Storage<M: Medium, T> {
    /// See [`Native::normalize`].
    fn normalize(value: &mut T, limits: &Limits) -> Result<(), InvalidValue>;
    /// See [`NativeIn::add`]; `None` is null.
    fn add(value: Option<&T>, limits: &Limits, arguments: &mut M::Arguments) -> Result<(), BoxDynError>;
    /// See [`NativeIn::get`].
    fn get(row: &M::Row, index: usize, limits: &Limits) -> Result<Option<T>, BoxDynError>;
    /// See [`Native::scalar`].
    fn scalar(value: &T) -> Scalar;
    /// Adds the value from its scalar.
    fn add_scalar(scalar: Scalar, limits: &Limits, arguments: &mut M::Arguments) -> Result<(), BoxDynError>;
    /// See [`NativeIn::sql_type`].
    fn sql_type(limits: &Limits) -> Cow<'static, str>;
}

pub(super) fn foreign_scalar() -> BoxDynError {
    "the value is of another column".into()
}

impl<DB: Backend, T: NativeIn<DB>> Storage<DB, T> for Own {
    fn normalize(value: &mut T, limits: &Limits) -> Result<(), InvalidValue> {
        value.normalize(limits)
    }

    fn add(value: Option<&T>, limits: &Limits, arguments: &mut DB::Arguments) -> Result<(), BoxDynError> {
        match value {
            Some(value) => value.add(limits, arguments),
            None => T::add_null(arguments),
        }
    }

    fn get(row: &DB::Row, index: usize, limits: &Limits) -> Result<Option<T>, BoxDynError> {
        T::get(row, index, limits)
    }

    fn scalar(value: &T) -> Scalar {
        value.scalar()
    }

    fn add_scalar(scalar: Scalar, limits: &Limits, arguments: &mut DB::Arguments) -> Result<(), BoxDynError> {
        T::from_scalar(scalar).ok_or_else(foreign_scalar)?.add(limits, arguments)
    }

    fn sql_type(limits: &Limits) -> Cow<'static, str> {
        T::sql_type(limits)
    }
}

impl<DB: Backend, T: Storable<DB>> Storage<DB, T> for Sqlx {
    fn normalize(value: &mut T, limits: &Limits) -> Result<(), InvalidValue> {
        foreign::normalize::<DB, T>(value, limits)
    }

    fn add(value: Option<&T>, _limits: &Limits, arguments: &mut DB::Arguments) -> Result<(), BoxDynError> {
        DB::add(value, arguments)
    }

    fn get(row: &DB::Row, index: usize, _limits: &Limits) -> Result<Option<T>, BoxDynError> {
        DB::get(row, index)
    }

    fn scalar(value: &T) -> Scalar {
        DB::raw_scalar(value)
    }

    fn add_scalar(
        scalar: Scalar,
        _limits: &Limits,
        arguments: &mut DB::Arguments,
    ) -> Result<(), BoxDynError> {
        DB::add_raw_scalar::<T>(scalar, arguments)
    }

    fn sql_type(limits: &Limits) -> Cow<'static, str> {
        DB::foreign_type(&T::type_info(), limits)
    }
}

impl<DB: Backend, T: StorableJson> Storage<DB, T> for AsJson {
    fn normalize(value: &mut T, _limits: &Limits) -> Result<(), InvalidValue> {
        document::normalize(value)
    }

    fn add(value: Option<&T>, _limits: &Limits, arguments: &mut DB::Arguments) -> Result<(), BoxDynError> {
        DB::add_json(value.map(document::text).transpose()?, arguments)
    }

    fn get(row: &DB::Row, index: usize, _limits: &Limits) -> Result<Option<T>, BoxDynError> {
        DB::get_json(row, index)
    }

    /// Its text, for its length. JSON does not compare.
    fn scalar(value: &T) -> Scalar {
        serde_json::to_string(value).map_or(Scalar::Null, Scalar::Text)
    }

    fn add_scalar(
        _scalar: Scalar,
        _limits: &Limits,
        _arguments: &mut DB::Arguments,
    ) -> Result<(), BoxDynError> {
        Err(foreign_scalar())
    }

    fn sql_type(_limits: &Limits) -> Cow<'static, str> {
        DB::JSON_TYPE.into()
    }
}

impl<M: Medium, T> Storage<M, T> for NoStorage {
    fn normalize(_value: &mut T, _limits: &Limits) -> Result<(), InvalidValue> {
        stub()
    }

    fn add(_value: Option<&T>, _limits: &Limits, _arguments: &mut M::Arguments) -> Result<(), BoxDynError> {
        stub()
    }

    fn get(_row: &M::Row, _index: usize, _limits: &Limits) -> Result<Option<T>, BoxDynError> {
        stub()
    }

    fn scalar(_value: &T) -> Scalar {
        stub()
    }

    fn add_scalar(
        _scalar: Scalar,
        _limits: &Limits,
        _arguments: &mut M::Arguments,
    ) -> Result<(), BoxDynError> {
        stub()
    }

    fn sql_type(_limits: &Limits) -> Cow<'static, str> {
        stub()
    }
}
