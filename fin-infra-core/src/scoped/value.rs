//! The values of a query.

use std::any::Any;
use std::borrow::Cow;
use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::list::{IntoPlainItem, List};
use crate::backend::Backend;
use crate::column::{Column, InMemory, Kind};
use crate::error::{Error, Result};
use crate::stored::StoredTable;

/// A value that a query binds.
pub enum Value {
    /// A value that is compared with a column, by the ordinal of its resource and the name of its field, in the form in
    /// which that column stores it.
    Column(usize, &'static str, Option<Box<dyn Any + Send + Sync>>),
    /// A value without a column.
    Plain(Plain),
    /// The values after `IN`.
    List(List),
}

/// A value of a type that each database has; `None` is null.
pub enum Plain {
    /// An integer of at most 32 bits.
    Small(Option<i32>),
    /// An integer.
    Integer(Option<i64>),
    /// A boolean.
    Bool(Option<bool>),
    /// A text.
    Text(Option<String>),
    /// A UUID.
    Uuid(Option<Uuid>),
    /// A point in time.
    Time(Option<DateTime<Utc>>),
    /// A date.
    Date(Option<NaiveDate>),
}

/// A type of a value that is not compared with a column.
#[diagnostic::on_unimplemented(
    message = "a value of the type `{Self}` needs the column that it is compared with",
    label = "not bound without a column",
    note = "write the column in place of the type: `{{name: Transaction::amount}}`",
    note = "without a column: `i64`, `i32`, `u32`, `bool`, `String`, `Uuid`, `DateTime<Utc>`, `NaiveDate`, or an `Option` of one"
)]
pub trait IntoPlain: Sized {
    /// The value; `None` is null.
    fn into_plain(value: Option<Self>) -> Plain;
}

impl<T: IntoPlain> IntoPlain for Option<T> {
    fn into_plain(value: Option<Self>) -> Plain {
        T::into_plain(value.flatten())
    }
}

macro_rules! plain {
    ($($T:ty => $kind:ident),*) => {$(
        impl IntoPlain for $T {
            fn into_plain(value: Option<Self>) -> Plain {
                Plain::$kind(value.map(Into::into))
            }
        }

        impl IntoPlainItem for $T {}
    )*};
}

// A list has no nulls, so `Option` is not a type of its values.
plain!(i8 => Small, i16 => Small, i32 => Small, u8 => Small, u16 => Small, i64 => Integer, u32 => Integer);
plain!(bool => Bool, String => Text, &String => Text, &str => Text, Uuid => Uuid, DateTime<Utc> => Time, NaiveDate => Date);

/// What a program may give for a column of type `T`: a value, or an optional one.
#[diagnostic::on_unimplemented(
    message = "the column has the type `{T}`, and this is a `{Self}`",
    label = "not the type of the column"
)]
pub trait IntoValue<T> {
    /// The value, unless it is null.
    fn into_value(self) -> Option<T>;
}

impl<T> IntoValue<T> for T {
    fn into_value(self) -> Option<T> {
        Some(self)
    }
}

impl<T> IntoValue<T> for Option<T> {
    fn into_value(self) -> Self {
        self
    }
}

impl<T: Clone> IntoValue<T> for &T {
    fn into_value(self) -> Option<T> {
        Some(self.clone())
    }
}

impl<T: Clone> IntoValue<T> for Option<&T> {
    fn into_value(self) -> Option<T> {
        self.cloned()
    }
}

impl IntoValue<String> for Option<&str> {
    fn into_value(self) -> Option<String> {
        self.map(str::to_owned)
    }
}

impl IntoValue<String> for &str {
    fn into_value(self) -> Option<String> {
        Some(self.to_owned())
    }
}

/// What is compared with a column of type `T`, without its values.
pub struct ValueOf<T> {
    pub(super) table: usize,
    pub(super) field: &'static str,
    column: PhantomData<T>,
}

/// Names the column of values. A function that is never called tells its type: before the values, which have that type.
#[must_use]
pub fn value_of<C, T>(
    table: usize,
    field: &'static str,
    _column: fn(&C) -> &Column<InMemory, T>,
) -> ValueOf<T> {
    ValueOf { table, field, column: PhantomData }
}

impl<T: Send + Sync + 'static> ValueOf<T> {
    /// Adds the value.
    #[must_use]
    pub fn value(self, value: impl IntoValue<T>) -> Value {
        let value = value.into_value().map(|value| Box::new(value) as Box<dyn Any + Send + Sync>);
        Value::Column(self.table, self.field, value)
    }
}

/// Makes a value without a column. The compiler reports a type that has none on the value.
pub fn plain_value<T: IntoPlain>(value: T) -> Value {
    Value::Plain(T::into_plain(Some(value)))
}

/// What a value is compared with.
pub(super) enum Compared {
    /// A column, by the ordinal of its resource and the name of its field.
    Column(usize, &'static str),
    /// No column.
    Plain(Kind),
}

impl Value {
    /// What it is compared with.
    pub(super) fn compared(&self) -> Compared {
        match self {
            Self::Column(table, field, _) => Compared::Column(*table, field),
            Self::Plain(plain) => Compared::Plain(plain.kind()),
            Self::List(list) => list.compared(),
        }
    }

    /// The type by which the database knows it.
    pub(crate) fn sql_type<DB: Backend>(&self, tables: &[&StoredTable<DB>]) -> Cow<'static, str> {
        match self {
            Self::Column(table, field, _) => sql_type(tables[*table], field),
            Self::Plain(plain) => plain.sql_type().into(),
            Self::List(list) => list.sql_type(tables),
        }
    }

    /// Brings the value into the form in which its column stores it, and adds it.
    pub(crate) fn add<DB: Backend>(
        &mut self,
        tables: &[&StoredTable<DB>],
        to: &mut DB::Arguments,
    ) -> Result<()> {
        match self {
            Self::Column(table, field, value) => {
                let stored = tables[*table];
                let ordinal = ordinal(stored, field)?;
                match value {
                    Some(value) => stored.add_normalized(ordinal, value.as_mut(), to),
                    None => stored.columns[ordinal].add(None, to),
                }
            }
            Self::Plain(plain) => plain.add::<DB>(to),
            Self::List(list) => list.add(tables, to),
        }
    }
}

/// The ordinal of the column of a field.
pub(super) fn ordinal<DB: Backend>(stored: &StoredTable<DB>, field: &'static str) -> Result<usize> {
    let ordinal = stored.table.columns.iter().position(|column| column.field == field);
    ordinal.ok_or_else(|| Error::invalid(field, "is not a field of this resource").of(stored.table.name))
}

/// The type of the column of a field.
pub(super) fn sql_type<DB: Backend>(stored: &StoredTable<DB>, field: &'static str) -> Cow<'static, str> {
    ordinal(stored, field).map_or("".into(), |ordinal| stored.sql_type(ordinal))
}

impl Plain {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Small(_) | Self::Integer(_) | Self::Bool(_) => Kind::Number,
            Self::Text(_) => Kind::Other,
            Self::Uuid(_) => Kind::Uuid,
            Self::Time(_) => Kind::Time,
            Self::Date(_) => Kind::Date,
        }
    }

    pub(super) fn sql_type(&self) -> &'static str {
        match self {
            Self::Small(_) => "int4",
            Self::Integer(_) => "int8",
            Self::Bool(_) => "bool",
            Self::Text(_) => "text",
            Self::Uuid(_) => "uuid",
            Self::Time(_) => "timestamptz",
            Self::Date(_) => "date",
        }
    }

    pub(super) fn add<DB: Backend>(&self, to: &mut DB::Arguments) -> Result<()> {
        let added = match self {
            Self::Small(value) => DB::add_own(value.as_ref(), to),
            Self::Integer(value) => DB::add_own(value.as_ref(), to),
            Self::Bool(value) => DB::add_own(value.as_ref(), to),
            Self::Text(value) => <DB as Backend>::add_text(value.clone(), to),
            Self::Uuid(value) => DB::add_own(value.as_ref(), to),
            Self::Time(value) => DB::add_own(value.as_ref(), to),
            Self::Date(value) => DB::add_own(value.as_ref(), to),
        };
        added.map_err(|error| Error::database("a value of the query cannot be encoded").with_source(error))
    }
}
