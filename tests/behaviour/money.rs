//! Money is exact: a value that does not fit is rejected, and nothing is ever rounded.

use fin_infra::prelude::*;
use fin_infra_tests::{on_each_store, on_stores};

use crate::support::{decimal, fields};

/// An entry in a ledger.
#[derive(FinResource, Debug, Clone)]
#[fin(filter("amount"), order("amount"))]
struct Entry {
    amount: Decimal,
    #[fin(decimal(precision = 6, scale = 2))]
    price: Option<Decimal>,
    #[fin(decimal(precision = 18, scale = 0))]
    whole: Option<Decimal>,
    #[fin(decimal(precision = 18, scale = 18))]
    share: Option<Decimal>,
}

/// A number with more digits than SQLite can store exactly.
#[derive(FinResource, Debug, Clone)]
#[fin(backends("postgres", "mysql", "memory"))]
struct Reserve {
    #[fin(decimal(precision = 28, scale = 10), order, filter)]
    amount: Decimal,
}

fn entry(amount: &str) -> EntryCreate {
    EntryCreate { amount: decimal(amount), price: None, whole: None, share: None }
}

/// Creates entries, and reads their amounts as a query gives them.
async fn amounts(db: &Db, query: EntryQuery) -> Vec<String> {
    let page = Entry::repository().list(db, query).await.unwrap();
    page.into_iter().map(|entry| entry.amount.normalize().to_string()).collect()
}

on_each_store!(
    [Entry] an_amount_has_the_decimals_of_its_column,
    [Entry] an_amount_that_does_not_fit_is_refused,
    [Entry] amounts_are_ordered_as_numbers,
    [Entry] ranges_of_amounts_are_of_numbers,
    [Entry] a_column_may_have_digits_of_its_own,
);

async fn an_amount_has_the_decimals_of_its_column(db: &Db) {
    let entries = Entry::repository();
    for (amount, expected) in [
        ("1.5", "1.5000"),
        ("0", "0.0000"),
        ("-0", "0.0000"),
        ("-0.0000", "0.0000"),
        ("0.0001", "0.0001"),
        ("-0.0001", "-0.0001"),
        ("12", "12.0000"),
        ("1.50000000", "1.5000"),
        ("99999999999999.9999", "99999999999999.9999"),
        ("-99999999999999.9999", "-99999999999999.9999"),
        ("12345678901234.5678", "12345678901234.5678"),
    ] {
        let row = entries.create(db, entry(amount)).await.unwrap();
        assert_eq!(row.amount.to_string(), expected, "as created");
        assert_eq!(entries.get(db, row.id).await.unwrap().amount.to_string(), expected, "as read");
        let update = EntryUpdate { amount: Some(decimal(amount)), ..EntryUpdate::default() };
        assert_eq!(
            entries.update(db, row.id, update).await.unwrap().amount.to_string(),
            expected,
            "as changed"
        );
    }
}

async fn an_amount_that_does_not_fit_is_refused(db: &Db) {
    let entries = Entry::repository();
    let row = entries.create(db, entry("1")).await.unwrap();
    let too_large = ["100000000000000", "-100000000000000", "99999999999999.99991"];
    let too_precise = ["0.00001", "1.23456", "-0.00009"];
    for amount in too_large.into_iter().chain(too_precise).map(decimal).chain([Decimal::MAX, Decimal::MIN]) {
        let create = EntryCreate { amount, ..entry("0") };
        let error = entries.create(db, create).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["amount"]), "{amount}");
        let update = EntryUpdate { amount: Some(amount), ..EntryUpdate::default() };
        let error = entries.update(db, row.id, update).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["amount"]), "{amount}");
        let filter = EntryFilter::new().amount(amount);
        let error = entries.count(db, EntryQuery::new().filter(filter)).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["amount"]), "{amount}");
    }
    assert_eq!(entries.list(db, EntryQuery::new()).await.unwrap().items, [row]);
}

async fn amounts_are_ordered_as_numbers(db: &Db) {
    let ascending = ["-10", "-9.5", "-9", "-0.0001", "0", "0.0001", "9", "9.5", "10", "90", "100.0001"];
    let shuffled = [4, 10, 0, 7, 2, 9, 5, 1, 8, 3, 6].map(|kind| entry(ascending[kind]));
    Entry::repository().create_many(db, shuffled).await.unwrap();

    assert_eq!(amounts(db, EntryQuery::new().order_by(EntryOrder::Amount.asc())).await, ascending);
    let mut descending = ascending;
    descending.reverse();
    assert_eq!(amounts(db, EntryQuery::new().order_by(EntryOrder::Amount.desc())).await, descending);
}

async fn ranges_of_amounts_are_of_numbers(db: &Db) {
    Entry::repository().create_many(db, ["-9", "9.00", "10.00", "9.9999"].map(entry)).await.unwrap();
    for (condition, expected) in [
        (Condition::lt(decimal("10")), vec!["-9", "9", "9.9999"]),
        (Condition::ge(decimal("9.0000")), vec!["9", "9.9999", "10"]),
        (Condition::gt(decimal("9")), vec!["9.9999", "10"]),
        (Condition::le(decimal("-9")), vec!["-9"]),
        (Condition::eq(decimal("9")), vec!["9"]),
        (Condition::ne(decimal("9.000")), vec!["-9", "9.9999", "10"]),
        (Condition::any_of([decimal("10.0"), decimal("-9.00")]), vec!["-9", "10"]),
    ] {
        let query = EntryQuery::new().order_by(EntryOrder::Amount.asc());
        assert_eq!(amounts(db, query.filter(EntryFilter::new().amount(condition))).await, expected);
    }
}

async fn a_column_may_have_digits_of_its_own(db: &Db) {
    let entries = Entry::repository();
    let create = EntryCreate {
        price: Some(decimal("9999.99")),
        whole: Some(decimal("-999999999999999999")),
        share: Some(decimal("0.999999999999999999")),
        ..entry("1")
    };
    let row = entries.create(db, create.clone()).await.unwrap();
    let read = entries.get(db, row.id).await.unwrap();
    assert_eq!((read.price, read.whole, read.share), (create.price, create.whole, create.share));

    for (price, whole, share, field) in [
        ("0.001", "1", "0", "price"),
        ("10000", "1", "0", "price"),
        ("1", "0.5", "0", "whole"),
        ("1", "1000000000000000000", "0", "whole"),
        ("1", "1", "1", "share"),
        ("1", "1", "0.0000000000000000001", "share"),
    ] {
        let [price, whole, share] = [price, whole, share].map(|text| Some(decimal(text)));
        let error = entries.create(db, EntryCreate { price, whole, share, ..entry("1") }).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec![field]));
    }
}

on_stores!([in_memory: Memory, on_postgres: Postgres, on_mysql: MySql] [Reserve] twenty_eight_digits_are_exact_where_the_store_can_hold_them);

async fn twenty_eight_digits_are_exact_where_the_store_can_hold_them(db: &Db) {
    let reserves = Reserve::repository();
    let ascending =
        ["-999999999999999999.9999999999", "0.0000000001", "123456789012345678.0123456789"].map(decimal);
    for amount in ascending.into_iter().rev() {
        let row = reserves.create(db, ReserveCreate { amount }).await.unwrap();
        assert_eq!(reserves.get(db, row.id).await.unwrap().amount.to_string(), amount.to_string());
        let filter = ReserveFilter::new().amount(Condition::le(amount)).amount(Condition::ge(amount));
        assert_eq!(reserves.list(db, ReserveQuery::new().filter(filter)).await.unwrap().items, [row]);
    }
    let page = reserves.list(db, ReserveQuery::new().order_by(ReserveOrder::Amount.asc())).await.unwrap();
    assert!(page.into_iter().map(|row| row.amount).eq(ascending));
    let create = ReserveCreate { amount: decimal("1000000000000000000") };
    assert!(reserves.create(db, create).await.unwrap_err().is_invalid());
}
