//! Each measure.

use fin_infra::prelude::*;
use fin_infra::query::Average;
use fin_infra_tests::on_each_store;

use crate::entry::*;

on_each_store!(
    [Entry] nothing_adds_up_to_zero,
    [Entry] every_measure_of_a_group_is_returned_in_the_order_of_the_calls,
    [Entry] nulls_add_nothing,
    [Entry] an_average_is_not_rounded,
    [Entry] texts_and_times_have_extremes,
    [Entry] values_are_counted_once,
    [Entry] a_transaction_sees_its_own_rows,
);

async fn nothing_adds_up_to_zero(db: &Db) {
    let entries = entries(db, []).await;
    let asked = EntryAggregate::new().sum_amount().sum_units().count().max_booked_at().average_fee();
    let rows = entries.aggregate(db, asked).await.unwrap();
    assert_eq!(rows, [(dec!(0.00), 0, 0, None, Average { sum: dec!(0.0000), count: 0 })]);
    assert_eq!(rows[0].0.to_string(), "0.00");
    assert_eq!(entries.aggregate(db, EntryAggregate::new().by_category().count()).await.unwrap(), []);
}

async fn every_measure_of_a_group_is_returned_in_the_order_of_the_calls(db: &Db) {
    let some = [("Food", dec!(12.30)), ("Rent", dec!(800)), ("Food", dec!(7.70)), ("Food", dec!(-1))];
    let entries = entries(db, some.map(|(category, amount)| entry(category, amount))).await;
    let asked = EntryAggregate::new().min_amount().by_category().sum_amount().count().max_amount();
    let rows = entries.aggregate(db, asked).await.unwrap();
    let expected = [
        (Some(dec!(-1)), "Food".to_owned(), dec!(19.00), 3, Some(dec!(12.30))),
        (Some(dec!(800)), "Rent".to_owned(), dec!(800.00), 1, Some(dec!(800))),
    ];
    assert_eq!(rows, expected);
}

async fn nulls_add_nothing(db: &Db) {
    let fees = [None, Some(dec!(0.0001)), Some(dec!(2))];
    let entries = entries(db, fees.map(|fee| EntryCreate { fee, ..entry("Food", dec!(1)) })).await;
    let asked = EntryAggregate::new().sum_fee().average_fee().max_fee().count();
    let rows = entries.aggregate(db, asked).await.unwrap();
    assert_eq!(rows, [(dec!(2.0001), Average { sum: dec!(2.0001), count: 2 }, Some(dec!(2)), 3)]);
}

async fn an_average_is_not_rounded(db: &Db) {
    let entries = entries(db, [10, 0, 0].map(|amount| entry("Food", amount.into()))).await;
    let [(average,)] = entries.aggregate(db, EntryAggregate::new().average_amount()).await.unwrap()[..]
    else {
        panic!("one row");
    };
    assert_eq!(average, Average { sum: dec!(10.00), count: 3 });
}

async fn texts_and_times_have_extremes(db: &Db) {
    let some = ["a", "Z", "é"].into_iter().zip([
        "2026-01-01T00:00:00.000001Z",
        "2026-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
    ]);
    let some = some.map(|(category, time)| EntryCreate { booked_at: at(time), ..entry(category, dec!(1)) });
    let entries = entries(db, some).await;
    let asked = EntryAggregate::new().min_category().max_category().min_booked_at().max_booked_at();
    let expected = (
        Some("Z".to_owned()),
        Some("é".to_owned()),
        Some(at("1969-12-31T23:59:59.999999Z")),
        Some(at("2026-01-01T00:00:00.000001Z")),
    );
    assert_eq!(entries.aggregate(db, asked).await.unwrap(), [expected]);
}

async fn values_are_counted_once(db: &Db) {
    let owners = [None, Some(Uuid::from_u128(1)), Some(Uuid::from_u128(1)), Some(Uuid::from_u128(2))];
    let some = owners.into_iter().zip(["a", "A", "a ", "a"]);
    let entries =
        entries(db, some.map(|(owner, category)| EntryCreate { owner, ..entry(category, dec!(1)) })).await;
    let asked =
        EntryAggregate::new().count_distinct_owner().count_distinct_category().count_distinct_units().count();
    assert_eq!(entries.aggregate(db, asked).await.unwrap(), [(2, 3, 1, 4)]);
}

async fn a_transaction_sees_its_own_rows(db: &Db) {
    let entries = entries(db, [entry("Food", dec!(1))]).await;
    let mut tx = db.begin().await.unwrap();
    entries.create(&mut tx, entry("Food", dec!(2))).await.unwrap();
    let sum = EntryAggregate::new().sum_amount();
    assert_eq!(entries.aggregate(&mut tx, sum.clone()).await.unwrap(), [(dec!(3),)]);
    tx.rollback().await.unwrap();
    assert_eq!(entries.aggregate(db, sum).await.unwrap(), [(dec!(1),)]);
}
