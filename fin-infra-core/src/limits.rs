//! The limits of one call.
//!
//! Each limit is the same on every store. A call that exceeds one is [`Invalid`](crate::ErrorKind::Invalid), and the
//! reason contains the limit.
//!
//! ```
//! use fin_infra::prelude::*;
//! use fin_infra::query::limits;
//!
//! #[derive(FinResource)]
//! pub struct Goal {
//!     #[fin(filter)]
//!     pub name: String,
//! }
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Error> {
//! # let db = Db::memory();
//! let names = vec!["Boat".to_owned(); limits::MAX_VALUES + 1];
//! let query = GoalQuery::new().filter(GoalFilter::new().name(Condition::any_of(names)));
//! let error = Goal::repository().count(&db, query).await.unwrap_err();
//! assert_eq!(error.to_string(), "goals: name: takes at most 1,000 values");
//! # Ok(())
//! # }
//! ```

use std::fmt;

use crate::error::{Error, Result};

/// The maximum number of conditions in the filter of a query, including those of groups.
///
/// Each `<>` splits a range of an index in two, and the memory of MariaDB's range optimizer grows quadratically with
/// their number: 1 MB for 100 of them, 10 MB for 400, and 290 MB for 1,600. SQLite accepts a thousand.
/// [`between`](crate::query::Condition::between) and [`starts_with`](crate::query::Condition::starts_with) count as two.
pub const MAX_CONDITIONS: usize = 100;

/// The maximum number of groups within each other in a filter: `any_of` and `not`.
pub const MAX_FILTER_DEPTH: usize = 8;

/// The maximum number of values of one [`any_of`](crate::query::Condition::any_of) or
/// [`none_of`](crate::query::Condition::none_of).
pub const MAX_VALUES: usize = 1_000;

/// The maximum number of values in all conditions of a filter.
///
/// A list can read up to three segments of its order in one statement, each with all the values, and SQLite binds at
/// most 32,766. MariaDB's range optimizer takes 6 MB for each thousand of a `NOT IN`.
pub const MAX_VALUES_IN_ALL: usize = 5_000;

/// The maximum number of characters of a search text, and of the text of
/// [`contains`](crate::query::Condition::contains) and [`starts_with`](crate::query::Condition::starts_with).
pub const MAX_SEARCH_LENGTH: usize = 16_384;

/// The maximum number of search texts of one query.
pub const MAX_SEARCHES: usize = 8;

/// The maximum number of columns that a list can be ordered by.
pub const MAX_ORDER_COLUMNS: usize = 8;

/// The maximum number of rows of a page.
pub const MAX_PAGE_SIZE: u32 = 10_000;

/// The maximum number of groups of an aggregate that is not read in pages: as many as a page has rows.
pub const MAX_GROUPS: usize = MAX_PAGE_SIZE as usize;

/// The maximum number of ids of one call: as many as a page has rows.
pub const MAX_IDS: usize = MAX_PAGE_SIZE as usize;

/// The maximum number of related rows that one [`load`](crate::Repository::load) returns.
///
/// It counts the rows of all relations on all levels. A row that several others refer to is counted for each of them, since
/// each has a copy of it.
pub const MAX_RELATED_ROWS: usize = 100_000;

/// The maximum number of rows that [`ScopedSql::fetch_all`](crate::ScopedSql::fetch_all) returns.
pub const MAX_SQL_ROWS: usize = 100_000;

/// The maximum number of SQL fragments of a [`ScopedQuery`](crate::ScopedQuery).
pub(crate) const MAX_SQL_FRAGMENTS: usize = 1_000;

/// The maximum number of bytes of all its fragments.
pub(crate) const MAX_SQL_LENGTH: usize = 64 * 1024;

/// The maximum number of values that it binds. Each value can add a condition, so there are fewer than in a list.
pub(crate) const MAX_BOUND_VALUES: usize = 500;

/// Returns an error if `count` is more than `most`.
pub(crate) fn check(
    field: impl Into<std::borrow::Cow<'static, str>>,
    what: &str,
    count: usize,
    most: usize,
) -> Result<()> {
    if count <= most { Ok(()) } else { Err(Error::invalid(field, at_most(what, most))) }
}

/// Returns `true` if a text is too long to be searched for.
pub(crate) fn is_too_long(text: &str) -> bool {
    text.len() > MAX_SEARCH_LENGTH && text.chars().nth(MAX_SEARCH_LENGTH).is_some()
}

/// Returns the reason of an error for a limit.
#[must_use]
pub fn at_most(what: &str, most: usize) -> String {
    format!("takes at most {} {what}", with_commas(most))
}

/// Formats a number with thousands separators: `1,000`.
#[must_use]
pub fn with_commas(number: impl fmt::Display) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::with_commas;

    #[test]
    fn a_number_has_commas() {
        assert_eq!(
            [1, 100, 1_000, 65_536, 1_000_000].map(with_commas),
            ["1", "100", "1,000", "65,536", "1,000,000"]
        );
    }
}
