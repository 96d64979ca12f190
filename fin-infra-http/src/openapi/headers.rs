//! Headers of requests and of answers.

use serde_json::json;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Header, Ref, Required, ResponseBuilder};

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
    let schema = text().examples([json!(example)]);
    Header::builder().schema(Some(schema)).description(Some(description)).build()
}

/// `If-Match` of what changes a row.
pub(super) fn if_match(versioned: bool, required: bool) -> Parameter {
    if versioned {
        let description = "The ETag of the row that is to be changed, or several, or `*` for whichever there is. Weak tags \
                           are equal to none. If the row has another one by now, nothing is done.";
        return tags(
            "If-Match",
            description,
            required,
            text().pattern(Some(TAGS)).examples([json!("\"1\"")]),
        );
    }
    let description = "Rows have no tags here, so that with any other value nothing is done.";
    tags("If-Match", description, required, text().enum_values(Some(["*"])))
}

/// `If-None-Match` of what gets a row.
pub(super) fn if_none_match(versioned: bool) -> Parameter {
    let description = "The ETags of what the client has. If the row has one of them, it is not sent again.";
    let example = json!(if versioned { "\"1\"" } else { "*" });
    tags("If-None-Match", description, false, text().pattern(Some(TAGS)).examples([example]))
}

fn tags(name: &str, description: &str, required: bool, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(if required { Required::True } else { Required::False })
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// `Idempotency-Key` of what creates a row.
pub(super) fn idempotency_key() -> Parameter {
    let description = "A text that the client makes up for a request, and sends with it as often as it sends it: the row \
                       is created once, and each time the answer is that row as it is.";
    let schema = text()
        .pattern(Some("^[!-~]([\\t -~]*[!-~])?$"))
        .min_length(Some(1))
        .max_length(Some(idempotency::MAX_LENGTH));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema.examples([json!("food-2026-01")])))
        .build()
}
