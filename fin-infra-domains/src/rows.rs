//! Rows that are read as a whole.

use fin_infra::query::Page;
use fin_infra::query::limits::MAX_PAGE_SIZE;
use fin_infra::{Error, Result};

/// The page size of [`whole`].
pub(crate) const ALL: u32 = MAX_PAGE_SIZE;

/// Returns all rows of a list, or an error if there are more: a result is never cut off.
pub(crate) fn whole<T>(page: Page<T>) -> Result<Vec<T>> {
    match page.next {
        None => Ok(page.items),
        Some(_) => Err(Error::invalid("page", format!("there are more than {ALL} rows: list them in pages"))),
    }
}
