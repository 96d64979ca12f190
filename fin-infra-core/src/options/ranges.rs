//! The ranges of the numbers in [`DbOptions`](crate::DbOptions).

use crate::error::{Error, Result};

/// An inclusive range.
pub(super) struct Range {
    first: u128,
    last: u128,
    unit: &'static str,
}

pub(super) const CONNECTIONS: Range = Range { first: 1, last: 10_000, unit: "" };
pub(super) const ATTEMPTS: Range = Range { first: 1, last: 1_000, unit: "" };
pub(super) const CACHE: Range = Range { first: 1, last: i32::MAX as u128, unit: " KiB" };
pub(super) const WAIT: Range = Range { first: 1, last: 24 * 3_600_000, unit: " milliseconds" };
/// The databases store it in 32 bits.
pub(super) const STATEMENT: Range = Range { first: 1, last: i32::MAX as u128, unit: " milliseconds" };
/// A hundred years.
pub(super) const AGE: Range = Range { first: 1, last: 100 * 366 * 24 * 3_600_000, unit: " milliseconds" };

impl Range {
    /// Returns an error if a number is out of the range.
    pub(super) fn check(&self, option: &'static str, number: u128) -> Result<()> {
        let Self { first, last, unit } = self;
        if (*first..=*last).contains(&number) {
            return Ok(());
        }
        Err(Error::invalid(option, format!("must be from {first} to {last}{unit}")))
    }
}

/// Returns an error for a name that PostgreSQL would cut or change.
pub(super) fn check_name(option: &'static str, name: &str) -> Result<()> {
    let is_printable = name.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_printable && (1..=63).contains(&name.len()) {
        return Ok(());
    }
    Err(Error::invalid(option, "must be 1 to 63 printable ASCII characters; PostgreSQL would change others"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::options::DbOptions;

    #[test]
    fn a_value_out_of_range_is_refused() {
        let long = "x".repeat(64);
        for (option, options) in [
            ("max_connections", DbOptions::new().max_connections(0)),
            ("max_connections", DbOptions::new().max_connections(usize::MAX)),
            ("wait", DbOptions::new().wait(Duration::ZERO)),
            ("wait", DbOptions::new().wait(Duration::MAX)),
            ("max_age", DbOptions::new().max_age(Duration::ZERO)),
            ("max_idle", DbOptions::new().max_idle(Duration::MAX)),
            ("statement_timeout", DbOptions::new().statement_timeout(Duration::ZERO)),
            ("statement_timeout", DbOptions::new().statement_timeout(Duration::from_micros(999))),
            ("statement_timeout", DbOptions::new().statement_timeout(Duration::MAX)),
            ("response_timeout", DbOptions::new().response_timeout(Duration::ZERO)),
            ("application_name", DbOptions::new().application_name("")),
            ("application_name", DbOptions::new().application_name(long)),
            ("application_name", DbOptions::new().application_name("Börse")),
            ("application_name", DbOptions::new().application_name("a\0b")),
            ("sqlite_cache_kibibytes", DbOptions::new().sqlite_cache_kibibytes(0)),
            ("sqlite_cache_kibibytes", DbOptions::new().sqlite_cache_kibibytes(u32::MAX)),
        ] {
            let error = options.check().unwrap_err();
            assert!(error.is_invalid(), "{option}: {error}");
            assert_eq!(error.fields().collect::<Vec<_>>(), [option]);
        }
        DbOptions::new().check().unwrap();
    }
}
