//! Aggregates: sums, counts, and the smallest and greatest values of rows, in groups.

mod average;
mod by_currency;
mod check;
mod computed;
mod having;
mod measure;
mod money;
mod row;
mod zone;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

pub use self::average::Average;
pub use self::by_currency::{ByCurrency, InOneCurrency, Ungrouped};
pub use self::measure::Sort;
pub(crate) use self::measure::Sorted;
pub(crate) use self::measure::{Having, Key, Measure, Period};
pub use self::row::{AggregateRow, Untyped, With};
pub(crate) use self::row::{Keyed, Output, RowValues};
pub use self::zone::{Calendar, LocalTime, TimeZone};
use super::Query;
use crate::predicate::OrderBy;
use crate::resource::{Resource, Searchable};
use crate::value::Number;

/// Something that groups can be ordered by: the `TransactionAggregateOrder` of a `Transaction`.
pub trait AggregateColumn: Copy + Send + Sync + 'static {
    /// What it is.
    #[doc(hidden)]
    fn sort(self) -> Sort;
}

/// What [`Repository::aggregate`](crate::Repository::aggregate) computes. The derive generates a type with methods for each
/// resource, `TransactionAggregate`, which contains it.
pub struct Aggregate<R: Resource, Row = ()> {
    pub(crate) query: Query<R>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) having: Vec<Having>,
    pub(crate) order: Vec<Sorted>,
    pub(crate) page: u32,
    pub(crate) page_size: Option<u32>,
    /// The columns and the reasons of conditions that cannot be met.
    refused: Vec<(&'static str, Cow<'static, str>)>,
    row: PhantomData<fn() -> Row>,
}

/// What the derive generates for `R` to ask for aggregates, or what it contains.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an aggregate of `{R}`",
    label = "expected what the derive generates for `{R}`",
    note = "`{R}Aggregate` exists if its struct declares something to compute: `sum`, `min`, `max`, `count_distinct` or `group` on a field"
)]
pub trait IntoAggregate<R: Resource> {
    /// The rows that it returns.
    type Row: AggregateRow;

    /// Returns what is computed.
    #[doc(hidden)]
    fn into_aggregate(self) -> Aggregate<R, Self::Row>;
}

impl<R: Resource, Row: AggregateRow> IntoAggregate<R> for Aggregate<R, Row> {
    type Row = Row;

    fn into_aggregate(self) -> Self {
        self
    }
}

impl<R: Resource> Aggregate<R> {
    /// Computes nothing yet, of all live rows.
    #[must_use]
    pub fn new() -> Self {
        Self::empty()
    }
}

/// For aggregates that are chosen at run time.
impl<R: Resource> Aggregate<R, Untyped> {
    /// Computes nothing yet, of all live rows.
    #[doc(hidden)]
    #[must_use]
    pub fn untyped() -> Self {
        Self::empty()
    }

    /// The filter of the rows.
    #[doc(hidden)]
    pub fn filter_mut(&mut self) -> &mut R::Filter {
        &mut self.query.filter
    }

    /// Selects rows that contain a text, which is not empty. The caller knows that the resource has a search.
    #[doc(hidden)]
    pub fn add_search(&mut self, text: String) {
        self.query.search.push(text);
    }
}

impl<R: Resource, Row> Aggregate<R, Row> {
    fn empty() -> Self {
        Self {
            query: Query::new(),
            outputs: Vec::new(),
            having: Vec::new(),
            order: Vec::new(),
            page: 1,
            page_size: None,
            refused: Vec::new(),
            row: PhantomData,
        }
    }
}

impl<R: Resource, Row> Clone for Aggregate<R, Row> {
    fn clone(&self) -> Self {
        Self {
            query: self.query.clone(),
            outputs: self.outputs.clone(),
            having: self.having.clone(),
            order: self.order.clone(),
            page: self.page,
            page_size: self.page_size,
            refused: self.refused.clone(),
            row: PhantomData,
        }
    }
}

impl<R: Resource> Default for Aggregate<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Resource, Row> fmt::Debug for Aggregate<R, Row> {
    /// Omits the filter and the conditions, which may be confidential.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let measures: Vec<_> = self.outputs.iter().flat_map(|output| &output.measures).collect();
        f.debug_struct("Aggregate")
            .field("resource", &R::TABLE.name)
            .field("measures", &measures)
            .field("order", &self.order)
            .finish_non_exhaustive()
    }
}

/// The methods that the derive's type calls, apart from those that add a value.
impl<R: Resource, Row> Aggregate<R, Row> {
    fn with<T>(self, output: Output) -> Aggregate<R, <Row as With<T>>::Row>
    where
        Row: With<T>,
    {
        self.returning(output)
    }

    /// Adds a value to the rows, which are then of another type.
    fn returning<Other>(mut self, output: Output) -> Aggregate<R, Other> {
        self.outputs.push(output);
        let Self { query, outputs, having, order, page, page_size, refused, row: _ } = self;
        Aggregate { query, outputs, having, order, page, page_size, refused, row: PhantomData }
    }

    /// Selects rows that meet all conditions of the filter, and of each earlier filter.
    #[must_use]
    pub fn filter(mut self, filter: R::Filter) -> Self {
        self.query = self.query.filter(filter);
        self
    }

    /// Selects rows that contain a text.
    #[must_use]
    pub fn search(mut self, text: impl Into<String>) -> Self
    where
        R: Searchable,
    {
        self.query = self.query.search(text);
        self
    }

    /// Sets the order of the groups. If called again, it orders the groups that are equal so far.
    #[must_use]
    pub fn order_by<O: AggregateColumn>(mut self, order: impl Into<OrderBy<O>>) -> Self {
        let sorted = order
            .into()
            .0
            .into_iter()
            .map(|order| Sorted { by: order.column.sort(), direction: order.direction });
        self.order.extend(sorted);
        self
    }

    /// Selects a page by its number, counted from one.
    #[must_use]
    pub fn page(mut self, number: u32) -> Self {
        self.page = number;
        self
    }

    /// Sets the size of the pages.
    #[must_use]
    pub fn page_size(mut self, size: u32) -> Self {
        self.page_size = Some(size);
        self
    }

    /// Groups the rows by a column that is not null in any of them.
    pub(crate) fn keyed<K: Send + 'static>(self, ordinal: usize) -> Aggregate<R, Keyed<K, Row>>
    where
        Row: AggregateRow,
    {
        self.returning(Output::column(Measure::Key(Key { ordinal, period: None })))
    }

    /// The measures, in the order in which they are read.
    pub(crate) fn measures(&self) -> impl Iterator<Item = &Measure> {
        self.outputs.iter().flat_map(|output| &output.measures)
    }
}

/// The number of decimal places of the sums of a column.
fn scale<R: Resource, T: Number>(ordinal: usize) -> u32 {
    T::scale(&R::TABLE.columns[ordinal].limits)
}
