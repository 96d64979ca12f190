//! `backends`.

use fin_infra::prelude::*;
use fin_infra::schema::Database;

/// PostgreSQL has arrays and intervals.
#[derive(FinResource)]
#[fin(backends("postgres", "memory"))]
pub struct Schedule {
    pub tags: Vec<String>,
    pub every: sqlx::postgres::types::PgInterval,
}

/// MySQL has unsigned 64-bit integers.
#[derive(FinResource)]
#[fin(backends("mysql", "memory"))]
pub struct Counter {
    pub count: u64,
}

/// Without SQLite, decimals can have more digits.
#[derive(FinResource)]
#[fin(backends("postgres", "mysql", "memory"))]
pub struct Treasury {
    #[fin(decimal(precision = 28, scale = 10))]
    pub worth: Decimal,
}

#[derive(FinResource)]
#[fin(backends = "sqlite")]
pub struct Draft {
    pub text: String,
}

#[test]
fn a_resource_is_generated_for_its_stores() {
    let has = |definition: schema::Definition| {
        [Database::Sqlite, Database::Postgres, Database::MySql]
            .map(|database| definition.types(database).is_some())
    };
    assert_eq!(has(schema::of::<Schedule>()), [false, true, false]);
    assert_eq!(has(schema::of::<Counter>()), [false, false, true]);
    assert_eq!(has(schema::of::<Treasury>()), [false, true, true]);
    assert_eq!(has(schema::of::<Draft>()), [true, false, false]);
}

#[tokio::test]
async fn another_store_chosen_at_run_time_returns_an_error() {
    let counter = CounterCreate { count: u64::MAX };
    let stored = Counter::repository().create(&Memory::new(), counter).await.expect("created");
    assert_eq!(stored.count, u64::MAX);
    let error = Draft::repository().count(&Db::memory(), DraftQuery::new()).await.expect_err("refused");
    assert!(error.to_string().contains("drafts"), "{error}");
}
