//! One column of one medium: how its values are checked, stored, read and compared.

mod any;
mod document;
mod foreign;
mod functions;
mod in_memory;
mod medium;
mod money;
mod probe;
mod storable;
mod storage;

use std::borrow::Cow;

use sqlx::error::BoxDynError;

pub use self::any::AnyColumn;
pub(crate) use self::any::Kind;
pub use self::foreign::{Precision, Unseen};
use self::functions::Functions;
pub use self::functions::{NotGenerated, StorageOf, own};
pub(crate) use self::medium::Cell;
pub use self::medium::{InMemory, Medium};
pub(crate) use self::probe::Foreign;
pub use self::probe::{CloneProbe, JsonProbe, MemoryProbe, NoProbe, Otherwise, Probe, Unclonable};
pub use self::storable::{json, probed};
pub(crate) use self::storage::Own;
use crate::error::{Error, Result};
use crate::fold::fold;
use crate::table::{self, Table};
use crate::value::{InvalidValue, Scalar, exceeds};

/// How a column is stored that a field of a row is like.
pub struct Like {
    pub(crate) sql_type: Cow<'static, str>,
    pub(crate) scale: u8,
}

/// A column of a table in a medium, holding a `T`.
///
/// `Functions::at` creates it in a constant, from a storage that the compiler chooses by the type. The bounds on a type
/// are checked there, once, on the user's field; generated functions only use the result.
pub struct Column<M: Medium, T> {
    table: &'static Table,
    ordinal: usize,
    functions: Functions<M, T>,
}

impl<M: Medium, T> Column<M, T> {
    /// The ordinal in the table.
    pub(crate) fn ordinal(&self) -> usize {
        self.ordinal
    }

    /// Its description.
    #[inline]
    pub(crate) fn description(&self) -> &'static table::Column {
        &self.table.columns[self.ordinal]
    }

    /// Brings a value into the form in which it will be read back, or rejects it.
    pub fn normalize(&self, value: &mut T) -> Result<()> {
        let description = self.description();
        let normalized = (self.functions.check)(value)
            .and_then(|()| (self.functions.normalize)(value, &description.limits));
        normalized.map_err(|invalid| self.rejected(invalid))?;
        match description.limits.length {
            Some(max) if description.folded.is_some() => self.check_folded(value, max),
            _ => Ok(()),
        }
    }

    /// Rejects a text whose folded copy is too long for its column: some characters fold to two or three.
    fn check_folded(&self, value: &T, max: u32) -> Result<()> {
        match self.folded(value) {
            Some(folded) if exceeds(&folded, max) => {
                Err(self.invalid(format!("must have at most {max} characters, also when its case is folded")))
            }
            _ => Ok(()),
        }
    }

    /// The same for a nullable column.
    pub fn normalize_optional(&self, value: &mut Option<T>) -> Result<()> {
        value.as_mut().map_or(Ok(()), |value| self.normalize(value))
    }

    /// Adds a normalized value to a statement's arguments.
    pub fn add(&self, value: &T, arguments: &mut M::Arguments) -> Result<()> {
        self.add_optional(Some(value), arguments)
    }

    /// The same for a nullable column.
    pub fn add_optional(&self, value: Option<&T>, arguments: &mut M::Arguments) -> Result<()> {
        (self.functions.add)(value, &self.description().limits, arguments)
            .map_err(|error| self.unencodable(error))
    }

    /// Adds the folded copy of a text.
    pub fn add_folded(&self, value: Option<&T>, arguments: &mut M::Arguments) -> Result<()> {
        let text = value.and_then(|value| self.folded(value));
        M::add_text(text, arguments).map_err(|error| self.unencodable(error))
    }

    /// Adds a value from its scalar, which a cursor contains.
    pub(crate) fn add_scalar(&self, scalar: Scalar, arguments: &mut M::Arguments) -> Result<()> {
        (self.functions.add_scalar)(scalar, &self.description().limits, arguments)
            .map_err(|error| self.unencodable(error))
    }

    /// How values are stored, for a field of a row that is read like the column.
    #[must_use]
    pub fn like(&self) -> Like {
        Like { sql_type: self.sql_type(), scale: self.description().limits.scale }
    }

    /// Reads a required value.
    #[inline]
    pub fn get(&self, row: &M::Row, index: usize) -> Result<T> {
        self.get_optional(row, index)?.ok_or_else(|| self.unreadable("it is null".into()))
    }

    /// Reads a nullable value.
    #[inline]
    pub fn get_optional(&self, row: &M::Row, index: usize) -> Result<Option<T>> {
        (self.functions.get)(row, index, &self.description().limits).map_err(|error| self.unreadable(error))
    }

    /// The form in which the value compares.
    pub fn scalar(&self, value: &T) -> Scalar {
        (self.functions.scalar)(value)
    }

    /// The same for a nullable column.
    #[must_use]
    pub fn scalar_optional(&self, value: Option<&T>) -> Scalar {
        value.map_or(Scalar::Null, |value| self.scalar(value))
    }

    /// The column's type in DDL; empty in memory.
    #[must_use]
    pub fn sql_type(&self) -> Cow<'static, str> {
        (self.functions.sql_type)(&self.description().limits)
    }

    /// The folded copy of a text.
    pub(crate) fn folded(&self, value: &T) -> Option<String> {
        match self.scalar(value) {
            Scalar::Text(text) => Some(fold(&text)),
            _ => None,
        }
    }

    pub(crate) fn invalid(&self, reason: impl Into<Cow<'static, str>>) -> Error {
        Error::invalid(self.description().field, reason).of(self.table.name)
    }

    fn rejected(&self, InvalidValue { reason, source }: InvalidValue) -> Error {
        let error = self.invalid(reason);
        match source {
            Some(source) => error.with_source(source),
            None => error,
        }
    }

    pub(crate) fn unencodable(&self, error: BoxDynError) -> Error {
        self.invalid("the value cannot be encoded").with_source(error)
    }

    #[cold]
    fn unreadable(&self, error: BoxDynError) -> Error {
        Error::unreadable("what is stored in this column does not fit the struct")
            .of(self.table.name)
            .with_field(self.description().field)
            .with_source(error)
    }
}

/// A column in a store that the resource is not generated for.
#[must_use]
pub const fn unsupported<M: Medium, T>(table: &'static Table, ordinal: usize) -> Column<M, T> {
    let functions = Functions {
        normalize: |_, _| Err(UNSUPPORTED.invalid()),
        check: |_| Ok(()),
        add: |_, _, _| Err(UNSUPPORTED.error()),
        get: |_, _, _| Err(UNSUPPORTED.error()),
        scalar: |_| Scalar::Null,
        add_scalar: |_, _, _| Err(UNSUPPORTED.error()),
        sql_type: |_| Cow::Borrowed(""),
    };
    functions.at(table, ordinal)
}

/// The reason why a resource is not available in a store.
struct Unsupported(&'static str);

const UNSUPPORTED: Unsupported =
    Unsupported("the resource is not generated for this store: see `backends(..)` on its struct");

impl Unsupported {
    fn invalid(&self) -> InvalidValue {
        self.0.into()
    }

    fn error(&self) -> BoxDynError {
        self.0.into()
    }
}
