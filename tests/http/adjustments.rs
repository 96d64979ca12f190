//! `POST /accounts/{id}/adjust` adds amounts, where the app exposes it.

use std::time::Duration;

use axum::http::request::Parts;
use fin_infra::http::{Action, Denied, IdempotencyKey, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::client::Client;

/// An account of a tenant.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version, check(balance >= 0))]
struct Account {
    #[fin(adjust, readonly, default, decimal(precision = 18, scale = 2))]
    balance: Decimal,
    #[fin(adjust, default)]
    bookings: u32,
    #[fin(adjust, internal, default)]
    points: i64,
    #[fin(default)]
    name: String,
}

fn resources(db: &Db) -> Resources {
    let resources = Resources::new(db.clone()).idempotency_keys(Duration::from_secs(60));
    resources.add_with::<Account>(|accounts| accounts.adjustable())
}

/// A client, and the path of an account with a balance of ten.
async fn account(db: &Db) -> (Client, String) {
    let client = Client::of(resources(db));
    let row = client.post("/accounts", &json!({"balance": "10.00"})).await.expect(201);
    (client, format!("/accounts/{}", row["id"].as_str().unwrap()))
}

async fn balance(client: &Client, path: &str) -> Value {
    client.get(path).await.expect(200)["balance"].clone()
}

on_each_store!(
    [Account, IdempotencyKey] amounts_are_added_and_the_row_is_returned,
    [Account, IdempotencyKey] what_cannot_be_added_is_rejected,
    [Account, IdempotencyKey] a_row_of_another_tenant_is_not_found,
    [Account, IdempotencyKey] a_version_may_be_expected,
    [Account, IdempotencyKey] a_repeated_request_is_added_once,
    [Account, IdempotencyKey] a_repeated_request_need_not_meet_its_condition_again,
    [Account, IdempotencyKey] a_key_belongs_to_one_request,
    [Account, IdempotencyKey] it_needs_its_permission_and_to_be_exposed,
);

async fn amounts_are_added_and_the_row_is_returned(db: &Db) {
    let (client, path) = account(db).await;
    let adjusted = client.post(&format!("{path}/adjust"), &json!({"balance": "-0.25", "bookings": 2})).await;
    let row = adjusted.expect(200);
    assert_eq!((&row["balance"], &row["bookings"], &row["version"]), (&json!("9.75"), &json!(2), &json!(2)));
    assert_eq!(adjusted.header("etag"), Some("\"2\""));
    assert_eq!(client.get(&path).await.expect(200), row);
    let unchanged = client.post(&format!("{path}/adjust/"), &json!({})).await.expect(200);
    assert_eq!(unchanged, row);
}

async fn what_cannot_be_added_is_rejected(db: &Db) {
    let (client, path) = account(db).await;
    let adjust = format!("{path}/adjust");
    for (body, field) in [
        (json!({"balance": "0.001"}), "balance"),
        (json!({"balance": null}), "balance"),
        (json!({"balance": "x"}), "balance"),
        (json!({"bookings": 1.5}), "bookings"),
        (json!({"bookings": -1}), "bookings"),
        (json!({"points": 1}), "points"),
        (json!({"name": "x"}), "name"),
        (json!({"version": 1}), "version"),
    ] {
        assert_eq!(client.post(&adjust, &body).await.problem(422, "invalid-body"), [field], "{body}");
    }
    client.post(&adjust, &json!({"balance": "-10.01"})).await.problem(422, "invalid-body");
    client.post(&format!("{adjust}?x=1"), &json!({})).await.problem(400, "invalid-query");
    client.post(&adjust, &json!([])).await.problem(400, "malformed-body");
    client.get(&adjust).await.problem(405, "method-not-allowed");
    assert_eq!(balance(&client, &path).await, "10.00");
}

async fn a_row_of_another_tenant_is_not_found(db: &Db) {
    let (client, path) = account(db).await;
    let other = client.of_tenant(Uuid::now_v7());
    let adjust = format!("{path}/adjust");
    for client in [&other, &other.with("idempotency-key", "a-key"), &other.with("if-match", "\"1\"")] {
        client.post(&adjust, &json!({"balance": "1"})).await.problem(404, "not-found");
    }
    let (nobody, text) = (format!("/accounts/{}/adjust", Uuid::now_v7()), "/accounts/x/adjust");
    for path in [nobody.as_str(), text] {
        client.post(path, &json!({"balance": "1"})).await.problem(404, "not-found");
    }
    assert_eq!(balance(&client, &path).await, "10.00");
    client.with("if-match", "*").delete(&path).await.expect(204);
    client.post(&adjust, &json!({"balance": "1"})).await.problem(404, "not-found");
}

async fn a_version_may_be_expected(db: &Db) {
    let (client, path) = account(db).await;
    let adjust = format!("{path}/adjust");
    let one = json!({"balance": "1"});
    for (tags, status) in
        [("\"1\"", 200), ("\"1\"", 412), ("\"7\", \"2\"", 200), ("*", 200), ("W/\"4\"", 412)]
    {
        client.with("if-match", tags).post(&adjust, &one).await.expect(status);
    }
    client.with("if-match", "4").post(&adjust, &one).await.problem(400, "invalid-header");
    assert_eq!(balance(&client, &path).await, "13.00");
}

async fn a_repeated_request_is_added_once(db: &Db) {
    let (client, path) = account(db).await;
    let keyed = client.with("idempotency-key", "a-key");
    let adjust = format!("{path}/adjust");
    let three = json!({"balance": "-3"});
    let calls = (0..4).map(|_| keyed.post(&adjust, &three));
    let answers = join_all(calls).await;
    let done = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!(done.filter(|answer| answer.header("idempotent-replayed").is_none()).count(), 1);
    assert_eq!(balance(&client, &path).await, "7.00");

    // What failed leaves its key free.
    let large = client.with("idempotency-key", "large");
    large.post(&adjust, &json!({"balance": "-8"})).await.problem(422, "invalid-body");
    client.post(&adjust, &json!({"balance": "1"})).await.expect(200);
    large.post(&adjust, &json!({"balance": "-8"})).await.expect(200);
    let replayed = keyed.post(&adjust, &json!({"balance": "-3"})).await;
    assert_eq!(replayed.expect(200)["balance"], "0.00", "the row as it is now");
    client.with("if-match", "*").delete(&path).await.expect(204);
    keyed.post(&adjust, &json!({"balance": "-3"})).await.problem(410, "gone");
}

async fn a_repeated_request_need_not_meet_its_condition_again(db: &Db) {
    let (client, path) = account(db).await;
    let (adjust, one) = (format!("{path}/adjust"), json!({"balance": "1"}));
    for (number, tags) in ["\"1\"", "\"2\", \"7\""].into_iter().enumerate() {
        let keyed = client.with("idempotency-key", number).with("if-match", tags);
        assert_eq!(keyed.post(&adjust, &one).await.header("idempotent-replayed"), None);
        let again = keyed.post(&adjust, &one).await;
        assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (200, Some("true")));
    }
    client.with("idempotency-key", "new").with("if-match", "\"1\"").post(&adjust, &one).await.expect(412);
    assert_eq!(balance(&client, &path).await, "12.00");
}

async fn a_key_belongs_to_one_request(db: &Db) {
    let (client, path) = account(db).await;
    let other = client.post("/accounts", &json!({"balance": "10.00"})).await.expect(201);
    let other = format!("/accounts/{}", other["id"].as_str().unwrap());
    let keyed = client.with("idempotency-key", "a-key");
    let body = json!({"balance": "1"});
    keyed.post(&format!("{path}/adjust"), &body).await.expect(200);
    keyed.post(&format!("{other}/adjust"), &body).await.problem(422, "idempotency-key-reused");
    keyed.post("/accounts", &body).await.problem(422, "idempotency-key-reused");
    keyed
        .post(&format!("{path}/adjust"), &json!({"balance": "2"}))
        .await
        .problem(422, "idempotency-key-reused");
    assert_eq!([balance(&client, &path).await, balance(&client, &other).await], ["11.00", "10.00"]);
}

async fn it_needs_its_permission_and_to_be_exposed(db: &Db) {
    let (client, path) = account(db).await;
    let adjust = format!("{path}/adjust");
    let body = json!({"balance": "1"});
    let grants = |_: &Parts, action: Action, _: &str| {
        if action == Action::Adjust { Err(Denied) } else { Ok(()) }
    };
    let denied = Client::of(resources(db).permissions(grants));
    denied.post(&adjust, &body).await.problem(403, "forbidden");
    let plain = Client::of(Resources::new(db.clone()).add::<Account>());
    plain.post(&adjust, &body).await.expect(404);
    let read_only = Client::of(
        Resources::new(db.clone()).add_with::<Account>(|accounts| accounts.adjustable().read_only()),
    );
    read_only.post(&adjust, &body).await.expect(404);
    assert_eq!(balance(&client, &path).await, "10.00");
}
