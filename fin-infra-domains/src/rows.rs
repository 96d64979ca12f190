//! What the repositories of all resources do.

use fin_infra::query::Page;
use fin_infra::query::limits::MAX_PAGE_SIZE;
use fin_infra::{Currency, Error, Result};

/// The page size of [`whole`].
pub(crate) const ALL: u32 = MAX_PAGE_SIZE;

/// Returns all rows of a list, or an error if there are more: a result is never cut off.
pub(crate) fn whole<T>(page: Page<T>) -> Result<Vec<T>> {
    match page.next {
        None => Ok(page.items),
        Some(_) => Err(Error::invalid("page", format!("there are more than {ALL} rows: list them in pages"))),
    }
}

/// The decimal places of a currency that has no smaller unit, such as gold: those of the columns.
const WITHOUT_UNIT: u32 = 4;

/// The decimal places of amounts in a currency.
pub(crate) fn scale(currency: Currency) -> u32 {
    currency.decimal_places().unwrap_or(WITHOUT_UNIT)
}
