//! Queries for lists: filter, search, order and page.
//!
//! The derive generates three types for a `Budget`: `BudgetFilter` with a method for each column that is declared with
//! `filter`, `BudgetOrder` with a variant for each column that is declared with `order`, and `BudgetQuery`, which is
//! [`Query<Budget>`](Query) and takes both. A column that is not declared has no method or variant, so using it does
//! not compile.

mod aggregate;
mod cursor;
mod lock;
mod page;
mod resolved;
mod segment;

pub use self::aggregate::{
    Aggregate, AggregateColumn, AggregateRow, Average, Calendar, IntoAggregate, LocalTime, Sort, TimeZone,
    With,
};
#[doc(hidden)]
pub use self::aggregate::{ByCurrency, InOneCurrency, Ungrouped, Untyped};
pub(crate) use self::aggregate::{Having, Key, Keyed, Measure, Output, RowValues, Sorted};
pub use self::cursor::Cursor;
pub(crate) use self::cursor::{Fingerprint, Position};
pub use self::lock::LockWait;
pub use self::page::Page;
pub(crate) use self::resolved::{Everything, Paging, Selected};
pub(crate) use self::segment::{NullPartition, Segment};
#[doc(inline)]
pub use crate::limits;
pub use crate::limits::MAX_PAGE_SIZE;
use crate::predicate;
pub use crate::predicate::{Condition, Conditions, Direction, IntoCondition, OrderBy, OrderColumn, Ordering};
use crate::resource::{Resource, Searchable, SoftDelete};
#[doc(hidden)]
pub use crate::statements::Rows;
#[doc(hidden)]
pub use crate::value::Unit;

/// The default page size.
pub const DEFAULT_PAGE_SIZE: u32 = 20;

/// A query for a list of a resource. The derive generates an alias for each resource: `BudgetQuery` is `Query<Budget>`.
///
/// A new query selects all live rows, ordered by id, in pages of [`DEFAULT_PAGE_SIZE`]. It is validated when it is
/// used.
///
/// Calling a method again never adds rows that an earlier call excluded: a further [`filter`](Self::filter) or
/// [`search`](Self::search) narrows the list, and a further [`order_by`](Self::order_by) orders rows that are equal so
/// far. So a function that receives a query for one user's rows can add to it, and still list no other user's rows. For
/// paging, the last call of [`page`](Self::page), [`after`](Self::after) and [`page_size`](Self::page_size) applies.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(search = "name")]
/// pub struct Goal {
///     #[fin(order)]
///     pub name: String,
///     #[fin(filter)]
///     pub target: Decimal,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let (db, goals) = (Memory::new(), Goal::repository());
/// # for (name, target) in [("Bicycle", 900), ("Boat", 5_000), ("Bonnet", 40), ("Car", 9_000)] {
/// #     goals.create(&db, GoalCreate { name: name.to_owned(), target: target.into() }).await?;
/// # }
/// let mut query = GoalQuery::new()
///     .filter(GoalFilter::new().target(Condition::gt(100.into())))
///     .search("b")
///     .order_by(GoalOrder::Name.desc())
///     .page_size(1);
/// let mut names = Vec::new();
/// loop {
///     let page = goals.list(&db, query.clone()).await?;
///     names.extend(page.items.into_iter().map(|goal| goal.name));
///     match page.next {
///         Some(cursor) => query = query.after(cursor),
///         None => break,
///     }
/// }
/// assert_eq!(names, ["Boat", "Bicycle"]);
/// # Ok(())
/// # }
/// ```
pub struct Query<R: Resource> {
    #[doc(hidden)]
    pub filter: R::Filter,
    #[doc(hidden)]
    /// Texts that must all be found. None of them is empty.
    pub search: Vec<String>,
    #[doc(hidden)]
    pub order: Vec<Ordering<R::Order>>,
    #[doc(hidden)]
    pub rows: Rows,
    #[doc(hidden)]
    pub start: Start,
    #[doc(hidden)]
    pub page_size: u32,
    #[doc(hidden)]
    pub with_total: bool,
}

/// The start of a page.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum Start {
    Page(u32),
    After(Cursor),
}

impl<R: Resource> std::fmt::Debug for Query<R> {
    /// Omits the filter and the search texts, which may be confidential.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let field = |order: &Ordering<R::Order>| R::TABLE.columns[order.column.ordinal()].field;
        let order: Vec<_> = self.order.iter().map(|order| (field(order), order.direction)).collect();
        f.debug_struct("Query")
            .field("resource", &R::TABLE.name)
            .field("order", &order)
            .field("rows", &self.rows)
            .field("start", &self.start)
            .field("page_size", &self.page_size)
            .field("with_total", &self.with_total)
            .finish_non_exhaustive()
    }
}

impl<R: Resource> Query<R> {
    /// Creates a query for all live rows.
    #[must_use]
    pub fn new() -> Self {
        Self {
            filter: R::Filter::default(),
            search: Vec::new(),
            order: Vec::new(),
            rows: Rows::Live,
            start: Start::Page(1),
            page_size: DEFAULT_PAGE_SIZE,
            with_total: false,
        }
    }

    /// Selects rows that meet all conditions of the filter, and of each earlier filter.
    ///
    /// A condition with a value that its column cannot store is [`Invalid`](crate::ErrorKind::Invalid) when the query
    /// is used; it does not silently match fewer or more rows.
    #[must_use]
    pub fn filter(mut self, filter: R::Filter) -> Self {
        R::narrow(&mut self.filter, filter);
        self
    }

    /// Selects rows that contain this text in one of the columns of `search`. The comparison ignores case in every
    /// alphabet, by Unicode's full case folding, so `strasse` finds `Straße`. Spaces, `%` and `_` have no special
    /// meaning; an empty text matches all rows. The search reads the tenant's rows until the page is full.
    ///
    /// If called again, both texts must be found, each in any of the columns. The number of texts and their length are
    /// limited ([`limits`]).
    #[must_use]
    pub fn search(mut self, text: impl Into<String>) -> Self
    where
        R: Searchable,
    {
        self.search.extend(Some(text.into()).filter(|text| !text.is_empty()));
        self
    }

    /// Sets the order. Rows that are equal in it are ordered by their ids, in the direction of the last column. Nulls
    /// come first in ascending order, and last in descending order.
    ///
    /// If called again, it orders the rows that are equal in the order so far:
    /// `.order_by(GoalOrder::Target.desc()).order_by(GoalOrder::Name.asc())` is the same as
    /// `.order_by(GoalOrder::Target.desc().then_by(GoalOrder::Name.asc()))`. If a column occurs twice, its first
    /// direction applies. More than [`limits::MAX_ORDER_COLUMNS`] columns are [`Invalid`](crate::ErrorKind::Invalid)
    /// when the query is used.
    ///
    /// An order by one column is read from its index, and so is an order by several columns of one direction that the
    /// struct declares, as `order("target, name")`. In any other order, the rows are sorted by each query: on PostgreSQL
    /// those that are equal in the first column, on SQLite, MySQL and MariaDB all matching rows (with a cursor, only
    /// those after it). Use a filter that leaves few rows.
    #[must_use]
    pub fn order_by(mut self, order: impl Into<OrderBy<R::Order>>) -> Self {
        predicate::append(&mut self.order, order.into().0);
        self
    }

    /// Selects a page by its number, counted from one. Zero is [`Invalid`](crate::ErrorKind::Invalid), and a page after
    /// the last one is empty. Each page costs more than the one before it, which is not the case with a [`Cursor`]. It
    /// replaces an earlier [`after`](Self::after).
    #[must_use]
    pub fn page(mut self, number: u32) -> Self {
        self.start = Start::Page(number);
        self
    }

    /// Selects the page after the one that the cursor came with. It replaces an earlier [`page`](Self::page).
    ///
    /// A cursor of a list with another tenant, filter, search or order is [`Invalid`](crate::ErrorKind::Invalid). The
    /// page size may differ.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.start = Start::After(cursor);
        self
    }

    /// Sets the page size, from 1 to [`MAX_PAGE_SIZE`]; any other is [`Invalid`](crate::ErrorKind::Invalid). It
    /// replaces an earlier page size.
    #[must_use]
    pub fn page_size(mut self, size: u32) -> Self {
        self.page_size = size;
        self
    }

    /// Also counts the rows on all pages. This costs about as much as reading them.
    #[must_use]
    pub fn with_total(mut self) -> Self {
        self.with_total = true;
        self
    }

    /// Includes deleted rows. It has no effect after [`only_deleted`](Self::only_deleted).
    #[must_use]
    pub fn include_deleted(mut self) -> Self
    where
        R: SoftDelete,
    {
        if self.rows == Rows::Live {
            self.rows = Rows::All;
        }
        self
    }

    /// Selects only deleted rows. It overrides [`include_deleted`](Self::include_deleted), whichever is called first.
    #[must_use]
    pub fn only_deleted(mut self) -> Self
    where
        R: SoftDelete,
    {
        self.rows = Rows::Deleted;
        self
    }
}

impl<R: Resource> Default for Query<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Resource> Clone for Query<R> {
    fn clone(&self) -> Self {
        Self {
            filter: self.filter.clone(),
            search: self.search.clone(),
            order: self.order.clone(),
            rows: self.rows,
            start: self.start.clone(),
            page_size: self.page_size,
            with_total: self.with_total,
        }
    }
}
