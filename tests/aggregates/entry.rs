//! The resource that the tests add up.

use chrono::{NaiveDate, NaiveDateTime};
use fin_infra::prelude::*;

/// A resource with something of every kind to compute.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, soft_delete, rls, search = "memo")]
pub struct Entry {
    /// A key that is never null.
    #[fin(filter, group, count_distinct, min, max)]
    pub category: String,
    /// A key that may be null.
    #[fin(group, count_distinct)]
    pub owner: Option<Uuid>,
    #[fin(group)]
    pub cleared: bool,
    #[fin(sum, min, max, decimal(precision = 18, scale = 2))]
    pub amount: Decimal,
    /// A sum of values that may be null.
    #[fin(sum, max, decimal(precision = 18, scale = 4))]
    pub fee: Option<Decimal>,
    #[fin(sum, min, count_distinct)]
    pub units: i64,
    #[fin(sum)]
    pub small: i8,
    #[fin(filter, min, max, group(day, week, month, quarter, year))]
    pub booked_at: DateTime<Utc>,
    #[fin(group(month))]
    pub due: Option<NaiveDate>,
    #[fin(group(week, quarter))]
    pub entered: NaiveDateTime,
    pub memo: String,
}

/// An entry, for tests that say what matters to them.
pub fn entry(category: &str, amount: Decimal) -> EntryCreate {
    EntryCreate {
        category: category.to_owned(),
        owner: None,
        cleared: false,
        amount,
        fee: None,
        units: 0,
        small: 0,
        booked_at: at("2026-11-27T12:00:00Z"),
        due: None,
        entered: NaiveDateTime::default(),
        memo: String::new(),
    }
}

/// A time.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A date.
pub fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The entries of a new tenant.
pub async fn entries(db: &Db, entries: impl IntoIterator<Item = EntryCreate>) -> EntryRepository {
    let repository = Entry::repository().tenant(Uuid::now_v7());
    repository.create_many(db, entries.into_iter().collect::<Vec<_>>()).await.unwrap();
    repository
}
