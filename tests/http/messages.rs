//! The messages about invalid values name types of JSON and HTTP, never of Rust.

use axum::extract::{Path, Query};
use axum::routing::{get, post};
use axum::{Form, Json};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use fin_infra::http::Resources;
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::client::{Answer, Client};

/// A type of the app's own in a column.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
enum Colour {
    Red,
    Green,
}

/// A type of the app's own in JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    name: String,
    weight: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<Uuid>,
}

/// A column of each type.
#[derive(FinResource)]
#[fin(tenant, table = "things", path = "/things")]
struct Thing {
    #[fin(filter)]
    small: i8,
    #[fin(filter)]
    large: u32,
    #[fin(filter)]
    ratio: f64,
    #[fin(filter)]
    yes: bool,
    #[fin(filter)]
    of: Uuid,
    #[fin(filter)]
    price: Decimal,
    #[fin(filter)]
    at: DateTime<Utc>,
    #[fin(filter)]
    on: NaiveDate,
    #[fin(filter)]
    local: NaiveDateTime,
    #[fin(filter)]
    clock: NaiveTime,
    #[fin(filter)]
    colour: Colour,
    text: String,
    bytes: Vec<u8>,
    #[fin(json)]
    parts: Vec<Part>,
}

const UUID: &str = "must be a UUID, such as 0198c5f0-4c00-7a31-8b6e-2f0d9a7c1e55";
const UUID_NOT_A_NUMBER: &str = "must be a UUID, such as 0198c5f0-4c00-7a31-8b6e-2f0d9a7c1e55, not a number";
const NUMBER: &str = "must be an integer in the allowed range";
const TIME: &str = "must be a time with its offset, such as 2026-01-31T09:30:00Z";
const DATE: &str = "must be a date, such as 2026-01-31";
const LOCAL: &str = "must be a date and a time without an offset, such as 2026-01-31T09:30:00";
const CLOCK: &str = "must be a time of day, such as 09:30:00";
const DECIMAL: &str = "a decimal has digits and a point, such as \"12.50\"";
const SMALL: &str = "must be an integer from -128 to 127";
const LARGE: &str = "must be an integer from 0 to 4294967295";
const BYTES: &str = "must be an array of integers from 0 to 255";

async fn own_path(Path(number): Path<u8>) -> String {
    number.to_string()
}

async fn own_id(Path(id): Path<Uuid>) -> String {
    id.to_string()
}

async fn own_form(Form(part): Form<Part>) -> String {
    part.name
}

async fn own_query(Query(part): Query<Part>) -> String {
    part.name
}

async fn own_body(Json(part): Json<Part>) -> String {
    part.name
}

fn things(db: &Db) -> Client {
    Client::of(Resources::new(db.clone()).add_with::<Thing>(|things| {
        things
            .route("/own/{number}", get(own_path))
            .route("/own-id/{id}", get(own_id))
            .route("/own-query", get(own_query))
            .route("/own-body", post(own_body))
            .route("/own-form", post(own_form))
    }))
}

on_each_store!(
    [Thing] an_invalid_value_in_a_body_is_rejected_with_the_expected_type,
    [Thing] an_invalid_value_in_a_query_is_rejected_with_the_expected_type,
    [Thing] an_invalid_unicode_escape_is_rejected,
    [Thing] malformed_json_is_reported_with_its_position,
    [Thing] custom_routes_have_the_same_messages,
);

async fn an_invalid_value_in_a_body_is_rejected_with_the_expected_type(db: &Db) {
    let client = things(db);
    for (field, value, sentence) in [
        ("small", json!("5"), SMALL),
        ("small", json!(300), SMALL),
        ("small", json!(1.5), SMALL),
        ("small", json!(null), SMALL),
        ("large", json!(-1), LARGE),
        ("ratio", json!("1"), "must be a number"),
        ("yes", json!("true"), "must be true or false"),
        ("of", json!("5"), UUID),
        ("of", json!(5), UUID),
        ("price", json!(1.5), "must be a decimal as text, such as \"12.50\", not a number"),
        ("price", json!("1,5"), DECIMAL),
        ("at", json!("soon"), TIME),
        ("at", json!("2026-01-31T09:30:00"), TIME),
        ("on", json!("2026-02-31"), DATE),
        ("local", json!("2026-01-31T09:30:00Z"), LOCAL),
        ("clock", json!("25:00:00"), CLOCK),
        ("colour", json!("blue"), "must be `red` or `green`"),
        ("text", json!({}), "must be a string"),
        ("bytes", json!("AAEC"), BYTES),
        ("bytes", json!([256]), "`[0]`: must be an integer from 0 to 255"),
        ("parts", json!({}), "must be an array, not an object"),
        ("parts", json!([{"name": "a"}, {"name": 5}]), "`[1].name`: must be a string, not a number"),
        ("parts", json!([{"name": "a", "weight": 256}]), "`[0].weight`: must be an integer from 0 to 255"),
        (
            "parts",
            json!([{"name": "a", "of": 5}]),
            "`[0].of`: must be a UUID, such as 0198c5f0-4c00-7a31-8b6e-2f0d9a7c1e55, not a number",
        ),
        ("parts", json!([{}]), "`[0]`: the field `name` is missing"),
        (
            "parts",
            json!([{"size": 1}]),
            "`[0].size`: has the field `size`, which is unknown; allowed: `name`, `weight`, `of`",
        ),
    ] {
        let answer = client.post("/things", &json!({field: value})).await;
        answer.problem(422, "invalid-body");
        let problem = answer.value();
        let errors = problem["errors"].as_array().unwrap();
        let error = errors.iter().find(|error| error["name"] == field).unwrap();
        assert_eq!(error["detail"], sentence, "{field}: {value}");
    }
}

async fn an_invalid_value_in_a_query_is_rejected_with_the_expected_type(db: &Db) {
    let client = things(db);
    for (parameter, value, sentence) in [
        ("small", "abc", SMALL),
        ("small", "300", SMALL),
        ("small[in]", "1,x", SMALL),
        ("large", "-1", LARGE),
        ("ratio", "x", "must be a number"),
        ("yes", "1", "must be true or false"),
        ("of", "5", UUID),
        ("price[gte]", "1e2", DECIMAL),
        ("at", "soon", TIME),
        ("on", "soon", DATE),
        ("local", "soon", LOCAL),
        ("clock", "noon", CLOCK),
        ("colour", "blue", "must be `red` or `green`"),
        ("colour", "%ff", "must be UTF-8, percent-encoded"),
        ("small[in]", "1,%c3%28", "must be UTF-8, percent-encoded"),
    ] {
        let answer = client.get(&format!("/things?{parameter}={value}")).await;
        assert_eq!(answer.problem(400, "invalid-query"), [parameter]);
        assert_eq!(answer.value()["errors"][0]["detail"], sentence, "{parameter}={value}");
    }
}

async fn an_invalid_unicode_escape_is_rejected(db: &Db) {
    let answer = things(db).json("POST", "/things", "{\"text\": \"\\ud800\"}").await;
    answer.problem(422, "invalid-body");
    assert_eq!(
        answer.value()["errors"][0]["detail"],
        "has an escape such as \\ud800 that is not a character"
    );
}

async fn malformed_json_is_reported_with_its_position(db: &Db) {
    let client = things(db);
    for (body, sentence) in [
        ("{\"small\": 1", "the body is not JSON: unexpected end of input (line 1, column 11)"),
        ("{\n  small: 1\n}", "the body is not JSON: key must be a string (line 2, column 3)"),
        ("[]", "must be a JSON object, not an array"),
    ] {
        let answer = client.json("POST", "/things", body).await;
        answer.problem(400, "malformed-body");
        assert_eq!(answer.value()["detail"], sentence);
    }
}

async fn custom_routes_have_the_same_messages(db: &Db) {
    let client = things(db);
    for (path, status, kind, name, sentence) in [
        ("/things/own/abc", 404, "not-found", "", "the path: must be an integer from 0 to 255"),
        ("/things/own-id/abc", 404, "not-found", "id", UUID),
        ("/things/own-query?name=a&weight=x", 400, "invalid-query", "weight", NUMBER),
        ("/things/own-query?name=a&weight=", 400, "invalid-query", "weight", NUMBER),
        ("/things/own-query?name=a&weight=300", 400, "invalid-query", "weight", "is too large"),
        ("/things/own-query?name=a&of=x", 400, "invalid-query", "of", UUID),
        ("/things/own-query", 400, "invalid-query", "name", "is missing"),
        ("/things/own-query?name=a&name=b", 400, "invalid-query", "name", "is given more than once"),
        (
            "/things/own-query?name=a&size=1",
            400,
            "invalid-query",
            "size",
            "has the field `size`, which is unknown; allowed: `name`, `weight`, `of`",
        ),
    ] {
        is_rejected(&client.get(path).await, status, kind, name, sentence);
    }
    for (body, status, kind, name, sentence) in [
        (
            "{\"name\": ",
            400,
            "malformed-body",
            "",
            "the body is not JSON: unexpected end of input (line 1, column 9)",
        ),
        (
            "nothing",
            400,
            "malformed-body",
            "",
            "the body is not JSON: expected true, false or null (line 1, column 2)",
        ),
        ("7", 422, "invalid-body", "", "the body: must be an object, not a number"),
        ("{\"name\": 5}", 422, "invalid-body", "name", "must be a string, not a number"),
        ("{\"name\": \"a\", \"of\": 5}", 422, "invalid-body", "of", UUID_NOT_A_NUMBER),
        ("{}", 422, "invalid-body", "name", "is missing"),
    ] {
        is_rejected(&client.json("POST", "/things/own-body", body).await, status, kind, name, sentence);
    }
    let json = "Content-Type must be application/json";
    is_rejected(
        &client.send("POST", "/things/own-body", "{}".into()).await,
        415,
        "unsupported-media-type",
        "",
        json,
    );
    let form = "Content-Type must be application/x-www-form-urlencoded";
    is_rejected(
        &client.json("POST", "/things/own-form", "{}").await,
        415,
        "unsupported-media-type",
        "",
        form,
    );
    let form = client.with("content-type", "application/x-www-form-urlencoded");
    is_rejected(
        &form.send("POST", "/things/own-form", "name=a&weight=x".into()).await,
        422,
        "invalid-body",
        "weight",
        NUMBER,
    );
}

/// Asserts the problem, and its message about a name or about the whole request.
#[track_caller]
fn is_rejected(answer: &Answer, status: u16, kind: &str, name: &str, sentence: &str) {
    let names = answer.problem(status, kind);
    let problem = answer.value();
    let detail = if name.is_empty() { &problem["detail"] } else { &problem["errors"][0]["detail"] };
    assert_eq!((names.join(","), detail), (name.to_owned(), &json!(sentence)), "{problem}");
}
