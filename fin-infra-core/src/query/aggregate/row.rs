//! The rows of an aggregate: a tuple of what was asked for, in the order of the calls.

use chrono::NaiveDate;

use super::average::Average;
use super::measure::Measure;
use crate::column::Medium;
use crate::currency::Currency;
use crate::error::{Error, Result};
use crate::stored::{AnyValue, StoredTable};
use crate::table::CurrencyOf;
use crate::value::Number;

/// A value of a group.
pub(super) type Value = Box<AnyValue>;

/// What an aggregate returns for each group: a tuple with the values that were asked for, in the order of the calls.
///
/// The names of the methods are those of [`FinResource`](crate::FinResource): `sum_amount()` adds a `Decimal`,
/// `by_category()` a `String`, and `count()` a `u64`. There are at most 12 values.
pub trait AggregateRow: Send + Sized + 'static {
    /// Takes the values of a row.
    #[doc(hidden)]
    fn from_values(values: Vec<Value>) -> Result<Self>;
}

/// A row whose values are chosen at run time, and whose types the compiler therefore does not know.
#[doc(hidden)]
pub struct Untyped(pub Vec<Value>);

impl AggregateRow for Untyped {
    fn from_values(values: Vec<Value>) -> Result<Self> {
        Ok(Self(values))
    }
}

impl<T> With<T> for Untyped {
    type Row = Self;
}

/// A row to which a value can be added.
#[diagnostic::on_unimplemented(
    message = "an aggregate returns at most 12 values",
    label = "one value too many",
    note = "ask for the rest in another aggregate"
)]
pub trait With<T>: AggregateRow {
    /// The row with the value at its end.
    type Row: AggregateRow;
}

macro_rules! rows {
    ($($T:ident)*) => { rows!(@ [] $($T)*); };
    (@ [$($T:ident)*] $Next:ident $($rest:ident)*) => {
        rows!(@row $($T)*);
        impl<$($T: Send + 'static,)* $Next: Send + 'static> With<$Next> for ($($T,)*) {
            type Row = ($($T,)* $Next,);
        }
        rows!(@ [$($T)* $Next] $($rest)*);
    };
    (@ [$($T:ident)*]) => { rows!(@row $($T)*); };
    (@row $($T:ident)*) => {
        impl<$($T: Send + 'static),*> AggregateRow for ($($T,)*) {
            fn from_values(values: Vec<Value>) -> Result<Self> {
                let mut values = values.into_iter();
                let row = ($(take::<$T>(&mut values)?,)*);
                match values.next() {
                    None => Ok(row),
                    Some(_) => Err(wrong_type()),
                }
            }
        }
    };
}

rows! { A B C D E F G H I J K L }

fn take<T: 'static>(values: &mut impl Iterator<Item = Value>) -> Result<T> {
    let value = values.next().and_then(|value| value.downcast().ok());
    value.map(|value| *value).ok_or_else(wrong_type)
}

#[cold]
pub(super) fn wrong_type() -> Error {
    Error::database("the values of a group have other types than its row")
}

/// A row, and a key after its values.
pub(crate) struct Keyed<K, Row> {
    pub(crate) key: K,
    pub(crate) row: Row,
}

impl<K: Send + 'static, Row: AggregateRow> AggregateRow for Keyed<K, Row> {
    fn from_values(mut values: Vec<Value>) -> Result<Self> {
        let key = values.pop().and_then(|key| key.downcast().ok()).ok_or_else(wrong_type)?;
        Ok(Self { key: *key, row: Row::from_values(values)? })
    }
}

/// One value of a row: what it is computed from, and how it is read.
#[derive(Clone)]
pub(crate) struct Output {
    /// One measure, or two of an average.
    pub(crate) measures: Vec<Measure>,
    pub(super) read: fn(&Measure, &mut dyn Values) -> Result<Value>,
}

/// The values of a group in a medium, one after the other.
pub(crate) trait Values {
    /// The next value, of a column.
    fn column(&mut self, ordinal: usize) -> Result<Option<Value>>;
    /// The next value, a date.
    fn date(&mut self, ordinal: usize) -> Result<Option<NaiveDate>>;
    /// The next value, a number of rows.
    fn count(&mut self) -> Result<u64>;
    /// The next value, a sum of a column in units of a decimal place, unless it has too many digits.
    fn total(&mut self, ordinal: usize, scale: u32) -> Result<Option<i128>>;
    /// The error for a value of a column.
    fn error(&self, ordinal: usize, reason: &'static str) -> Error;
    /// Reads the currency of the amounts in the column at an ordinal.
    fn currency(&mut self, ordinal: usize) -> Result<Option<Currency>>;
}

impl Output {
    /// Reads the value.
    pub(crate) fn read(&self, values: &mut dyn Values) -> Result<Value> {
        let measure = self.measures.first().ok_or_else(wrong_type)?;
        (self.read)(measure, values)
    }

    pub(super) fn column(measure: Measure) -> Self {
        Self {
            measures: vec![measure],
            read: |measure, values| required(measure, values, |values, ordinal| values.column(ordinal)),
        }
    }

    pub(super) fn optional<T: Send + Sync + 'static>(measure: Measure) -> Self {
        Self {
            measures: vec![measure],
            read: |measure, values| {
                let value = values.column(ordinal(measure))?;
                let value: Option<T> = value
                    .map(|value| value.downcast().map_err(|_| wrong_type()))
                    .transpose()?
                    .map(|value| *value);
                Ok(Box::new(value))
            },
        }
    }

    pub(super) fn date(measure: Measure) -> Self {
        Self {
            measures: vec![measure],
            read: |measure, values| {
                required(measure, values, |values, ordinal| {
                    Ok(values.date(ordinal)?.map(|date| Box::new(date) as Value))
                })
            },
        }
    }

    pub(super) fn optional_date(measure: Measure) -> Self {
        Self { measures: vec![measure], read: |measure, values| Ok(Box::new(values.date(ordinal(measure))?)) }
    }

    pub(super) fn count(measure: Measure) -> Self {
        Self { measures: vec![measure], read: |_, values| Ok(Box::new(values.count()?)) }
    }

    pub(super) fn sum<T: Number>(sum: Measure) -> Self {
        Self { measures: vec![sum], read: |measure, values| Ok(Box::new(total::<T>(measure, values)?)) }
    }

    pub(super) fn average<T: Number>(sum: Measure, ordinal: usize) -> Self {
        Self {
            measures: vec![sum, Measure::CountValues(ordinal)],
            read: |measure, values| {
                let sum = total::<T>(measure, values)?;
                Ok(Box::new(Average { sum, count: values.count()? }))
            },
        }
    }
}

/// The ordinal of the column of a measure that has one.
pub(super) fn ordinal(measure: &Measure) -> usize {
    measure.ordinal().unwrap_or_default()
}

/// Reads the next value, unless it is null.
type Read = fn(&mut dyn Values, usize) -> Result<Option<Value>>;

fn required(measure: &Measure, values: &mut dyn Values, read: Read) -> Result<Value> {
    let ordinal = ordinal(measure);
    read(values, ordinal)?
        .ok_or_else(|| values.error(ordinal, "a group has no value in a column that is never null"))
}

pub(super) fn total<T: Number>(measure: &Measure, values: &mut dyn Values) -> Result<T::Amount> {
    let &Measure::Sum { ordinal, scale } = measure else { return Err(wrong_type()) };
    let units = values.total(ordinal, scale)?;
    units.and_then(|units| T::total(units, scale)).ok_or_else(|| values.error(ordinal, OUT_OF_RANGE))
}

/// The reason for rejecting a sum that its type cannot hold.
const OUT_OF_RANGE: &str = "the sum has more digits than its type can hold";

/// The values of a row of a medium.
pub(crate) struct RowValues<'a, M: Medium> {
    pub(crate) stored: &'static StoredTable<M>,
    pub(crate) row: &'a M::Row,
    pub(crate) next: usize,
}

impl<M: Medium> RowValues<'_, M> {
    fn index(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }

    fn unreadable(&self, error: sqlx::error::BoxDynError) -> Error {
        Error::unreadable("an aggregate cannot be read").of(self.stored.table.name).with_source(error)
    }
}

impl<M: Medium> Values for RowValues<'_, M> {
    fn column(&mut self, ordinal: usize) -> Result<Option<Value>> {
        let index = self.index();
        self.stored.columns[ordinal].get(self.row, index)
    }

    fn date(&mut self, ordinal: usize) -> Result<Option<NaiveDate>> {
        let index = self.index();
        let field = self.stored.table.columns[ordinal].field;
        M::date(self.row, index).map_err(|error| self.unreadable(error).with_field(field))
    }

    fn count(&mut self) -> Result<u64> {
        let index = self.index();
        let count = M::integer(self.row, index).and_then(|count| Ok(u64::try_from(count)?));
        count.map_err(|error| self.unreadable(error))
    }

    fn total(&mut self, ordinal: usize, scale: u32) -> Result<Option<i128>> {
        let index = self.index();
        let field = self.stored.table.columns[ordinal].field;
        M::total(self.row, index, scale).map_err(|error| self.unreadable(error).with_field(field))
    }

    fn currency(&mut self, ordinal: usize) -> Result<Option<Currency>> {
        match self.stored.table.columns[ordinal].currency {
            Some(CurrencyOf::Column(ordinal)) => {
                let currency = self.column(ordinal)?.map(|value| value.downcast().map_err(|_| wrong_type()));
                Ok(currency.transpose()?.map(|currency| *currency))
            }
            Some(CurrencyOf::Fixed(currency)) => Ok(Some(currency)),
            None => Ok(None),
        }
    }

    fn error(&self, ordinal: usize, reason: &'static str) -> Error {
        let table = self.stored.table;
        Error::invalid(table.columns[ordinal].field, reason).of(table.name)
    }
}
