//! Headers of requests and responses.

use serde_json::{Value, json};
use utoipa::openapi::path::Parameter;
use utoipa::openapi::{Header, Ref, ResponseBuilder};

use super::schemas::fragment;
use crate::idempotency;

/// `*`, or entity tags separated by commas.
const TAGS: &str = r#"^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$"#;

const REQUEST_ID: &str = "X-Request-Id";

/// The shared header components.
pub(super) fn shared() -> [(&'static str, Header); 1] {
    let id = header("The id of the request: the client's, or a generated one.", "0198c5f0-4c00-7a31");
    [(REQUEST_ID, id)]
}

/// Adds the headers of every response.
pub(super) fn every(response: ResponseBuilder) -> ResponseBuilder {
    response.header_ref(REQUEST_ID, Ref::new(format!("#/components/headers/{REQUEST_ID}")))
}

/// `ETag`.
pub(super) fn tag() -> Header {
    header("The version of the row, for If-Match and If-None-Match.", "\"1\"")
}

/// `Location` of a created row.
pub(super) fn location(path: &str) -> Header {
    let example = format!("{path}/0198c5f0-4c00-7a31-8b6e-2f0d9a7c1e55");
    header("The path of the row.", &example)
}

/// `Idempotent-Replayed`.
pub(super) fn replayed() -> Header {
    header("`true` if an earlier request with the same key created the row.", "true")
}

fn header(description: &str, example: &str) -> Header {
    fragment(json!({ "description": description, "schema": { "type": "string", "examples": [example] } }))
}

/// `Allow`.
pub(super) fn allow() -> Header {
    header("The methods that the path supports.", "GET,HEAD,POST")
}

/// `Retry-After`.
pub(super) fn retry_after() -> Header {
    fragment(json!({
        "description": "The number of seconds to wait.",
        "schema": { "type": "integer", "minimum": 0, "examples": [1] },
    }))
}

/// `If-Match` of an operation that changes a row.
pub(super) fn if_match(versioned: bool, required: bool) -> Parameter {
    let description = if versioned {
        "The ETag of the row to change, or several, or `*` for any version. Weak tags never match. If no tag matches, nothing \
         is changed."
    } else {
        "Rows of this resource have no ETags, so only `*` matches."
    };
    let schema = if versioned {
        json!({ "type": "string", "pattern": TAGS, "examples": ["\"1\""] })
    } else {
        json!({ "type": "string", "enum": ["*"] })
    };
    parameter("If-Match", description, required, &schema)
}

/// `If-None-Match` of an operation that gets a row.
pub(super) fn if_none_match(versioned: bool) -> Parameter {
    let description = "The ETags that the client has. If one matches, the row is not sent again.";
    let example = if versioned { "\"1\"" } else { "*" };
    let schema = json!({ "type": "string", "pattern": TAGS, "examples": [example] });
    parameter("If-None-Match", description, false, &schema)
}

/// `Idempotency-Key` of an operation that is performed once.
pub(super) fn idempotency_key() -> Parameter {
    let description = "A key that the client chooses for a request and repeats with each retry: the request is performed once, \
                       and every response has the row as it is now.";
    let schema = json!({
        "type": "string",
        "pattern": "^[!-~]([\\t -~]*[!-~])?$",
        "minLength": 1,
        "maxLength": idempotency::MAX_LENGTH,
        "examples": ["food-2026-01"],
    });
    parameter("Idempotency-Key", description, false, &schema)
}

fn parameter(name: &str, description: &str, required: bool, schema: &Value) -> Parameter {
    fragment(json!({
        "name": name, "in": "header", "required": required, "description": description, "schema": schema,
    }))
}
