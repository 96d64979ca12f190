//! Headers of requests and of answers.

use serde_json::{Value, json};
use utoipa::openapi::path::Parameter;
use utoipa::openapi::{Header, Ref, ResponseBuilder};

use super::schemas::fragment;
use crate::idempotency;

/// Entity tags with commas between them, or any.
const TAGS: &str = r#"^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$"#;

const REQUEST_ID: &str = "X-Request-Id";

/// The headers that many answers have, by their names in the document.
pub(super) fn shared() -> [(&'static str, Header); 1] {
    let id = header("The id of the request: the one that it came with, or a new one.", "0198c5f0-4c00-7a31");
    [(REQUEST_ID, id)]
}

/// Adds the headers that every answer has.
pub(super) fn every(response: ResponseBuilder) -> ResponseBuilder {
    response.header_ref(REQUEST_ID, Ref::new(format!("#/components/headers/{REQUEST_ID}")))
}

/// The tag of a row's version.
pub(super) fn tag() -> Header {
    header("The version of the row, for If-Match and If-None-Match.", "\"1\"")
}

/// Where a created row is.
pub(super) fn location(path: &str) -> Header {
    let example = format!("{path}/0198c5f0-4c00-7a31-8b6e-2f0d9a7c1e55");
    header("The path of the row.", &example)
}

/// That a request was answered before.
pub(super) fn replayed() -> Header {
    header("`true` where the answer is that of an earlier request with the same key.", "true")
}

fn header(description: &str, example: &str) -> Header {
    fragment(json!({ "description": description, "schema": { "type": "string", "examples": [example] } }))
}

/// The methods that a path has.
pub(super) fn allow() -> Header {
    header("The methods that the path has.", "GET,HEAD,POST")
}

/// How long to wait.
pub(super) fn retry_after() -> Header {
    fragment(json!({
        "description": "How many seconds to wait.",
        "schema": { "type": "integer", "minimum": 0, "examples": [1] },
    }))
}

/// `If-Match` of what changes a row.
pub(super) fn if_match(versioned: bool, required: bool) -> Parameter {
    let description = if versioned {
        "The ETag of the row that is to be changed, or several, or `*` for whichever there is. Weak tags are equal to none. \
         If the row has another one by now, nothing is done."
    } else {
        "Rows have no tags here, so that with any other value nothing is done."
    };
    let schema = if versioned {
        json!({ "type": "string", "pattern": TAGS, "examples": ["\"1\""] })
    } else {
        json!({ "type": "string", "enum": ["*"] })
    };
    parameter("If-Match", description, required, schema)
}

/// `If-None-Match` of what gets a row.
pub(super) fn if_none_match(versioned: bool) -> Parameter {
    let description = "The ETags of what the client has. If the row has one of them, it is not sent again.";
    let example = if versioned { "\"1\"" } else { "*" };
    let schema = json!({ "type": "string", "pattern": TAGS, "examples": [example] });
    parameter("If-None-Match", description, false, schema)
}

/// `Idempotency-Key` of what creates a row.
pub(super) fn idempotency_key() -> Parameter {
    let description = "A text that the client makes up for a request, and sends with it as often as it sends it: the row \
                       is created once, and each time the answer is that row as it is.";
    let schema = json!({
        "type": "string",
        "pattern": "^[!-~]([\\t -~]*[!-~])?$",
        "minLength": 1,
        "maxLength": idempotency::MAX_LENGTH,
        "examples": ["food-2026-01"],
    });
    parameter("Idempotency-Key", description, false, schema)
}

fn parameter(name: &str, description: &str, required: bool, schema: Value) -> Parameter {
    fragment(json!({
        "name": name, "in": "header", "required": required, "description": description, "schema": schema,
    }))
}
