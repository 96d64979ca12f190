//! A decimal in JSON is read as it was written, or not at all, however its type is spelled.

use std::collections::{BTreeMap, HashMap};

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::{Value, from_value, json};

use crate::support::decimal;

/// A decimal under another name.
type Cash = Decimal;

/// A part of something, in a struct that is stored as JSON.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Part {
    #[serde(deserialize_with = "fin_infra::exact::deserialize")]
    weight: Decimal,
}

/// Decimals in every way in which a column can have them.
#[derive(FinResource, Debug, Clone)]
struct Holding {
    amount: Decimal,
    price: Option<Decimal>,
    #[fin(decimal(precision = 18, scale = 4))]
    fee: Cash,
    #[fin(decimal(precision = 18, scale = 4))]
    rebate: Option<sqlx::types::Decimal>,
    #[fin(default)]
    bonus: Decimal,
    #[fin(json)]
    limits: BTreeMap<String, Decimal>,
    #[fin(json)]
    history: Vec<Option<Cash>>,
    #[fin(json)]
    target: Option<HashMap<String, Vec<Decimal>>>,
    #[fin(json)]
    parts: Vec<Part>,
}

/// Decimals that would be rounded, because a `Decimal` has no room for their digits.
const TOO_LONG: [&str; 5] = [
    "1.00000000000000000000000000000001",
    "0.12345678901234567890123456789012",
    "7.9228162514264337593543950336",
    "123456789012345678901234567890",
    "-0.00000000000000000000000000001",
];

/// Text that is not a decimal, although `Decimal` itself accepts some of it.
const NO_DECIMALS: [&str; 12] = ["+1", "5.", ".5", "", "-", ".", "1e2", "1E-40", "1_000", "1,5", " 1", "NaN"];

/// The fields with a value instead of each decimal.
fn samples(value: &Value) -> Value {
    json!({
        "amount": value, "price": value, "fee": value, "rebate": value, "bonus": value, "limits": {"EUR": value},
        "history": [null, value], "target": {"a": [value]}, "parts": [{"weight": value}],
    })
}

fn least() -> Value {
    json!({"amount": "1.5", "fee": "0.25", "limits": {}, "history": [], "parts": []})
}

fn assert_refused(value: &Value) {
    for (field, value) in samples(value).as_object().unwrap() {
        let mut create = least();
        create[field] = value.clone();
        assert!(from_value::<HoldingCreate>(create.clone()).is_err(), "create with {field}: {value}");
        assert!(
            serde_json::from_str::<HoldingCreate>(&create.to_string()).is_err(),
            "{field}: {value} as text"
        );
        let update = json!({ field: value });
        assert!(from_value::<HoldingUpdate>(update.clone()).is_err(), "update with {field}: {value}");
        assert!(
            serde_json::from_str::<HoldingUpdate>(&update.to_string()).is_err(),
            "{field}: {value} as text"
        );
    }
}

#[test]
fn a_decimal_with_more_digits_than_it_can_hold_is_refused() {
    for text in TOO_LONG {
        assert_refused(&json!(text));
    }
}

#[test]
fn a_text_that_is_no_plain_decimal_is_refused() {
    for text in NO_DECIMALS {
        assert_refused(&json!(text));
    }
}

#[test]
fn a_number_is_no_decimal() {
    for number in
        [json!(1_234_567_890_123.456_7), json!(0.1), json!(1), json!(-1), json!(u64::MAX), json!(true)]
    {
        assert_refused(&number);
    }
}

#[test]
fn what_is_said_of_a_refused_decimal_does_not_repeat_it() {
    for value in [json!("1.00000000000000000000000000000001"), json!("4e2")] {
        let mut create = least();
        create["fee"] = value;
        let text = from_value::<HoldingCreate>(create).unwrap_err().to_string();
        assert!(text.contains("digits") && !text.contains("1.0000") && !text.contains("4e2"), "{text}");
    }
}

#[test]
fn a_decimal_that_may_be_absent_or_null_still_may() {
    let create: HoldingCreate = from_value(least()).unwrap();
    assert_eq!((create.price, create.rebate, create.bonus), (None, None, Decimal::ZERO));
    assert_eq!(create.target, None);
    let mut nulls = least();
    nulls["price"] = Value::Null;
    nulls["target"] = Value::Null;
    let create: HoldingCreate = from_value(nulls).unwrap();
    assert_eq!((create.price, create.target), (None, None));
    for field in ["amount", "fee", "limits", "history", "parts"] {
        let mut less = least();
        less.as_object_mut().unwrap().remove(field);
        let text = from_value::<HoldingCreate>(less).unwrap_err().to_string();
        assert!(text.contains("missing field") && text.contains(field), "{text}");
        assert!(from_value::<HoldingUpdate>(json!({ field: null })).is_err(), "{field}");
    }
    let update: HoldingUpdate = from_value(json!({"price": null, "target": null, "amount": "2"})).unwrap();
    assert_eq!((update.price, update.rebate, update.amount), (Some(None), None, Some(decimal("2"))));
    assert_eq!((update.target, update.limits), (Some(None), None));
}

on_each_store!(
    [Holding] decimals_in_json_are_stored_to_their_last_digit,
    [Holding] json_holds_decimals_of_twenty_eight_digits,
);

async fn decimals_in_json_are_stored_to_their_last_digit(db: &Db) {
    let holdings = Holding::repository();
    let longest = "99999999999999.9999";
    let create: HoldingCreate = from_value(samples(&json!(longest))).unwrap();
    let row = holdings.create(db, create).await.unwrap();
    let read = holdings.get(db, row.id).await.unwrap();
    let shown = serde_json::to_value(&read).unwrap();
    for (field, value) in samples(&json!(longest)).as_object().unwrap() {
        assert_eq!(&shown[field], value, "{field}");
    }
    let update: HoldingUpdate = from_value(samples(&json!("-0.0001"))).unwrap();
    holdings.update(db, row.id, update).await.unwrap();
    let shown = serde_json::to_value(holdings.get(db, row.id).await.unwrap()).unwrap();
    for (field, value) in samples(&json!("-0.0001")).as_object().unwrap() {
        assert_eq!(&shown[field], value, "{field}");
    }
}

async fn json_holds_decimals_of_twenty_eight_digits(db: &Db) {
    let holdings = Holding::repository();
    let mut given = least();
    given["limits"] = json!({"EUR": "1.234567890123456789012345678"});
    given["parts"] = json!([{"weight": "0.0000000000000000000000000001"}]);
    let row = holdings.create(db, from_value::<HoldingCreate>(given.clone()).unwrap()).await.unwrap();
    let shown = serde_json::to_value(holdings.get(db, row.id).await.unwrap()).unwrap();
    assert_eq!((&shown["limits"], &shown["parts"]), (&given["limits"], &given["parts"]));
}
