//! The same aggregates, computed in Rust from the rows of a list.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra::query::{Average, TimeZone};

use crate::entry::*;

/// Groups rows, and computes something for each group, in the order of the keys.
pub fn groups<K: Ord, V>(
    rows: &[EntryRead],
    key: impl Fn(&EntryRead) -> K,
    value: impl Fn(&[&EntryRead]) -> V,
) -> Vec<(K, V)> {
    let mut groups: BTreeMap<K, Vec<&EntryRead>> = BTreeMap::new();
    for row in rows {
        groups.entry(key(row)).or_default().push(row);
    }
    groups.into_iter().map(|(key, rows)| (key, value(&rows))).collect()
}

/// The sum of a column, and the number of its values.
pub fn average(rows: &[&EntryRead], column: impl Fn(&EntryRead) -> Option<Decimal>) -> Average<Decimal> {
    let values: Vec<_> = rows.iter().filter_map(|row| column(row)).collect();
    Average { sum: values.iter().sum(), count: values.len() as u64 }
}

/// The number of different values.
pub fn different<T: Ord>(values: impl Iterator<Item = T>) -> u64 {
    values.collect::<BTreeSet<_>>().len() as u64
}

/// A time zone, as the tests' own calendar and as fin-infra's.
#[derive(Clone)]
pub struct Zone(jiff::tz::TimeZone);

impl Zone {
    pub fn named(name: &str) -> Self {
        Self(jiff::tz::TimeZone::get(name).unwrap())
    }

    pub fn ours(&self) -> TimeZone {
        self.0.clone().into()
    }

    /// The local date of an instant.
    pub fn date(&self, instant: DateTime<Utc>) -> jiff::civil::Date {
        let instant = jiff::Timestamp::from_microsecond(instant.timestamp_micros()).unwrap();
        instant.to_zoned(self.0.clone()).date()
    }
}

/// A date of the tests' calendar.
pub fn chrono_date(date: jiff::civil::Date) -> NaiveDate {
    on(&date.to_string())
}

/// The first day of the week of a date.
pub fn week(date: jiff::civil::Date) -> NaiveDate {
    let back = i64::from(date.weekday().to_monday_zero_offset());
    chrono_date(date.checked_sub(jiff::Span::new().days(back)).unwrap())
}

/// The first day of the period of some months that a date belongs to.
pub fn months(date: jiff::civil::Date, months: i8) -> NaiveDate {
    let first = (date.month() - 1) / months * months + 1;
    chrono_date(jiff::civil::date(date.year(), first, 1))
}
