//! Validates and resolves a query.

use super::{Query, Start};
use crate::error::{Error, Result};
use crate::fold::fold;
use crate::limits::{self, MAX_PAGE_SIZE};
use crate::predicate::NO_NUL;
use crate::predicate::OrderColumn as _;
use crate::predicate::{Order, SortKey};
use crate::resource::Resource;
use crate::tenant::Scope;

impl<R: Resource> Query<R> {
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

    /// Selects the same rows from the beginning or after the cursor, in pages of another size and without their total.
    pub(crate) fn in_pages_of(mut self, size: u32) -> Self {
        if let Start::Page(_) = self.start {
            self.start = Start::Page(1);
        }
        Self { page_size: size, with_total: false, ..self }
    }

    /// Returns an error for a query that is invalid.
    pub(crate) fn check(&self) -> Result<()> {
        if !(1..=MAX_PAGE_SIZE).contains(&self.page_size) {
            return Err(Error::invalid("page_size", format!("must be between 1 and {MAX_PAGE_SIZE}")));
        }
        limits::check("order_by", "columns", self.order.len(), limits::MAX_ORDER_COLUMNS)?;
        match &self.start {
            Start::Page(0) => Err(Error::invalid("page", "pages are counted from 1")),
            _ => Ok(()),
        }
    }

    /// Returns the full order. Ids are unique per tenant, so if the rows of all tenants are listed, the tenant is the
    /// last column.
    pub(crate) fn order(&self, scope: &Scope<R>) -> Order {
        let chosen = self
            .order
            .iter()
            .map(|ordering| SortKey { ordinal: ordering.column.ordinal(), direction: ordering.direction });
        match R::TABLE.tenant.filter(|_| matches!(scope, Scope::AllTenants)) {
            Some(tenant) => Order::new(chosen, &[R::TABLE.id, tenant]),
            None => Order::new(chosen, &[R::TABLE.id]),
        }
    }
}
