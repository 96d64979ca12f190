//! Type-erased queries.

use super::{Query, Start};
use crate::column::Medium;
use crate::error::{Error, Result};
use crate::fold::fold;
use crate::limits::{self, MAX_PAGE_SIZE};
use crate::predicate::OrderColumn as _;
use crate::predicate::{Conditions, NO_NUL, Order, SortKey};
use crate::resource::{Resource, StoredIn};
use crate::statements::Rows;
use crate::table::Table;

/// The filter of a query.
pub(crate) trait AnyFilter<M: Medium>: Send + Sync {
    /// Adds its conditions.
    fn conditions(&self, to: &mut Conditions<M>) -> Result<()>;
}

impl<R: StoredIn<M>, M: Medium> AnyFilter<M> for Query<R> {
    fn conditions(&self, to: &mut Conditions<M>) -> Result<()> {
        R::filter(R::COLUMNS, &self.filter, to)
    }
}

/// The filter that every row matches.
pub(crate) struct Everything;

impl<M: Medium> AnyFilter<M> for Everything {
    fn conditions(&self, _to: &mut Conditions<M>) -> Result<()> {
        Ok(())
    }
}

/// The order of a query.
pub(crate) trait AnyOrder: Send + Sync {
    /// The number of chosen columns.
    fn columns(&self) -> usize;

    /// One of the chosen columns.
    fn column(&self, index: usize) -> SortKey;
}

impl<R: Resource> AnyOrder for Query<R> {
    fn columns(&self) -> usize {
        self.order.len()
    }

    fn column(&self, index: usize) -> SortKey {
        let ordering = &self.order[index];
        SortKey { ordinal: ordering.column.ordinal(), direction: ordering.direction }
    }
}

/// The rows that a query selects.
pub(crate) struct Selected<'a, M: Medium> {
    pub(crate) filter: &'a dyn AnyFilter<M>,
    pub(crate) search: &'a [String],
    pub(crate) rows: Rows,
}

impl<M: Medium> Clone for Selected<'_, M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Medium> Copy for Selected<'_, M> {}

impl<M: Medium> Selected<'_, M> {
    /// Returns the search texts, case-folded.
    pub(crate) fn folded_searches(&self) -> Result<impl Iterator<Item = String>> {
        limits::check("search", "texts", self.search.len(), limits::MAX_SEARCHES)?;
        if self.search.iter().any(|text| text.contains('\0')) {
            return Err(Error::invalid("search", NO_NUL));
        }
        if self.search.iter().any(|text| limits::is_too_long(text)) {
            return Err(Error::invalid("search", limits::at_most("characters", limits::MAX_SEARCH_LENGTH)));
        }
        Ok(self.search.iter().map(|text| fold(text)))
    }
}

/// The part of a list that is read as one page.
#[derive(Clone, Copy)]
pub(crate) struct Paging<'a> {
    pub(crate) order: &'a dyn AnyOrder,
    pub(crate) start: &'a Start,
    pub(crate) size: u32,
    pub(crate) with_total: bool,
}

impl Paging<'_> {
    /// Returns an error for a page that is invalid.
    pub(crate) fn check(&self) -> Result<()> {
        if !(1..=MAX_PAGE_SIZE).contains(&self.size) {
            return Err(Error::invalid("page_size", format!("must be between 1 and {MAX_PAGE_SIZE}")));
        }
        limits::check("order_by", "columns", self.order.columns(), limits::MAX_ORDER_COLUMNS)?;
        match self.start {
            Start::Page(0) => Err(Error::invalid("page", "pages are counted from 1")),
            _ => Ok(()),
        }
    }

    /// Returns the full order. Ids are unique per tenant, so if the rows of all tenants are listed, the tenant is the
    /// last column.
    pub(crate) fn order(&self, table: &Table, is_all_tenants: bool) -> Order {
        let chosen = (0..self.order.columns()).map(|index| self.order.column(index));
        // Only amounts in the same currency have an order.
        let chosen = chosen.flat_map(|key| {
            let currency = table.columns[key.ordinal].currency_column();
            currency.map(|ordinal| SortKey { ordinal, ..key }).into_iter().chain([key])
        });
        match table.tenant.filter(|_| is_all_tenants) {
            Some(tenant) => Order::new(chosen, &[table.id, tenant]),
            None => Order::new(chosen, &[table.id]),
        }
    }

    /// Returns the number of rows before the page.
    pub(crate) fn offset(&self) -> u64 {
        match self.start {
            Start::Page(number) => u64::from(number.saturating_sub(1)) * u64::from(self.size),
            Start::After(_) => 0,
        }
    }
}

impl<R: Resource> Query<R> {
    /// Selects the same rows from the beginning or after the cursor, in pages of another size and without their total.
    pub(crate) fn in_pages_of(mut self, size: u32) -> Self {
        if let Start::Page(_) = self.start {
            self.start = Start::Page(1);
        }
        Self { page_size: size, with_total: false, ..self }
    }

    /// The rows that it selects.
    pub(crate) fn selected<M: Medium>(&self) -> Selected<'_, M>
    where
        R: StoredIn<M>,
    {
        Selected { filter: self, search: &self.search, rows: self.rows }
    }

    /// The page that it selects.
    pub(crate) fn paging(&self) -> Paging<'_> {
        Paging { order: self, start: &self.start, size: self.page_size, with_total: self.with_total }
    }
}
