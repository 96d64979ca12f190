//! A JSON column stores everything that serde can serialize and deserialize.

use std::collections::BTreeMap;

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::support::{decimal, fields};

/// How an amount is split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Split {
    Even { between: u8 },
    Shares(BTreeMap<String, Decimal>),
    Nobody,
}

/// The content of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Details {
    splits: Vec<Split>,
    note: Option<String>,
    at: DateTime<Utc>,
    pair: (i64, Uuid),
}

/// A plan of nested parts.
#[derive(FinResource, Debug, Clone)]
struct Plan {
    #[fin(json)]
    details: Details,
    #[fin(json)]
    extra: Option<Value>,
    #[fin(json)]
    tags: Vec<String>,
}

fn details() -> Details {
    let shares =
        [("Ada 😀", "0.1"), ("", "99999999999999.9999")].map(|(who, share)| (who.to_owned(), decimal(share)));
    Details {
        splits: vec![Split::Even { between: 3 }, Split::Shares(shares.into()), Split::Nobody],
        note: None,
        at: DateTime::from_timestamp_nanos(1_762_000_000_123_456_789),
        pair: (i64::MIN, Uuid::from_u128(7)),
    }
}

fn plan(extra: Option<Value>) -> PlanCreate {
    PlanCreate { details: details(), extra, tags: Vec::new() }
}

on_each_store!(
    [Plan] nested_types_are_read_as_they_were_stored,
    [Plan] any_json_is_read_as_it_was_stored,
    [Plan] json_may_be_missing_and_set_and_cleared,
    [Plan] json_that_postgresql_cannot_store_is_refused_by_all,
    [Plan] large_json_is_stored_whole,
);

async fn nested_types_are_read_as_they_were_stored(db: &Db) {
    let plans = Plan::repository();
    let row = plans.create(db, plan(None)).await.unwrap();
    assert_eq!(row.details, details());
    assert_eq!(plans.get(db, row.id).await.unwrap(), row);

    let changed =
        Details { note: Some("it's \"quoted\" \\ and\nbroken".into()), splits: vec![], ..details() };
    let update = PlanUpdate {
        details: Some(changed.clone()),
        tags: Some(vec!["a".into(), String::new()]),
        ..PlanUpdate::default()
    };
    let read = plans.update(db, row.id, update).await.unwrap();
    assert_eq!((&read.details, read.tags.len()), (&changed, 2));
    assert_eq!(plans.get(db, row.id).await.unwrap(), read);
}

async fn any_json_is_read_as_it_was_stored(db: &Db) {
    let plans = Plan::repository();
    for value in [
        json!({}),
        json!([]),
        json!(""),
        json!("plain"),
        json!(true),
        json!(0),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(0.1),
        json!({"b": 1, "a": [null, {"c": {"d": [[[]]]}}], "": "\u{1f600}\u{7f}"}),
        json!("\\u0000 is only text"),
    ] {
        let row = plans.create(db, plan(Some(value.clone()))).await.unwrap();
        assert_eq!(plans.get(db, row.id).await.unwrap().extra, Some(value));
    }
}

async fn json_may_be_missing_and_set_and_cleared(db: &Db) {
    let plans = Plan::repository();
    let row = plans.create(db, plan(None)).await.unwrap();
    assert_eq!(plans.get(db, row.id).await.unwrap().extra, None);
    let set = PlanUpdate { extra: Some(Some(json!({"a": 1}))), ..PlanUpdate::default() };
    assert_eq!(plans.update(db, row.id, set).await.unwrap().extra, Some(json!({"a": 1})));
    let clear = PlanUpdate { extra: Some(None), ..PlanUpdate::default() };
    assert_eq!(plans.update(db, row.id, clear).await.unwrap().extra, None);
}

async fn json_that_postgresql_cannot_store_is_refused_by_all(db: &Db) {
    let plans = Plan::repository();
    for value in [json!("a\0b"), json!({"a\0": 1}), json!(["\\\0"])] {
        let error = plans.create(db, plan(Some(value))).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["extra"]));
    }
    assert_eq!(plans.count(db, PlanQuery::new()).await.unwrap(), 0);
}

async fn large_json_is_stored_whole(db: &Db) {
    let tags: Vec<_> = (0..20_000).map(|number| format!("tag {number}")).collect();
    let row = Plan::repository().create(db, PlanCreate { tags: tags.clone(), ..plan(None) }).await.unwrap();
    assert_eq!(Plan::repository().get(db, row.id).await.unwrap().tags, tags);
}
