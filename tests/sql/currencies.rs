//! Amounts with a currency in each row: a call takes those of one currency together.

use fin_infra::prelude::*;
use fin_infra::scoped_sql;
use fin_infra_tests::{Fixture, StoreKind};

/// What a customer owes.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
pub struct Invoice {
    pub number: i32,
    pub price: Money,
    pub fee: Option<Money>,
    #[fin(fixed = "EUR")]
    pub postage: Money,
}

#[derive(FinRow, Debug, PartialEq)]
struct Total {
    currency: String,
    #[fin(like = "Invoice::price")]
    total: Decimal,
}

#[derive(FinRow, Debug, PartialEq)]
struct Amount {
    #[fin(like = "Invoice::price")]
    total: Decimal,
}

#[derive(FinRow, Debug, PartialEq)]
struct Optional {
    #[fin(like = "Invoice::price")]
    euros: Option<Decimal>,
    invoices: i64,
}

#[derive(FinRow, Debug, PartialEq)]
struct Fixed {
    #[fin(like = "Invoice::postage")]
    postage: Decimal,
    last: i32,
}

async fn rows(kind: StoreKind) -> (Fixture, Uuid) {
    let fixture = Fixture::new(kind, &[schema::of::<Invoice>()]).await;
    let acme = Uuid::now_v7();
    for tenant in [acme, Uuid::now_v7()] {
        let prices = [money!(10 EUR), money!(2.50 EUR), money!(1000 JPY), money!(1.125 KWD)];
        let invoices = prices.into_iter().zip(1..).map(|(price, number)| InvoiceCreate {
            number,
            price,
            fee: None,
            postage: money!(1.20 EUR),
        });
        Invoice::repository().tenant(tenant).create_many(&fixture.db, invoices).await.unwrap();
    }
    (fixture, acme)
}

fn total(currency: &str, total: Decimal) -> Total {
    Total { currency: currency.to_owned(), total }
}

async fn amounts_are_added_up_by_their_currency(kind: StoreKind) {
    let (fixture, acme) = rows(kind).await;
    let db = &fixture.db;
    let all = [total("EUR", dec!(12.50)), total("JPY", dec!(1000)), total("KWD", dec!(1.125))];
    let by_name = scoped_sql!(
        acme,
        Total,
        "SELECT price_currency AS currency, SUM(price) AS total FROM {Invoice} GROUP BY price_currency ORDER BY 1"
    );
    assert_eq!(by_name.fetch_all(db).await.unwrap(), all);
    let by_position = scoped_sql!(
        acme,
        Total,
        "SELECT i.price_currency AS currency, SUM(i.price) AS total FROM {Invoice} i GROUP BY 1 ORDER BY MAX(i.price_currency)"
    );
    assert_eq!(by_position.fetch_all(db).await.unwrap(), all);
    let through_with = scoped_sql!(
        acme,
        Total,
        "WITH prices AS (SELECT price_currency AS code, price AS amount FROM {Invoice} WHERE number > 1) \
         SELECT p.code AS currency, MAX(p.amount) AS total FROM prices p GROUP BY p.code ORDER BY 1"
    );
    let larger = [total("EUR", dec!(2.50)), total("JPY", dec!(1000)), total("KWD", dec!(1.125))];
    assert_eq!(through_with.fetch_all(db).await.unwrap(), larger);
    let in_a_window = scoped_sql!(
        acme,
        Total,
        "SELECT price_currency AS currency, SUM(price) OVER (PARTITION BY price_currency) AS total FROM {Invoice} \
         WHERE number <> 1 ORDER BY 1"
    );
    assert_eq!(in_a_window.fetch_all(db).await.unwrap(), larger);
}

async fn amounts_in_one_currency_need_no_groups(kind: StoreKind) {
    let (fixture, acme) = rows(kind).await;
    let (db, code) = (&fixture.db, "EUR");
    let chosen = scoped_sql!(
        acme,
        Amount,
        "SELECT SUM(price) AS total FROM {Invoice} WHERE (price_currency = {code: String}) AND number > 0"
    );
    assert_eq!(chosen.fetch_all(db).await.unwrap(), [Amount { total: dec!(12.50) }]);
    let by_case = scoped_sql!(
        acme,
        Optional,
        "SELECT SUM(CASE WHEN price_currency = 'EUR' THEN price END) AS euros, COUNT(price) AS invoices FROM {Invoice}"
    );
    assert_eq!(by_case.fetch_all(db).await.unwrap(), [Optional { euros: Some(dec!(12.50)), invoices: 4 }]);
    let fixed =
        scoped_sql!(acme, Fixed, "SELECT SUM(postage) AS postage, MAX(number) AS last FROM {Invoice}");
    assert_eq!(fixed.fetch_all(db).await.unwrap(), [Fixed { postage: dec!(4.80), last: 4 }]);
}

/// A result that is out of range has one kind of error, wherever it is found.
async fn a_result_that_is_out_of_range_is_invalid(kind: StoreKind) {
    #[derive(FinRow, Debug)]
    #[expect(dead_code, reason = "the row is never read")]
    struct Number {
        n: i32,
    }

    let (fixture, acme) = rows(kind).await;
    let large = 9_000_000_000_000_000_000_i64;
    let too_large = [
        scoped_sql!(acme, Number, "SELECT number + {large: i64} + {large: i64} AS n FROM {Invoice}")
            .fetch_all(&fixture.db)
            .await,
        scoped_sql!(acme, Number, "SELECT number + {large: i64} AS n FROM {Invoice}")
            .fetch_all(&fixture.db)
            .await,
    ];
    for result in too_large {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error:?}");
    }
}

macro_rules! on_each_database {
    ($($test:ident)*) => {
        mod sqlite {
            $(#[tokio::test] async fn $test() { super::$test(super::StoreKind::Sqlite).await; })*
        }
        mod postgres {
            $(#[tokio::test] async fn $test() { super::$test(super::StoreKind::Postgres).await; })*
        }
        mod mysql {
            $(#[tokio::test] async fn $test() { super::$test(super::StoreKind::MySql).await; })*
        }
    };
}

on_each_database! {
    amounts_are_added_up_by_their_currency
    amounts_in_one_currency_need_no_groups
    a_result_that_is_out_of_range_is_invalid
}
