//! What is wrong with a row or one of its children is reported with its path, and nothing is stored.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde_json::{Value, json};

use super::{Account, Deposit, Goal, Line, Note, client, counts, deposit};
use crate::client::{Answer, Client};

/// The names and the details of the errors.
#[track_caller]
fn errors(answer: &Answer) -> Vec<(String, String)> {
    answer.problem(422, "invalid-body");
    let value = answer.value();
    let errors = value["errors"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    errors.map(|error| (text(&error["name"]), text(&error["detail"]))).collect()
}

async fn refused(client: &Client, deposits: Value) -> Answer {
    let answer = client.post("/goals", &json!({"name": "Boat", "deposits": deposits})).await;
    assert_eq!(counts(client).await, [0, 0, 0]);
    answer
}

on_each_store!(
    [Account, Goal, Deposit, Note, Line] the_api_sets_the_reference_and_what_it_manages,
    [Account, Goal, Deposit, Note, Line] all_fields_that_cannot_be_read_are_reported_at_once,
    [Account, Goal, Deposit, Note, Line] a_list_is_an_array_of_objects,
    [Account, Goal, Deposit, Note, Line] a_value_that_cannot_be_stored_is_reported_with_its_path,
    [Account, Goal, Deposit, Note, Line] a_broken_rule_is_reported_as_on_the_childs_own_route,
    [Account, Goal, Deposit, Note, Line] a_conflict_stores_nothing,
    [Account, Goal, Deposit, Note, Line] a_child_cannot_refer_to_another_tenants_row,
);

async fn the_api_sets_the_reference_and_what_it_manages(db: &Db) {
    let client = client(db);
    let managed = json!({
        "label": "a",
        "amount": "1",
        "goal_id": Uuid::now_v7(),
        "id": Uuid::now_v7(),
        "tenant_id": Uuid::now_v7(),
        "created_at": "2026-01-31T09:30:00Z",
        "deleted_at": null,
    });
    let errors = errors(&refused(&client, json!([deposit("b", "1"), managed])).await);
    let names = ["goal_id", "id", "tenant_id", "created_at", "deleted_at"];
    let reason = "cannot be set by a request; allowed: account_id, label, amount, reference";
    let mut expected = names.map(|name| (format!("deposits[1].{name}"), reason.to_owned()));
    expected.sort();
    let mut sorted = errors;
    sorted.sort();
    assert_eq!(sorted, expected);
}

async fn all_fields_that_cannot_be_read_are_reported_at_once(db: &Db) {
    let client = client(db);
    let body = r#"{"name": 5, "colour": "red", "notes": 1, "deposits": [
        {"label": "a", "amount": "1"},
        {"label": 1, "amount": "much"},
        {"amount": "1", "amount": "2", "label": "b", "of": {}},
        {"label": null}
    ]}"#;
    let errors = errors(&client.json("POST", "/goals", body).await);
    let names: Vec<&str> = errors.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "name",
        "colour",
        "notes",
        "deposits[1].label",
        "deposits[1].amount",
        "deposits[2].amount",
        "deposits[2].of",
        "deposits[3].label",
        "deposits[3].amount",
    ];
    assert_eq!(names, expected, "{errors:?}");
    assert_eq!(errors[3].1, "must be a string");
    assert_eq!((errors[5].1.as_str(), errors[8].1.as_str()), ("is given more than once", "is missing"));
    // No more than twenty of them.
    let many = vec![json!({}); 50];
    let refused = client.post("/goals", &json!({"deposits": many})).await;
    let names = refused.problem(422, "invalid-body");
    assert_eq!((names.len(), &*names[0], &*names[1]), (20, "name", "deposits[0].label"));
    let twice = r#"{"name": "Boat", "deposits": [], "deposits": [{"label": "a", "amount": "1"}]}"#;
    let refused = client.json("POST", "/goals", twice).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["deposits"]);
    assert_eq!(counts(&client).await, [0, 0, 0]);
}

async fn a_list_is_an_array_of_objects(db: &Db) {
    let client = client(db);
    for (given, name, detail) in [
        (json!({"label": "a"}), "deposits", "must be an array, not an object"),
        (Value::Null, "deposits", "must be an array, not null"),
        (json!("a"), "deposits", "must be an array, not a string"),
        (json!([deposit("a", "1"), null]), "deposits[1]", "must be a JSON object, not null"),
        (json!([[]]), "deposits[0]", "must be a JSON object, not an array"),
        (json!([7]), "deposits[0]", "must be a JSON object, not a number"),
    ] {
        let errors = errors(&refused(&client, given).await);
        assert_eq!(errors, [(name.to_owned(), detail.to_owned())]);
    }
}

async fn a_value_that_cannot_be_stored_is_reported_with_its_path(db: &Db) {
    let client = client(db);
    let good = deposit("a", "1");
    for (bad, names) in [
        (deposit("b", "0.001"), vec!["deposits[1].amount"]),
        (deposit("longer", "1"), vec!["deposits[1].label"]),
        (deposit("longer", "0.001"), vec!["deposits[1].label", "deposits[1].amount"]),
        (deposit("bad", "1"), vec!["deposits[1].label"]),
        (deposit("\u{0}", "1"), vec!["deposits[1].label"]),
    ] {
        let answer = refused(&client, json!([good, bad])).await;
        assert_eq!(answer.problem(422, "invalid-body"), names, "{bad}");
    }
    let body = json!({"name": "more than ten", "deposits": [good]});
    let refused = client.post("/goals", &body).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["name"]);
    assert_eq!(counts(&client).await, [0, 0, 0]);
}

async fn a_broken_rule_is_reported_as_on_the_childs_own_route(db: &Db) {
    let client = client(db);
    let nested = refused(&client, json!([deposit("a", "1"), deposit("b", "-1")])).await;
    assert_eq!(nested.problem(422, "invalid-body"), ["deposits[1]"]);
    let mut alone = deposit("b", "-1");
    alone["goal_id"] = client.post("/goals", &json!({"name": "Boat"})).await.expect(201)["id"].clone();
    let alone = client.post("/savings", &alone).await;
    let (nested, alone) = (nested.value(), alone.value());
    assert!(alone["constraint"].is_string());
    for same in ["constraint", "detail"] {
        assert_eq!(nested[same], alone[same]);
    }
    assert_eq!(nested["errors"][0]["detail"], alone["detail"]);
}

async fn a_conflict_stores_nothing(db: &Db) {
    let client = client(db);
    let twice = refused(&client, json!([deposit("a", "1"), deposit("a", "2")])).await;
    assert_eq!(twice.problem(409, "conflict"), ["deposits.goal_id", "deposits.label"]);
    client.post("/goals", &json!({"name": "Boat"})).await.expect(201);
    let body = json!({"name": "Boat", "deposits": [deposit("a", "1")]});
    assert_eq!(client.post("/goals", &body).await.problem(409, "conflict"), ["name"]);
    assert_eq!(counts(&client).await, [1, 0, 0]);
    // The second list is rejected after the first one was inserted.
    let body = json!({"name": "Car", "deposits": [deposit("a", "1")], "notes": [{"text": "\u{0}"}]});
    let names = client.post("/goals", &body).await.problem(422, "invalid-body");
    assert_eq!(names, ["notes[0].text"]);
    assert_eq!(counts(&client).await, [1, 0, 0]);
}

async fn a_child_cannot_refer_to_another_tenants_row(db: &Db) {
    let client = client(db);
    let theirs = client.of_another_tenant().post("/accounts", &json!({"name": "cash"})).await.expect(201);
    for id in [theirs["id"].clone(), json!(Uuid::now_v7())] {
        let mut stray = deposit("a", "1");
        stray["account_id"] = id;
        let answer = refused(&client, json!([stray])).await;
        let names = answer.problem(422, "invalid-body");
        assert_eq!(names.len(), 1);
        assert!(names[0].starts_with("deposits") && names[0].ends_with(".account_id"), "{names:?}");
    }
}
