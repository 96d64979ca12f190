//! Ids, tenants and columns of a program's own types.

use fin_infra::http::Resources;
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::client::{Client, names, path_of};

/// An id of a type of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
struct AccountId(Uuid);

impl From<Uuid> for AccountId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

/// A state.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
enum State {
    Open,
    Closed,
}

/// An account of an organisation that is named by text.
#[derive(FinResource)]
struct Account {
    #[fin(id)]
    id: AccountId,
    #[fin(tenant, length(max = 40))]
    organisation: String,
    #[fin(length(max = 10))]
    name: String,
    #[fin(filter, length(max = 10))]
    state: State,
    #[fin(filter, order)]
    number: i64,
    #[fin(secret)]
    pin: String,
    #[fin(internal, default)]
    score: i32,
    #[fin(readonly)]
    opened: i16,
    r#type: Option<bool>,
}

fn account(name: &str, state: &str, number: i64) -> serde_json::Value {
    json!({"name": name, "state": state, "number": number, "pin": "1234", "opened": 7})
}

on_each_store!(
    [Account] they_are_sent_and_received_as_json,
);

async fn they_are_sent_and_received_as_json(db: &Db) {
    let client = Client::of(Resources::new(db.clone()).add::<Account>()).of_tenant("acme & co");
    let created = client.post("/accounts", &account("a", "open", i64::MAX)).await;
    let path = path_of(&created);
    let value = client.get(&path).await.expect(200);
    assert_eq!(value["organisation"], "acme & co");
    assert_eq!(value["number"], i64::MAX);
    assert_eq!(value["type"], json!(null));
    assert_eq!(value.get("pin"), None);
    assert_eq!(value["score"], 0);
    let changed =
        client.patch(&path, &json!({"state": "closed", "type": true, "pin": "0000"})).await.expect(200);
    assert_eq!((&changed["state"], &changed["type"]), (&json!("closed"), &json!(true)));

    client.post("/accounts", &account("b", "open", 1)).await.expect(201);
    for (query, expected) in
        [("state=closed", "a"), ("state[in]=open,closed&order_by=number", "ba"), ("number[lt]=2", "b")]
    {
        assert_eq!(names(&client.get(&format!("/accounts?{query}")).await).concat(), expected, "{query}");
    }
    let refused = client.get("/accounts?state=ajar").await;
    assert_eq!(refused.problem(400, "invalid-query"), ["state"]);
    let refused = client.get("/accounts?number=9223372036854775808").await;
    assert_eq!(refused.problem(400, "invalid-query"), ["number"]);
    let refused = client.post("/accounts", &account("12345678901", "open", 1)).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["name"]);
    let refused = client.patch(&path, &json!({"score": 1, "opened": 2})).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["opened", "score"]);
}
