//! A sum of numbers of any type is exact or rejected, at the ends of each range.

use fin_infra::prelude::*;
use fin_infra_tests::{on_each_store, on_stores};

/// A column of each type of integers that every database has, and decimals of different sizes.
#[derive(FinResource, Debug, Clone)]
#[fin(adjust("tiny", "small", "medium", "large", "byte", "short", "wide", "share", "whole"))]
struct Numbers {
    tiny: i8,
    small: i16,
    medium: i32,
    large: i64,
    byte: u8,
    short: u16,
    wide: u32,
    #[fin(decimal(precision = 4, scale = 4))]
    share: Decimal,
    #[fin(decimal(precision = 18, scale = 0))]
    whole: Decimal,
}

/// What only MySQL and memory have.
#[derive(FinResource, Debug, Clone)]
#[fin(backends("mysql", "memory"))]
struct Widest {
    #[fin(adjust)]
    count: u64,
}

/// More digits than SQLite has.
#[derive(FinResource, Debug, Clone)]
#[fin(backends("postgres", "mysql", "memory"))]
struct Reserve {
    #[fin(adjust, decimal(precision = 28, scale = 10))]
    amount: Decimal,
}

on_each_store!(
    [Numbers] a_sum_of_integers_is_exact_or_rejected,
    [Numbers] a_sum_of_decimals_is_exact_or_rejected,
);
on_stores!([in_memory: Memory, on_mysql: MySql] [Widest] a_sum_of_unsigned_integers_is_exact_or_rejected);
on_stores!([in_memory: Memory, on_postgres: Postgres, on_mysql: MySql] [Reserve] twenty_eight_digits_are_added_exactly);

fn zero() -> NumbersCreate {
    NumbersCreate {
        tiny: 0,
        small: 0,
        medium: 0,
        large: 0,
        byte: 0,
        short: 0,
        wide: 0,
        share: dec!(0),
        whole: dec!(0),
    }
}

/// Checks the sums of values and amounts of one column.
macro_rules! check_sums {
    ($db:expr, $field:ident: $int:ty, $amounts:expr) => {
        let numbers = Numbers::repository();
        let ends = [<$int>::MIN, <$int>::MIN + 1, 0, 1, <$int>::MAX - 1, <$int>::MAX];
        let rows =
            numbers.create_many($db, ends.map(|$field| NumbersCreate { $field, ..zero() })).await.unwrap();
        for (row, value) in rows.iter().zip(ends) {
            let mut value = value;
            for amount in $amounts {
                let expected = <$int>::try_from(i128::from(value) + i128::from(amount));
                let sum = numbers.adjust($db, row.id, NumbersAdjust::new().$field(amount)).await;
                match (expected, sum) {
                    (Ok(expected), Ok(row)) => {
                        assert_eq!(row.$field, expected, "{value} + {amount}");
                        value = expected;
                    }
                    (Err(_), Err(error)) => {
                        assert!(error.is_invalid(), "{value} + {amount}: {error}");
                        assert_eq!(error.fields().collect::<Vec<_>>(), [stringify!($field)]);
                    }
                    (expected, sum) => panic!("{value} + {amount}: {expected:?}, {sum:?}"),
                }
            }
            assert_eq!(numbers.get($db, row.id).await.unwrap().$field, value);
        }
    };
}

async fn a_sum_of_integers_is_exact_or_rejected(db: &Db) {
    check_sums!(db, tiny: i8, [-1, 1, 127, -128, 255, 256, -255]);
    check_sums!(db, small: i16, [-1, 1, 32_767, -32_768, 65_535, 65_536]);
    check_sums!(db, medium: i32, [-1, 1, 2_147_483_647, -2_147_483_648, 4_294_967_295, 4_294_967_296]);
    check_sums!(db, large: i64, [-1, 1, i64::MAX, i64::MIN, i64::MIN + 1, 9_007_199_254_740_993]);
    check_sums!(db, byte: u8, [-1, 1, 255, -255, 256, -256]);
    check_sums!(db, short: u16, [-1, 1, 65_535, -65_535, 65_536]);
    check_sums!(db, wide: u32, [-1, 1, 4_294_967_295, -4_294_967_295, 4_294_967_296, i64::MAX, i64::MIN]);
}

async fn a_sum_of_decimals_is_exact_or_rejected(db: &Db) {
    let numbers = Numbers::repository();
    let row = numbers.create(db, zero()).await.unwrap();
    for (amount, expected) in [
        ("0.1", Some("0.1000")),
        ("0.2", Some("0.3000")),
        ("0.6999", Some("0.9999")),
        ("0.0001", None),
        ("-1.9998", None),
        ("-0.9999", Some("0.0000")),
        ("-0.9999", Some("-0.9999")),
        ("-0.0001", None),
    ] {
        let sum = numbers.adjust(db, row.id, NumbersAdjust::new().share(amount.parse().unwrap())).await;
        assert_eq!(sum.ok().map(|row| row.share.to_string()).as_deref(), expected, "{amount}");
    }
    for (amount, expected) in [
        ("999999999999999998", Some("999999999999999998")),
        ("1", Some("999999999999999999")),
        ("1", None),
        ("-999999999999999999", Some("0")),
        ("-123456789012345678", Some("-123456789012345678")),
        ("246913578024691357", Some("123456789012345679")),
    ] {
        let sum = numbers.adjust(db, row.id, NumbersAdjust::new().whole(amount.parse().unwrap())).await;
        assert_eq!(sum.ok().map(|row| row.whole.to_string()).as_deref(), expected, "{amount}");
    }
}

async fn a_sum_of_unsigned_integers_is_exact_or_rejected(db: &Db) {
    let widest = Widest::repository();
    let row = widest.create(db, WidestCreate::new(0)).await.unwrap();
    let mut value = 0_u64;
    for amount in [-1, 5, -6, -5, i64::MAX, i64::MAX, 2, 1, -1, i64::MIN, i64::MIN + 1, i64::MIN] {
        let sum = widest.adjust(db, row.id, WidestAdjust::new().count(amount)).await;
        assert_eq!(sum.ok().map(|row| row.count), value.checked_add_signed(amount), "{value} + {amount}");
        value = value.checked_add_signed(amount).unwrap_or(value);
    }
    assert_eq!(widest.get(db, row.id).await.unwrap().count, value);
}

async fn twenty_eight_digits_are_added_exactly(db: &Db) {
    let reserves = Reserve::repository();
    let most: Decimal = "999999999999999999.9999999999".parse().unwrap();
    let least: Decimal = "0.0000000001".parse().unwrap();
    let row = reserves.create(db, ReserveCreate::new(most - least)).await.unwrap();
    let adjust = |amount| reserves.adjust(db, row.id, ReserveAdjust::new().amount(amount));
    assert_eq!(adjust(least).await.unwrap().amount, most);
    assert!(adjust(least).await.unwrap_err().is_invalid());
    assert_eq!(adjust(-most).await.unwrap().amount, dec!(0));
    assert_eq!(adjust(-most).await.unwrap().amount, -most);
}
