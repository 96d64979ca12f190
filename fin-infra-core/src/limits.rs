//! How much one call may ask for.
//!
//! Each limit is the same on every store. What is beyond it is [`Invalid`](crate::ErrorKind::Invalid), and the reason
//! says the limit.
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

/// How many conditions the filter of a query can have in all.
///
/// Each `<>` splits a range of an index in two, and the memory of MariaDB's range optimizer grows with their square: it is
/// 1 MB for 100 of them, 10 MB for 400, and 290 MB for 1,600. SQLite takes a thousand.
pub const MAX_CONDITIONS: usize = 100;

/// How many values one [`any_of`](crate::query::Condition::any_of) takes.
pub const MAX_VALUES: usize = 1_000;

/// How many values all of a filter's conditions take together.
///
/// A list can ask for up to three segments of its order in one statement, each with all the values, and SQLite binds at
/// most 32,766.
pub const MAX_VALUES_IN_ALL: usize = 5_000;

/// How many characters a text that is looked for can have: of a search, and of
/// [`contains`](crate::query::Condition::contains).
pub const MAX_SEARCH_LENGTH: usize = 16_384;

/// How many texts one query can search for.
pub const MAX_SEARCHES: usize = 8;

/// How many columns a list can be ordered by.
pub const MAX_ORDER_COLUMNS: usize = 8;

/// How many rows a page can have.
pub const MAX_PAGE_SIZE: u32 = 10_000;

/// How many ids one call takes: as many as a page can have rows.
pub const MAX_IDS: usize = MAX_PAGE_SIZE as usize;

/// How many pieces of SQL a [`ScopedQuery`](crate::ScopedQuery) has.
pub(crate) const PIECES: usize = 1_000;

/// How many bytes all of them have together.
pub(crate) const OWN_SQL: usize = 64 * 1024;

/// How many values it binds. There can be a condition for each, so there are fewer than of a list's values.
pub(crate) const OWN_VALUES: usize = 500;

/// Refuses more than there may be.
pub(crate) fn check(
    field: impl Into<std::borrow::Cow<'static, str>>,
    what: &str,
    count: usize,
    most: usize,
) -> Result<()> {
    if count <= most { Ok(()) } else { Err(Error::invalid(field, at_most(what, most))) }
}

/// Whether a text is longer than one that is looked for may be.
pub(crate) fn is_too_long(text: &str) -> bool {
    text.len() > MAX_SEARCH_LENGTH && text.chars().nth(MAX_SEARCH_LENGTH).is_some()
}

/// The reason for a limit.
#[must_use]
pub fn at_most(what: &str, most: usize) -> String {
    format!("takes at most {} {what}", with_commas(most))
}

/// A number as it is read: `1,000`.
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
