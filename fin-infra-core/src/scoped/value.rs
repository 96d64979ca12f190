//! The values of a query.

use std::any::Any;
use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::backend::Backend;
use crate::column::{Column, InMemory};
use crate::error::{Error, Result};
use crate::stored::StoredTable;

/// A value that a query binds.
pub enum Value {
    /// A value that is compared with a column, by the ordinal of its resource and the name of its field, in the form in
    /// which that column stores it.
    Column(usize, &'static str, Option<Box<dyn Any + Send + Sync>>),
    /// A value without a column.
    Plain(Plain),
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
    )*};
}

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

/// Makes the value for a column, whose type a function that is never called tells.
pub fn column_value<C, T: Send + Sync + 'static>(
    table: usize,
    field: &'static str,
    _column: fn(&C) -> &Column<InMemory, T>,
    value: impl IntoValue<T>,
) -> Value {
    let value = value.into_value().map(|value| Box::new(value) as Box<dyn Any + Send + Sync>);
    Value::Column(table, field, value)
}

/// Makes a value without a column. The compiler reports a type that has none on the value.
pub fn plain_value<T: IntoPlain>(value: T) -> Value {
    Value::Plain(T::into_plain(Some(value)))
}

impl Value {
    /// The type by which the database knows it.
    pub(crate) fn sql_type<DB: Backend>(&self, tables: &[&StoredTable<DB>]) -> Cow<'static, str> {
        match self {
            Self::Column(table, field, _) => {
                let stored = tables[*table];
                let ordinal = stored.table.columns.iter().position(|column| column.field == *field);
                ordinal.map_or("".into(), |ordinal| stored.sql_type(ordinal))
            }
            Self::Plain(plain) => match plain {
                Plain::Small(_) => "int4",
                Plain::Integer(_) => "int8",
                Plain::Bool(_) => "bool",
                Plain::Text(_) => "text",
                Plain::Uuid(_) => "uuid",
                Plain::Time(_) => "timestamptz",
                Plain::Date(_) => "date",
            }
            .into(),
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
                let ordinal = stored.table.columns.iter().position(|column| column.field == *field);
                let ordinal = ordinal.ok_or_else(|| {
                    Error::invalid(*field, "is not a field of this resource").of(stored.table.name)
                })?;
                match value {
                    Some(value) => stored.add_normalized(ordinal, value.as_mut(), to),
                    None => stored.columns[ordinal].add(None, to),
                }
            }
            Self::Plain(plain) => {
                let added = match plain {
                    Plain::Small(value) => DB::add_own(value.as_ref(), to),
                    Plain::Integer(value) => DB::add_own(value.as_ref(), to),
                    Plain::Bool(value) => DB::add_own(value.as_ref(), to),
                    Plain::Text(value) => <DB as Backend>::add_text(value.clone(), to),
                    Plain::Uuid(value) => DB::add_own(value.as_ref(), to),
                    Plain::Time(value) => DB::add_own(value.as_ref(), to),
                    Plain::Date(value) => DB::add_own(value.as_ref(), to),
                };
                added.map_err(|error| {
                    Error::database("a value of the query cannot be encoded").with_source(error)
                })
            }
        }
    }
}
