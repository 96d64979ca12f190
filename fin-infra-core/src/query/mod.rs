//! What a list is asked for: filter, search, order and page.
//!
//! The derive makes three types for a `Budget`: `BudgetFilter` with a method for each column that was declared with
//! `filter`, `BudgetOrder` with a variant for each that was declared with `order`, and `BudgetQuery`, which is
//! [`Query<Budget>`](Query) and takes both. What was not declared is not there, so it does not compile.

mod cursor;
mod page;
mod resolved;
mod segment;

pub use self::cursor::Cursor;
pub(crate) use self::cursor::{Fingerprint, Position};
pub use self::page::Page;
pub(crate) use self::segment::{NullPartition, Segment};
#[doc(inline)]
pub use crate::limits;
pub use crate::limits::MAX_PAGE_SIZE;
use crate::predicate;
pub use crate::predicate::{Condition, Conditions, Direction, IntoCondition, OrderBy, OrderColumn, Ordering};
use crate::resource::{Resource, Searchable, SoftDelete};
#[doc(hidden)]
pub use crate::statements::Rows;

/// How many rows a page has where nothing else was asked for.
pub const DEFAULT_PAGE_SIZE: u32 = 20;

/// What to list of a resource. The derive names it for each resource: `BudgetQuery` is `Query<Budget>`.
///
/// Nothing is asked for at first: live rows, by their ids, [`DEFAULT_PAGE_SIZE`] of them. The query is checked when it is
/// used.
///
/// A method that is called again never brings rows back that an earlier call ruled out: a further
/// [`filter`](Self::filter) or [`search`](Self::search) narrows the list, and a further [`order_by`](Self::order_by)
/// decides between rows that are equal so far. So a function can be handed a query for one user's rows, add to it, and
/// list no other user's. What the list is cut into is set by the last call: [`page`](Self::page), [`after`](Self::after)
/// and [`page_size`](Self::page_size).
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
    /// Texts all of which must be found, none of them empty.
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

/// Where a page starts.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum Start {
    Page(u32),
    After(Cursor),
}

impl<R: Resource> std::fmt::Debug for Query<R> {
    /// All but the filter and what is searched for: they may be what a column keeps secret.
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
    /// All live rows.
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

    /// Rows that meet every condition of the filter, and of each filter before it.
    ///
    /// A condition compares with a value that its column could hold; any other is
    /// [`Invalid`](crate::ErrorKind::Invalid) when the query is used, rather than a row less or more.
    #[must_use]
    pub fn filter(mut self, filter: R::Filter) -> Self {
        R::narrow(&mut self.filter, filter);
        self
    }

    /// Rows with this text somewhere in one of the columns named by `search`, whatever its case, in any alphabet: text
    /// is compared by Unicode's full case folding, so `strasse` finds `Straße`. Every character stands for itself,
    /// spaces, `%` and `_` included; an empty text finds all rows. It reads the tenant's rows until the page is full.
    ///
    /// Called again, it narrows the list to rows with both texts, each in any of the columns. The texts, and their
    /// characters, are limited ([`limits`]).
    #[must_use]
    pub fn search(mut self, text: impl Into<String>) -> Self
    where
        R: Searchable,
    {
        self.search.extend(Some(text.into()).filter(|text| !text.is_empty()));
        self
    }

    /// In this order. Rows that are equal in it are ordered by their ids, in the direction of the last column; nulls come
    /// first when ascending, and last when descending.
    ///
    /// Called again, it decides between rows that are equal in the order so far:
    /// `.order_by(GoalOrder::Target.desc()).order_by(GoalOrder::Name.asc())` is the same as
    /// `.order_by(GoalOrder::Target.desc().then_by(GoalOrder::Name.asc()))`. Of a column that is named twice, the first
    /// direction holds. More than [`limits::MAX_ORDER_COLUMNS`] columns are [`Invalid`](crate::ErrorKind::Invalid) when the query
    /// is used.
    ///
    /// An order by one column is read from its index. With further columns, the rows are sorted each time: on PostgreSQL
    /// those that are equal in the first column, on SQLite, MySQL and MariaDB all that the query asks for (behind a cursor,
    /// those behind it). So let a filter leave few rows.
    #[must_use]
    pub fn order_by(mut self, order: impl Into<OrderBy<R::Order>>) -> Self {
        predicate::append(&mut self.order, order.into().0);
        self
    }

    /// Only the page of this number, counted from one; zero is [`Invalid`](crate::ErrorKind::Invalid), and a page behind
    /// the last one is empty. Each page costs more than the one before it; a [`Cursor`] does not. It replaces an earlier
    /// [`after`](Self::after).
    #[must_use]
    pub fn page(mut self, number: u32) -> Self {
        self.start = Start::Page(number);
        self
    }

    /// Only what follows the page that the cursor came with. It replaces an earlier [`page`](Self::page).
    ///
    /// The cursor of a list with another tenant, filter, search or order is [`Invalid`](crate::ErrorKind::Invalid). The
    /// page size may differ.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.start = Start::After(cursor);
        self
    }

    /// How many rows a page has, 1 to [`MAX_PAGE_SIZE`]; anything else is [`Invalid`](crate::ErrorKind::Invalid). It
    /// replaces an earlier page size.
    #[must_use]
    pub fn page_size(mut self, size: u32) -> Self {
        self.page_size = size;
        self
    }

    /// Also count all the rows there are. That costs about as much as reading them.
    #[must_use]
    pub fn with_total(mut self) -> Self {
        self.with_total = true;
        self
    }

    /// Deleted rows as well. After [`only_deleted`](Self::only_deleted) it changes nothing.
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

    /// Deleted rows alone, also with [`include_deleted`](Self::include_deleted) before it or after it.
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
