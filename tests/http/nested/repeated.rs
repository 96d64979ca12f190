//! A repeated request with the same key creates a row and its children once.

use std::time::Duration;

use axum::http::request::Parts;
use fin_infra::http::{Action, IdempotencyKey};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::{Value, json};

use super::{Account, Deposit, Goal, Line, Note, counts, deposit, resources};
use crate::client::Client;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn client(db: &Db) -> Client {
    let resources = resources(db).idempotency_keys(DAY);
    Client::of(resources.permissions(|_: &Parts, _: Action, _: &str| Ok(())))
}

fn boat() -> Value {
    json!({"name": "Boat", "deposits": [deposit("a", "1"), deposit("b", "2")], "notes": []})
}

on_each_store!(
    [Account, Goal, Deposit, Note, Line, IdempotencyKey] a_repeated_request_gets_the_same_row_and_children,
    [Account, Goal, Deposit, Note, Line, IdempotencyKey] a_repeated_request_gets_the_children_that_it_created,
    [Account, Goal, Deposit, Note, Line, IdempotencyKey] a_request_that_failed_leaves_its_key_free,
    [Account, Goal, Deposit, Note, Line, IdempotencyKey] concurrent_requests_create_one_family,
);

async fn a_repeated_request_gets_the_same_row_and_children(db: &Db) {
    let client = client(db);
    let keyed = client.with("idempotency-key", "a-key");
    let first = keyed.post("/goals", &boat()).await;
    let row = first.expect(201);
    assert_eq!(row["related"]["deposits"]["items"][1]["label"], "b");
    assert_eq!(row["related"]["notes"], json!({"items": [], "has_more": false}));
    let second = keyed.post("/goals", &boat()).await;
    assert_eq!((second.status, &second.body), (first.status, &first.body));
    for header in ["location", "content-type", "etag"] {
        assert!(first.header(header).is_some());
        assert_eq!(second.header(header), first.header(header));
    }
    assert_eq!(
        (first.header("idempotent-replayed"), second.header("idempotent-replayed")),
        (None, Some("true"))
    );
    assert_eq!(counts(&client).await, [1, 2, 0]);
    // The children are part of the request.
    let mut other = boat();
    other["deposits"][1]["amount"] = json!("3");
    keyed.post("/goals", &other).await.problem(422, "idempotency-key-reused");
    keyed.post("/goals", &json!({"name": "Boat"})).await.problem(422, "idempotency-key-reused");
    assert_eq!(counts(&client).await, [1, 2, 0]);
}

async fn a_repeated_request_gets_the_children_that_it_created(db: &Db) {
    let client = client(db);
    let keyed = client.with("idempotency-key", "a-key");
    let created = keyed.post("/goals", &boat()).await.expect(201);
    let mut another = deposit("c", "3");
    another["goal_id"] = created["id"].clone();
    client.post("/savings", &another).await.expect(201);
    let ids =
        [0, 1].map(|index| created["related"]["deposits"]["items"][index]["id"].as_str().unwrap().to_owned());
    client.patch(&format!("/savings/{}", ids[0]), &json!({"amount": "9"})).await.expect(200);
    client.delete(&format!("/savings/{}", ids[1])).await.expect(204);
    let again = keyed.post("/goals", &boat()).await.expect(201);
    let items = again["related"]["deposits"]["items"].as_array().unwrap();
    assert_eq!(items.iter().map(|row| &row["amount"]).collect::<Vec<_>>(), ["9.00"]);
}

async fn a_request_that_failed_leaves_its_key_free(db: &Db) {
    let client = client(db);
    let keyed = client.with("idempotency-key", "a-key");
    let twice = json!({"name": "Boat", "deposits": [deposit("a", "1"), deposit("a", "1")]});
    keyed.post("/goals", &twice).await.problem(409, "conflict");
    let long = json!({"name": "Boat", "deposits": [deposit("a", "0.001")]});
    keyed.post("/goals", &long).await.problem(422, "invalid-body");
    assert_eq!(counts(&client).await, [0, 0, 0]);
    keyed.post("/goals", &boat()).await.expect(201);
    assert_eq!(counts(&client).await, [1, 2, 0]);
}

async fn concurrent_requests_create_one_family(db: &Db) {
    let client = client(db);
    let keyed = client.with("idempotency-key", "a-key");
    let body = boat();
    let post = || keyed.post("/goals", &body);
    let answers = tokio::join!(post(), post(), post(), post());
    let answers = [answers.0, answers.1, answers.2, answers.3];
    let done: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(!done.is_empty() && done.iter().all(|answer| answer.body == done[0].body));
    // A database may abort one of them in favour of the other; the client retries it.
    assert!(answers.iter().all(|answer| answer.status == 201 || answer.status == 503), "{answers:?}");
    assert_eq!(counts(&client).await, [1, 2, 0]);
}
