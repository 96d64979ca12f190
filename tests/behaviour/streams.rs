//! A stream reads everything and keeps few rows in memory.

use std::sync::atomic::{AtomicUsize, Ordering};

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetOrder, BudgetQuery};
use futures_util::{StreamExt, TryStreamExt};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteArgumentsBuffer, SqlitePoolOptions, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Sqlite, Type};

use crate::support::{budgets, renamed};

/// How many of them there are now, and how many there ever were at a time.
static ALIVE: AtomicUsize = AtomicUsize::new(0);
static MOST_ALIVE: AtomicUsize = AtomicUsize::new(0);

/// A number that is counted as long as it lives.
#[derive(Debug)]
struct Counted(i64);

impl Counted {
    fn new(number: i64) -> Self {
        let alive = ALIVE.fetch_add(1, Ordering::Relaxed) + 1;
        MOST_ALIVE.fetch_max(alive, Ordering::Relaxed);
        Self(number)
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        Self::new(self.0)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Type<Sqlite> for Counted {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
}

impl<'q> Encode<'q, Sqlite> for Counted {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<'q, Sqlite>::encode_by_ref(&self.0, buffer)
    }
}

impl<'r> Decode<'r, Sqlite> for Counted {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        <i64 as Decode<'r, Sqlite>>::decode(value).map(Self::new)
    }
}

/// A row that is noticed as long as it lives.
#[derive(FinResource)]
#[fin(backends("sqlite"), timestamps = false, create = false, update = false)]
struct Sample {
    number: Counted,
}

/// How many rows there are in the table.
const ROWS: i64 = 100_000;

#[tokio::test]
async fn a_stream_over_100_000_rows_holds_a_page_at_a_time() {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    let db = Db::from(pool.clone());
    schema::create_all(&db, &[schema::of::<Sample>()]).await.unwrap();
    let fill = "WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?1) \
                INSERT INTO samples (id, number) SELECT randomblob(16), number FROM numbers";
    sqlx::query(fill).bind(ROWS).execute(&pool).await.unwrap();

    let rows = Sample::repository().stream(&db, SampleQuery::new());
    let add = |(count, sum), row: SampleRead| async move { Ok::<_, Error>((count + 1, sum + row.number.0)) };
    let (count, sum) = rows.try_fold((0, 0), add).await.unwrap();

    assert_eq!((count, sum), (ROWS, ROWS * (ROWS + 1) / 2));
    let most = MOST_ALIVE.load(Ordering::Relaxed);
    assert!(most < 2_000, "{most} of {ROWS} rows were held at a time");
    assert_eq!(ALIVE.load(Ordering::Relaxed), 0);
}

on_each_store!(
    [Budget] a_stream_goes_on_over_pages_in_the_order_asked_for,
    [Budget] a_stream_goes_on_where_a_cursor_stands,
    [Budget] rows_may_change_while_they_are_streamed,
    [Budget] a_stream_that_is_dropped_leaves_nothing_behind,
    [Budget] a_stream_that_cannot_begin_gives_one_error,
);

async fn a_stream_goes_on_over_pages_in_the_order_asked_for(db: &Db) {
    let budgets = budgets();
    let names: Vec<_> = (0..1_203).map(|number| format!("{number:05}")).collect();
    budgets.create_many(db, names.iter().cloned().map(BudgetCreate::named)).await.unwrap();
    let query = BudgetQuery::new().order_by(BudgetOrder::Name.desc()).page_size(7);
    let rows: Vec<_> = budgets.stream(db, query).try_collect().await.unwrap();
    assert!(rows.iter().map(|row| &row.name).eq(names.iter().rev()));
}

async fn a_stream_goes_on_where_a_cursor_stands(db: &Db) {
    let budgets = budgets();
    budgets.create_many(db, ["a", "b", "c", "d"].map(BudgetCreate::named)).await.unwrap();
    let query = BudgetQuery::new().page_size(2);
    let next = budgets.list(db, query.clone()).await.unwrap().next.unwrap();
    let rows: Vec<_> = budgets.stream(db, query.after(next)).try_collect().await.unwrap();
    assert!(rows.iter().map(|row| &row.name).eq(["c", "d"]));
}

async fn rows_may_change_while_they_are_streamed(db: &Db) {
    let budgets = budgets();
    let rows = budgets
        .create_many(db, (0..600).map(|number| BudgetCreate::named(number.to_string())))
        .await
        .unwrap();
    let mut stream = std::pin::pin!(budgets.stream(db, BudgetQuery::new()));
    let mut seen = 0;
    while let Some(row) = stream.try_next().await.unwrap() {
        budgets.update(db, row.id, renamed(&format!("{} seen", row.name))).await.unwrap();
        if seen == 0 {
            budgets.delete(db, rows[599].id).await.unwrap();
        }
        seen += 1;
    }
    assert_eq!(seen, 599);
}

async fn a_stream_that_is_dropped_leaves_nothing_behind(db: &Db) {
    let budgets = budgets();
    budgets.create_many(db, (0..10).map(|number| BudgetCreate::named(number.to_string()))).await.unwrap();
    for _ in 0..20 {
        let first: Vec<_> = budgets.stream(db, BudgetQuery::new()).take(1).try_collect().await.unwrap();
        assert_eq!(first.len(), 1);
    }
    assert_eq!(budgets.count(db, BudgetQuery::new()).await.unwrap(), 10);
}

async fn a_stream_that_cannot_begin_gives_one_error(db: &Db) {
    let budgets = budgets();
    let query = BudgetQuery::new().after("00".parse().unwrap());
    let rows: Vec<_> = budgets.stream(db, query).collect().await;
    assert!(matches!(rows.as_slice(), [Err(error)] if error.is_invalid()));
}
