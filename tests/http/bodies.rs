//! Invalid bodies.

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::routing::post;
use fin_infra::http::{Action, Denied, Resources};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::Budget;
use futures_util::stream;
use serde_json::{Value, json};

use crate::client::{Client, budgets, draft, names, path_of};

/// A resource whose names in JSON are its own.
#[derive(FinResource)]
#[fin(tenant, path = "/labels", create(attr(serde(rename_all = "camelCase"))))]
struct Label {
    long_text: String,
    #[fin(json, default)]
    other_texts: std::collections::BTreeMap<String, String>,
}

fn everything(_: &Parts, _: Action, _: &str) -> Result<(), Denied> {
    Ok(())
}

/// A budget with additional fields.
fn with(fields: &Value) -> Value {
    let mut body = draft("Food");
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

on_each_store!(
    [Budget] managed_and_unknown_fields_are_rejected_by_name,
    [Budget] all_errors_are_reported_at_once,
    [Budget] a_repeated_field_is_rejected,
    [Budget] a_value_that_its_column_cannot_store_is_rejected,
    [Budget] a_body_that_is_not_a_json_object_is_rejected,
    [Budget] a_body_has_to_be_declared_as_json,
    [Budget] a_body_that_is_too_large_is_rejected_while_it_arrives,
    [Budget] custom_routes_have_the_same_body_limit,
    [Budget] a_response_only_reports_the_first_errors,
    [Budget] an_unexpected_body_is_rejected,
    [Budget] every_value_that_a_column_cannot_store_is_named,
    [Budget] an_encoded_body_is_rejected,
    [Budget] an_incomplete_body_changes_nothing,
    [Budget] a_conflict_names_the_fields,
    [Label] a_body_has_the_names_that_serde_gives_to_its_fields,
);

async fn managed_and_unknown_fields_are_rejected_by_name(db: &Db) {
    let client = budgets(db);
    let path = path_of(&client.post("/budgets", &draft("Rent")).await);
    let before = client.get(&path).await.body;
    for name in
        ["id", "tenant_id", "created_at", "updated_at", "deleted_at", "version", "colour", "name_folded"]
    {
        let refused = client.post("/budgets", &with(&json!({name: null}))).await;
        assert_eq!(refused.problem(422, "invalid-body"), [name]);
        let refused = client.patch(&path, &json!({name: Uuid::nil()})).await;
        assert_eq!(refused.problem(422, "invalid-body"), [name]);
    }
    assert_eq!(client.get(&path).await.body, before);
    assert_eq!(names(&client.get("/budgets").await), ["Rent"]);
}

async fn all_errors_are_reported_at_once(db: &Db) {
    let client = budgets(db);
    let body =
        json!({"name": 5, "period_start": "soon", "amount": "much", "colour": "red", "categories": {}});
    let mut errors = client.post("/budgets", &body).await.problem(422, "invalid-body");
    errors.sort_unstable();
    assert_eq!(errors, ["amount", "colour", "name", "period_end", "period_start", "user_id"]);
}

async fn a_repeated_field_is_rejected(db: &Db) {
    let client = budgets(db);
    let body = draft("Food").to_string().replace("\"name\":", "\"name\":\"Fuel\",\"name\":");
    assert_eq!(client.json("POST", "/budgets", body).await.problem(422, "invalid-body"), ["name"]);
    let body = draft("Food").to_string().replace("\"groceries\":", "\"groceries\":\"1\",\"groceries\":");
    assert_eq!(client.json("POST", "/budgets", body).await.problem(422, "invalid-body"), ["categories"]);
    let path = format!("/budgets/{}", Uuid::nil());
    let refused = client.json("PATCH", &path, r#"{"name":"a","n\u0061me":"b"}"#).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["name"]);
}

async fn a_value_that_its_column_cannot_store_is_rejected(db: &Db) {
    let client = budgets(db);
    for (field, value) in [
        ("name", json!("\0")),
        ("name", json!(null)),
        ("amount", json!("1.00001")),
        ("amount", json!("99999999999999999")),
        ("amount", json!("1.00000000000000000000000000000001")),
        ("amount", json!("NaN")),
        ("amount", json!("")),
        ("amount", json!({})),
        ("user_id", json!("1")),
        ("user_id", json!(1)),
        ("period_start", json!("2026-11-01")),
        ("period_start", json!("9999999-01-01T00:00:00Z")),
        ("period_start", json!("0000-01-01T00:00:00Z")),
        ("rollover_enabled", json!("true")),
        ("rollover_enabled", json!(null)),
        ("categories", json!([])),
        ("categories", json!({"a": {}})),
    ] {
        let refused = client.post("/budgets", &with(&json!({field: value}))).await;
        assert_eq!(refused.problem(422, "invalid-body"), [field], "{value}");
    }
    assert_eq!(names(&client.get("/budgets").await), [""; 0]);
}

async fn a_body_that_is_not_a_json_object_is_rejected(db: &Db) {
    let client = budgets(db);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in ["", " ", "{", "[]", "null", "1", "\"a\"", "{}{}", "{\"name\":}", "\u{feff}{}", &deep] {
        let refused = client.json("POST", "/budgets", body.to_owned()).await;
        refused.problem(400, "malformed-body");
    }
    client.json("POST", "/budgets", vec![b'{', 0xff, b'}']).await.problem(400, "malformed-body");
    let nested = draft("Food").to_string().replace("{\"groceries\":\"250.00\"}", &deep);
    assert_eq!(client.json("POST", "/budgets", nested).await.problem(422, "invalid-body"), ["categories"]);
    assert_eq!(client.post("/budgets", &json!({})).await.problem(422, "invalid-body").len(), 5);
    client.patch(&format!("/budgets/{}", Uuid::nil()), &json!([])).await.problem(400, "malformed-body");
}

async fn a_body_has_to_be_declared_as_json(db: &Db) {
    let client = budgets(db);
    let body = || Body::from(draft("Food").to_string());
    client.send("POST", "/budgets", body()).await.problem(415, "unsupported-media-type");
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json", ""] {
        let refused = client.with("content-type", kind).send("POST", "/budgets", body()).await;
        refused.problem(415, "unsupported-media-type");
    }
    let charset = client.with("content-type", "Application/JSON; charset=utf-8");
    let path = path_of(&charset.send("POST", "/budgets", body()).await);
    let merge = client.with("content-type", "application/merge-patch+json");
    merge.send("PATCH", &path, Body::from(r#"{"name":"Fuel"}"#)).await.expect(200);
    merge.send("POST", "/budgets", body()).await.problem(415, "unsupported-media-type");
}

async fn a_body_that_is_too_large_is_rejected_while_it_arrives(db: &Db) {
    let client = budgets(db);
    let chunks = (0..11).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1024 * 1024]));
    let refused = client.json("POST", "/budgets", Body::from_stream(stream::iter(chunks))).await;
    refused.problem(413, "content-too-large");
}

async fn custom_routes_have_the_same_body_limit(db: &Db) {
    let length = async |body: Bytes| body.len().to_string();
    let resources = Resources::new(db.clone()).body_limit(10);
    let client = Client::of(resources.add_with::<Budget>(|budgets| budgets.route("/length", post(length))));
    assert_eq!(client.send("POST", "/budgets/length", Body::from("0123456789")).await.body, b"10");
    assert_eq!(client.send("POST", "/budgets/length", Body::from("0123456789a")).await.status, 413);
}

async fn a_response_only_reports_the_first_errors(db: &Db) {
    let client = budgets(db);
    let twice: String = (0..20_000).map(|number| format!(r#""a{number}":0,"a{number}":0,"#)).collect();
    let unknown: String = (0..40_000).map(|number| format!(r#""a{number}":0,"#)).collect();
    let long = format!(r#""{}":0,"#, "a".repeat(500_000));
    for fields in [twice, unknown, long] {
        let answer = client.json("POST", "/budgets", format!("{{{fields}\"z\":0}}")).await;
        assert!(answer.problem(422, "invalid-body").len() <= 20);
        assert!(answer.body.len() < 10_000, "{} bytes", answer.body.len());
    }
    let flood: String = (0..10_000).map(|number| format!("a{number}&")).collect();
    let answer = client.get(&format!("/budgets?{flood}")).await;
    assert!(answer.problem(400, "invalid-query").len() <= 20);
    assert!(answer.body.len() < 30_000, "{} bytes", answer.body.len());
}

async fn an_unexpected_body_is_rejected(db: &Db) {
    let client = Client::of(Resources::new(db.clone()).add::<Budget>().permissions(everything));
    let path = path_of(&client.post("/budgets", &draft("Food")).await);
    let another = json!({"tenant_id": Uuid::now_v7()}).to_string();
    client.json("DELETE", &path, another.clone()).await.problem(400, "malformed-body");
    client.json("DELETE", &path, " {} ").await.expect(204);
    let restore = format!("{path}/restore");
    client.json("POST", &restore, another).await.problem(400, "malformed-body");
    client.json("POST", &restore, "{}").await.expect(200);
    client.delete(&path).await.expect(204);
    client.send("POST", &restore, Body::empty()).await.expect(200);
}

async fn every_value_that_a_column_cannot_store_is_named(db: &Db) {
    let client = budgets(db);
    let mut wrong = draft("Food");
    (wrong["name"], wrong["amount"]) = (json!("a".repeat(256)), json!("1.00001"));
    let refused = client.post("/budgets", &wrong).await;
    assert_eq!(refused.problem(422, "invalid-body"), ["name", "amount"]);
    let reasons: Vec<_> = refused.value()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["detail"].to_string())
        .collect();
    assert_ne!(reasons[0], reasons[1]);
    let path = path_of(&client.post("/budgets", &draft("Food")).await);
    let wrong = json!({"name": "a".repeat(256), "amount": "1.00001"});
    assert_eq!(client.patch(&path, &wrong).await.problem(422, "invalid-body"), ["name", "amount"]);
}

async fn an_encoded_body_is_rejected(db: &Db) {
    let client = budgets(db);
    let encoded = client.with("content-encoding", "gzip");
    encoded.post("/budgets", &draft("Food")).await.problem(415, "unsupported-media-type");
    client.with("content-encoding", "identity").post("/budgets", &draft("Food")).await.expect(201);
}

async fn an_incomplete_body_changes_nothing(db: &Db) {
    let client = budgets(db);
    let whole = draft("Food").to_string().into_bytes();
    let broken = [Ok(whole), Err(std::io::Error::other("gone"))];
    let refused = client.json("POST", "/budgets", Body::from_stream(stream::iter(broken))).await;
    refused.problem(400, "malformed-body");
    assert_eq!(names(&client.get("/budgets").await), [""; 0]);
}

async fn a_conflict_names_the_fields(db: &Db) {
    let client = budgets(db);
    client.post("/budgets", &draft("Food")).await.expect(201);
    let taken = client.post("/budgets", &draft("Food")).await;
    assert_eq!(taken.problem(409, "conflict"), ["user_id", "name"]);
    assert!(taken.value()["constraint"].is_string());
    assert!(!String::from_utf8_lossy(&taken.body).to_uppercase().contains("INSERT"));
    let path = path_of(&client.post("/budgets", &draft("Fuel")).await);
    let taken = client.patch(&path, &json!({"name": "Food"})).await;
    assert_eq!(taken.problem(409, "conflict"), ["user_id", "name"]);
}

async fn a_body_has_the_names_that_serde_gives_to_its_fields(db: &Db) {
    let client = Client::of(Resources::new(db.clone()).add::<Label>());
    let created = client.json("POST", "/labels", r#"{"longText":"a","otherTexts":{"b":"c"}}"#).await;
    assert_eq!(created.value()["other_texts"], json!({"b": "c"}));
    for (body, sentence) in [
        (
            "{\"long_text\":\"a\"}",
            "has the field `long_text`, which is unknown; allowed: `longText` or `otherTexts`",
        ),
        ("{}", "the field `longText` is missing"),
        ("{\"longText\":1}", "must be a string, not a number"),
        ("{\"longText\":\"a\",\"otherTexts\":{\"b\":\"c\",\"b\":\"d\"}}", "`b` is given more than once"),
    ] {
        let refused = client.json("POST", "/labels", body).await;
        assert_eq!(refused.problem(422, "invalid-body"), [""; 0]);
        assert_eq!(refused.value()["detail"], sentence);
    }
    client.post("/labels", &json!(["a"])).await.problem(400, "malformed-body");
}
