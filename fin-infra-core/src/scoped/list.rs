//! The values after `IN`.

use std::any::Any;
use std::borrow::Cow;

use super::value::{Compared, IntoPlain, Plain, Value, ValueOf, ordinal, sql_type};
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::limits::{self, MAX_VALUES, MAX_VALUES_IN_ALL};
use crate::stored::StoredTable;

/// The values of a list, which has a name.
pub struct List {
    name: &'static str,
    values: Values,
}

enum Values {
    /// Values that are compared with a column, by the ordinal of its resource and the name of its field.
    Column(usize, &'static str, Box<dyn AnyList>),
    /// Values without a column, and the null of their type.
    Plain(Vec<Plain>, Plain),
}

/// Values of one type.
trait AnyList: Send + Sync {
    fn len(&self) -> usize;

    fn value(&mut self, index: usize) -> Option<&mut dyn Any>;
}

impl<T: Send + Sync + 'static> AnyList for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn value(&mut self, index: usize) -> Option<&mut dyn Any> {
        self.get_mut(index).map(|value| value as &mut dyn Any)
    }
}

/// A type of the values of a list that is not compared with a column.
#[diagnostic::on_unimplemented(
    message = "a list of the type `[{Self}]` needs the column that its values are compared with",
    label = "not bound without a column",
    note = "write the column in place of the type: `{{ids: [Transaction::id]}}`",
    note = "without a column: `i64`, `i32`, `u32`, `bool`, `String`, `Uuid`, `DateTime<Utc>` or `NaiveDate`; a list has no nulls"
)]
pub trait IntoPlainItem: IntoPlain {}

/// What a program may give as a list of values of type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of `{T}`",
    label = "not a list of `{T}`",
    note = "a list is a `Vec`, a slice, an array or another iterator, of values or of references to them",
    note = "a list has no nulls: leave out each `None`, and write `OR column IS NULL` if rows without a value count"
)]
pub trait IntoList<T> {
    /// The values, but no more than show that there are too many.
    fn into_list(self) -> Vec<T>;
}

#[diagnostic::do_not_recommend]
impl<T, I: IntoIterator<Item: IntoItem<T>>> IntoList<T> for I {
    fn into_list(self) -> Vec<T> {
        self.into_iter().take(MAX_VALUES + 1).map(IntoItem::into_item).collect()
    }
}

/// An item of a list of values of type `T`.
pub trait IntoItem<T> {
    /// The value.
    fn into_item(self) -> T;
}

impl<T> IntoItem<T> for T {
    fn into_item(self) -> T {
        self
    }
}

impl<T: Clone> IntoItem<T> for &T {
    fn into_item(self) -> T {
        self.clone()
    }
}

impl IntoItem<String> for &str {
    fn into_item(self) -> String {
        self.to_owned()
    }
}

impl IntoItem<String> for &&str {
    fn into_item(self) -> String {
        (*self).to_owned()
    }
}

impl<T: Send + Sync + 'static> ValueOf<T> {
    /// Adds the values of a list. Errors have the name of the list.
    #[must_use]
    pub fn values(self, name: &'static str, values: impl IntoList<T>) -> Value {
        let values = Values::Column(self.table, self.field, Box::new(values.into_list()));
        Value::List(List { name, values })
    }
}

/// Makes a list without a column.
#[must_use]
pub fn plain_list<T: IntoPlainItem>(name: &'static str, values: impl IntoList<T>) -> Value {
    let values = values.into_list().into_iter().map(|value| T::into_plain(Some(value))).collect();
    Value::List(List { name, values: Values::Plain(values, T::into_plain(None)) })
}

impl List {
    pub(crate) fn len(&self) -> usize {
        match &self.values {
            Values::Column(_, _, values) => values.len(),
            Values::Plain(values, _) => values.len(),
        }
    }

    /// How many arguments it adds. Their number is rounded up, so that few texts are prepared; an empty list adds a null, which
    /// has the type of its values.
    pub(crate) fn width(&self) -> usize {
        let len = self.len();
        len.next_power_of_two().clamp(len, MAX_VALUES.max(len))
    }

    /// What the values are compared with.
    pub(super) fn compared(&self) -> Compared {
        match &self.values {
            Values::Column(table, field, _) => Compared::Column(*table, field),
            Values::Plain(_, null) => Compared::Plain(null.kind()),
        }
    }

    pub(super) fn sql_type<DB: Backend>(&self, tables: &[&StoredTable<DB>]) -> Cow<'static, str> {
        match &self.values {
            Values::Column(table, field, _) => sql_type(tables[*table], field),
            Values::Plain(_, null) => null.sql_type().into(),
        }
    }

    /// Adds the values, each in the form in which its column stores it, and then the last one up to the width.
    pub(super) fn add<DB: Backend>(
        &mut self,
        tables: &[&StoredTable<DB>],
        to: &mut DB::Arguments,
    ) -> Result<()> {
        let (len, width) = (self.len(), self.width());
        match &mut self.values {
            Values::Column(table, field, values) => {
                let stored = tables[*table];
                let ordinal = ordinal(stored, field)?;
                for index in 0..len {
                    let value = values.value(index);
                    value.map_or(Ok(()), |value| stored.add_normalized(ordinal, value, to))?;
                }
                let last = values.value(len.saturating_sub(1)).map(|value| &*value);
                (len..width).try_for_each(|_| stored.columns[ordinal].add(last, to))
            }
            Values::Plain(values, null) => {
                let last = values.last().unwrap_or(null);
                let padding = (len..width).map(|_| last);
                values.iter().chain(padding).try_for_each(|value| value.add::<DB>(to))
            }
        }
    }
}

/// Returns an error for lists with too many values.
pub(crate) fn check_lists(values: &[Value]) -> Result<()> {
    let lists = || {
        values.iter().filter_map(|value| match value {
            Value::List(list) => Some(list),
            _ => None,
        })
    };
    lists().try_for_each(|list| limits::check(list.name, "values", list.len(), MAX_VALUES))?;
    match lists().map(List::len).sum::<usize>() {
        0..=MAX_VALUES_IN_ALL => Ok(()),
        _ => Err(Error::invalid("scoped_sql", limits::at_most("values in all lists", MAX_VALUES_IN_ALL))),
    }
}
