//! Sums at the limits of their types.

use fin_infra::prelude::*;
use fin_infra_tests::{on_each_store, on_stores};

use crate::entry::*;

/// The largest amount of a column with 18 digits, two of them after the point.
const MOST: Decimal = dec!(9_999_999_999_999_999.99);

/// Decimals with as many digits as a `Decimal` has.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, backends("postgres", "mysql", "memory"))]
pub struct Wide {
    #[fin(group)]
    pub kind: i16,
    #[fin(sum, decimal(precision = 28, scale = 0))]
    pub amount: Decimal,
    #[fin(sum)]
    pub count: u32,
}

on_each_store!(
    [Entry] a_sum_of_decimals_may_be_longer_than_its_column,
    [Entry] long_sums_compare_and_sort_like_short_ones,
    [Entry] a_sum_of_integers_that_does_not_fit_is_an_error,
    [Entry] a_sum_that_fits_may_not_fit_on_the_way,
);

async fn a_sum_of_decimals_may_be_longer_than_its_column(db: &Db) {
    let entries = entries(db, (0..1_000).map(|_| entry("a", MOST))).await;
    let rows = entries
        .aggregate(db, EntryAggregate::new().sum_amount().average_amount().by_category())
        .await
        .unwrap();
    assert_eq!(rows[0].0, MOST * dec!(1000));
    assert_eq!((rows[0].1.sum, rows[0].1.count), (MOST * dec!(1000), 1_000));
}

async fn long_sums_compare_and_sort_like_short_ones(db: &Db) {
    let some = (0..1_200).map(|_| ("most", MOST)).chain((0..1_200).map(|_| ("least", -MOST)));
    let some = some.chain([("one", dec!(1)), ("minus one", dec!(-1)), ("none", dec!(0))]);
    let entries = entries(db, some.map(|(category, amount)| entry(category, amount))).await;
    let categories = async |asked: EntryAggregate| {
        let rows = entries.aggregate(db, asked.by_category().sum_amount()).await.unwrap();
        rows.into_iter().map(|(category, _)| category).collect::<Vec<_>>().join(" < ")
    };
    let sorted = || EntryAggregate::new().order_by(EntryAggregateOrder::SumAmount.asc());
    assert_eq!(categories(sorted()).await, "least < minus one < none < one < most");
    let sum = MOST * dec!(1200);
    let cent = dec!(0.01);
    for (condition, expected) in [
        (Condition::ge(sum), "most"),
        (Condition::gt(sum), ""),
        (Condition::gt(sum - cent), "most"),
        (Condition::lt(-sum + cent), "least"),
        (Condition::eq(-sum), "least"),
        (Condition::any_of([sum, -sum, dec!(1)]), "least < one < most"),
        (Condition::none_of([sum, -sum, dec!(1)]), "minus one < none"),
        (Condition::between(-dec!(1), sum), "minus one < none < one < most"),
        (Condition::is_not_null(), "least < minus one < none < one < most"),
        (Condition::is_null(), ""),
        (Condition::le(dec!(70_000_000_000_000_000_000_000_000)), "least < minus one < none < one < most"),
    ] {
        assert_eq!(
            categories(sorted().having_sum_amount(condition.clone())).await,
            expected,
            "{condition:?}"
        );
    }
}

async fn a_sum_of_integers_that_does_not_fit_is_an_error(db: &Db) {
    let units = [i64::MAX, 1];
    let entries =
        entries(db, units.map(|units| EntryCreate { units, small: 127, ..entry("a", dec!(1)) })).await;
    let error = entries.aggregate(db, EntryAggregate::new().sum_units()).await.unwrap_err();
    assert!(error.is_invalid());
    assert_eq!(error.to_string(), "entries: units: the sum has more digits than its type can hold");
    // The sum of a small type is not small.
    assert_eq!(entries.aggregate(db, EntryAggregate::new().sum_small()).await.unwrap(), [(254,)]);
    // The error does not end a transaction.
    let mut tx = db.begin().await.unwrap();
    entries.aggregate(&mut tx, EntryAggregate::new().sum_units()).await.unwrap_err();
    assert_eq!(entries.aggregate(&mut tx, EntryAggregate::new().count()).await.unwrap(), [(2,)]);
    tx.commit().await.unwrap();
}

async fn a_sum_that_fits_may_not_fit_on_the_way(db: &Db) {
    let units = [i64::MAX, i64::MAX, -1, i64::MIN, i64::MIN, 5];
    let entries = entries(db, units.map(|units| EntryCreate { units, ..entry("a", dec!(1)) })).await;
    assert_eq!(entries.aggregate(db, EntryAggregate::new().sum_units().by_category()).await.unwrap()[0].0, 2);
}

on_stores!(
    [in_memory: Memory, on_postgres: Postgres, on_mysql: MySql] [Wide]
    a_sum_of_the_largest_decimals_is_exact_or_an_error
);

async fn a_sum_of_the_largest_decimals_is_exact_or_an_error(db: &Db) {
    let most = dec!(9_999_999_999_999_999_999_999_999_999);
    let wide = Wide::repository().tenant(Uuid::now_v7());
    for (kind, amount, times) in [(1, most, 7), (2, most, 8), (3, -most, 7)] {
        let rows = (0..times).map(|_| WideCreate { kind, amount, count: u32::MAX });
        wide.create_many(db, rows.collect::<Vec<_>>()).await.unwrap();
    }
    let sum = async |kind: Condition<Decimal>| {
        wide.aggregate(db, WideAggregate::new().having_sum_amount(kind).by_kind().sum_amount().sum_count())
            .await
    };
    let rows = sum(Condition::lt(dec!(0))).await.unwrap();
    assert_eq!(rows, [(3, most * dec!(-7), i64::from(u32::MAX) * 7)]);
    let error = sum(Condition::gt(most * dec!(7))).await.unwrap_err();
    assert_eq!(error.to_string(), "wides: amount: the sum has more digits than its type can hold");
}
