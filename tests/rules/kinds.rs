//! Rules over nullable columns, texts, times and truth values, and several rules at once.

use fin_infra::Resource as _;
use fin_infra::prelude::*;
use fin_infra_tests::{on_each_store, on_stores};

/// A rule is satisfied if one of its terms is null.
#[derive(FinResource, Debug, Clone)]
#[fin(check(a + b >= c), check(d == e - f))]
struct Nullable {
    a: i64,
    b: Option<i64>,
    c: Option<i32>,
    d: Option<Decimal>,
    e: Decimal,
    f: Option<Decimal>,
}

/// Values that are not summed.
#[derive(FinResource, Debug, Clone)]
#[fin(
    check(text != "😀 it's \\ \"é\"\n" && text != other),
    check(starts < ends),
    check(owner != buyer),
    check(open == shown)
)]
struct Plain {
    text: String,
    other: String,
    starts: DateTime<Utc>,
    ends: DateTime<Utc>,
    owner: Uuid,
    buyer: Option<Uuid>,
    open: bool,
    shown: Option<bool>,
}

/// Rules that one row can break together.
#[derive(FinResource, Debug, Clone)]
#[fin(check(a > 0), check(a > b), check(a + b > 10), check(b > -5), check(a != b))]
struct Strict {
    a: i64,
    b: i64,
}

/// Decimals of the largest number of digits, which SQLite has no room for.
#[derive(FinResource, Debug, Clone)]
#[fin(
    backends("postgres", "mysql", "memory"),
    check(a + a + a + a + a + a + a + a >= b + b + b + b + b + b + b + c),
    check(a < 99999999999999999999999999.99)
)]
struct Wide {
    #[fin(decimal(precision = 28, scale = 2))]
    a: Decimal,
    #[fin(decimal(precision = 28, scale = 2))]
    b: Decimal,
    #[fin(decimal(precision = 28, scale = 2))]
    c: Decimal,
}

/// Whole numbers that MySQL alone has.
#[derive(FinResource, Debug, Clone)]
#[fin(backends("mysql", "memory"), check(a - b >= c - a))]
struct Large {
    a: u64,
    b: u64,
    c: u64,
}

fn plain() -> PlainCreate {
    let starts: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    PlainCreate {
        text: "good".to_owned(),
        other: "better".to_owned(),
        starts,
        ends: starts + std::time::Duration::from_micros(1),
        owner: Uuid::from_u128(1),
        buyer: None,
        open: true,
        shown: None,
    }
}

/// Whether an error is about the rule with this text.
fn is_about<R: fin_infra::Resource>(error: &Error, rule: &str) -> bool {
    let check = R::TABLE.checks.iter().find(|check| check.rule == rule).expect("a rule of that text");
    error.is_invalid() && error.constraint() == Some(check.name)
}

on_each_store!(
    [Nullable] a_rule_with_a_null_in_its_sum_holds,
    [Plain] texts_times_ids_and_truth_values_are_compared_alike,
    [Strict] of_several_rules_that_a_row_breaks_each_way_in_names_the_same,
);

async fn a_rule_with_a_null_in_its_sum_holds(db: &Db) {
    let rows = Nullable::repository();
    let create =
        NullableCreate { a: 1, b: None, c: Some(5), d: None, e: Decimal::ONE, f: Some(Decimal::ONE) };
    let row = rows.create(db, create.clone()).await.unwrap();
    let error = rows.create(db, NullableCreate { b: Some(3), ..create.clone() }).await.unwrap_err();
    assert!(is_about::<Nullable>(&error, "a + b >= c"), "{error}");
    let error = rows.create(db, NullableCreate { d: Some(Decimal::ONE), ..create }).await.unwrap_err();
    assert!(is_about::<Nullable>(&error, "d == e - f"), "{error}");

    let change = |b: Option<i64>| NullableUpdate { b: Some(b), ..NullableUpdate::default() };
    let error = rows.update(db, row.id, change(Some(3))).await.unwrap_err();
    assert!(is_about::<Nullable>(&error, "a + b >= c"), "{error}");
    let error = rows.update(db, row.id, change(Some(i64::MIN))).await.unwrap_err();
    assert!(is_about::<Nullable>(&error, "a + b >= c"), "{error}");
    for b in [Some(4), Some(i64::MAX), None] {
        assert_eq!(rows.update(db, row.id, change(b)).await.unwrap().b, b);
    }
}

async fn texts_times_ids_and_truth_values_are_compared_alike(db: &Db) {
    let rows = Plain::repository();
    let row = rows.create(db, plain()).await.unwrap();
    let text = "text != \"😀 it's \\\\ \\\"é\\\"\\n\" && text != other";
    for (rule, change) in [
        (text, PlainUpdate { text: Some("😀 it's \\ \"é\"\n".to_owned()), ..PlainUpdate::default() }),
        (text, PlainUpdate { text: Some("better".to_owned()), ..PlainUpdate::default() }),
        ("starts < ends", PlainUpdate { ends: Some(row.starts), ..PlainUpdate::default() }),
        ("owner != buyer", PlainUpdate { buyer: Some(Some(row.owner)), ..PlainUpdate::default() }),
        ("open == shown", PlainUpdate { shown: Some(Some(false)), ..PlainUpdate::default() }),
    ] {
        let error = rows.update(db, row.id, change).await.unwrap_err();
        assert!(is_about::<Plain>(&error, rule), "{rule}: {error}");
    }
    for near in ["?? it's \\ \"é\"\n", "😀 it's \\ \"e\"\n", "😁 it's \\ \"é\"\n", "Better", "better "]
    {
        let change = PlainUpdate { text: Some(near.to_owned()), ..PlainUpdate::default() };
        assert_eq!(rows.update(db, row.id, change).await.unwrap().text, near);
    }
    let drift = schema::verify_of(db, &[schema::of::<Plain>()]).await.unwrap();
    assert!(drift.is_none(), "{drift}");
}

async fn of_several_rules_that_a_row_breaks_each_way_in_names_the_same(db: &Db) {
    let rows = Strict::repository();
    let good = rows.create(db, StrictCreate { a: 20, b: 10 }).await.unwrap();
    for (a, b) in [(-10, -10), (-10, 5), (0, -10), (3, 4), (4, 4)] {
        let created = rows.create(db, StrictCreate { a, b }).await.unwrap_err();
        let updated = rows.update(db, good.id, StrictUpdate { a: Some(a), b: Some(b) }).await.unwrap_err();
        assert!(created.is_invalid() && updated.is_invalid());
        assert_eq!(created.constraint(), updated.constraint(), "{a}, {b}");
    }
    let names: Vec<_> = Strict::TABLE.checks.iter().map(|check| check.name).collect();
    assert!(names.is_sorted(), "{names:?}");
}

on_stores!([in_memory: Memory, on_postgres: Postgres, on_mysql: MySql] [Wide] decimals_of_twenty_eight_digits_are_added_exactly);

async fn decimals_of_twenty_eight_digits_are_added_exactly(db: &Db) {
    let rows = Wide::repository();
    let most: Decimal = "99999999999999999999999999.98".parse().unwrap();
    let unit: Decimal = "0.01".parse().unwrap();
    let row = rows.create(db, WideCreate { a: most, b: most, c: most }).await.unwrap();
    let sum = "a + a + a + a + a + a + a + a >= b + b + b + b + b + b + b + c";
    let more = WideCreate { c: most + unit, a: most, b: most };
    assert!(is_about::<Wide>(&rows.create(db, more).await.unwrap_err(), sum));
    let change = |c: Decimal| WideUpdate { c: Some(c), ..WideUpdate::default() };
    assert!(is_about::<Wide>(&rows.update(db, row.id, change(most + unit)).await.unwrap_err(), sum));
    assert_eq!(rows.update(db, row.id, change(-most)).await.unwrap().c, -most);
    let largest = "a < 99999999999999999999999999.99";
    let error = rows.create(db, WideCreate { a: most + unit, b: most, c: most }).await.unwrap_err();
    assert!(is_about::<Wide>(&error, largest), "{error}");
    let change = WideUpdate { a: Some(most + unit), ..WideUpdate::default() };
    assert!(is_about::<Wide>(&rows.update(db, row.id, change).await.unwrap_err(), largest));
    let drift = schema::verify_of(db, &[schema::of::<Wide>()]).await.unwrap();
    assert!(drift.is_none(), "{drift}");
}

on_stores!([in_memory: Memory, on_mysql: MySql] [Large] the_largest_whole_numbers_are_added_exactly);

async fn the_largest_whole_numbers_are_added_exactly(db: &Db) {
    let rows = Large::repository();
    let row = rows.create(db, LargeCreate { a: u64::MAX, b: u64::MAX, c: u64::MAX }).await.unwrap();
    let rule = "a - b >= c - a";
    for (a, b, c) in [(0, 1, 0), (0, u64::MAX, 0), (u64::MAX - 1, u64::MAX, u64::MAX - 1)] {
        let error = rows.create(db, LargeCreate { a, b, c }).await.unwrap_err();
        assert!(is_about::<Large>(&error, rule), "{error}");
        let error =
            rows.update(db, row.id, LargeUpdate { a: Some(a), b: Some(b), c: Some(c) }).await.unwrap_err();
        assert!(is_about::<Large>(&error, rule), "{error}");
    }
    let change = LargeUpdate { b: Some(0), ..LargeUpdate::default() };
    assert_eq!(rows.update(db, row.id, change).await.unwrap().b, 0);
    let drift = schema::verify_of(db, &[schema::of::<Large>()]).await.unwrap();
    assert!(drift.is_none(), "{drift}");
}
