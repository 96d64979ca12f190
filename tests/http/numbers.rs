//! Numbered rows: clients read the number, and never set it.

use std::time::Duration;

use fin_infra::http::{IdempotencyKey, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::json;

use crate::client::Client;

/// An invoice of a tenant.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Invoice {
    /// Its number, as it is printed.
    #[fin(number(per = "tenant"), filter, order)]
    number: i64,
    #[fin(unique)]
    customer: String,
}

fn client(db: &Db) -> Client {
    let resources = Resources::new(db.clone()).idempotency_keys(Duration::from_secs(60));
    Client::of(resources.add::<Invoice>())
}

on_each_store!(
    [Invoice, IdempotencyKey] each_request_gets_the_next_number,
    [Invoice, IdempotencyKey] a_client_does_not_set_the_number,
    [Invoice, IdempotencyKey] a_repeated_request_takes_no_further_number,
);

async fn each_request_gets_the_next_number(db: &Db) {
    let client = client(db);
    for number in 1..=3 {
        let row = client.post("/invoices", &json!({"customer": format!("{number}")})).await.expect(201);
        assert_eq!(row["number"], number);
    }
    client.post("/invoices", &json!({"customer": "3"})).await.problem(409, "conflict");
    let row = client.post("/invoices", &json!({"customer": "4"})).await.expect(201);
    assert_eq!(row["number"], 4);
    let page = client.get("/invoices?order_by=-number&number[gt]=2").await.expect(200);
    let numbers: Vec<_> = page["items"].as_array().unwrap().iter().map(|row| &row["number"]).collect();
    assert_eq!(numbers, [4, 3]);
    let other = client.of_tenant(Uuid::now_v7());
    assert_eq!(other.post("/invoices", &json!({"customer": "1"})).await.expect(201)["number"], 1);
}

async fn a_client_does_not_set_the_number(db: &Db) {
    let client = client(db);
    let body = json!({"customer": "a", "number": 7});
    assert_eq!(client.post("/invoices", &body).await.problem(422, "invalid-body"), ["number"]);
    let row = client.post("/invoices", &json!({"customer": "a"})).await.expect(201);
    assert_eq!(row["number"], 1);
    let path = format!("/invoices/{}", row["id"].as_str().unwrap());
    assert_eq!(client.patch(&path, &json!({"number": 7})).await.problem(422, "invalid-body"), ["number"]);
    assert_eq!(client.get(&path).await.expect(200), row);
    let document = client.get("/openapi.json").await.expect(200);
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Invoice"]["properties"]["number"]["readOnly"], true);
    for body in ["InvoiceCreate", "InvoiceUpdate"] {
        assert!(schemas[body]["properties"].get("number").is_none(), "{body}");
    }
}

async fn a_repeated_request_takes_no_further_number(db: &Db) {
    let client = client(db);
    let keyed = client.with("idempotency-key", "a-key");
    let row = keyed.post("/invoices", &json!({"customer": "a"})).await.expect(201);
    assert_eq!(keyed.post("/invoices", &json!({"customer": "a"})).await.expect(201), row);
    keyed.post("/invoices", &json!({"customer": "b"})).await.problem(422, "idempotency-key-reused");
    let next = client.post("/invoices", &json!({"customer": "b"})).await.expect(201);
    assert_eq!((&row["number"], &next["number"]), (&json!(1), &json!(2)));
}
