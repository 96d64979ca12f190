//! The responses to requests that fail, with an example of each kind of problem.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::openapi::path::Paths;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{
    Components, ComponentsBuilder, ContentBuilder, Ref, RefOr, Response, ResponseBuilder, ResponsesBuilder,
};

use super::headers;
use super::schemas::{fragment, reference};
use crate::problem::{FieldError, Kind, MEDIA_TYPE, Problem};

/// The names of the schemas of a problem.
pub(super) const SCHEMAS: [&str; 2] = ["Problem", "FieldError"];

/// Adds the schemas of a problem, and an example and a response for each kind. Custom routes may have further kinds.
pub(super) fn add_to(components: ComponentsBuilder, has_own: bool) -> ComponentsBuilder {
    let components = components.schema(SCHEMAS[0], problem(has_own)).schema(SCHEMAS[1], field_error());
    Kind::ALL.iter().fold(components, |components, &kind| {
        let example = utoipa::openapi::example::ExampleBuilder::new().summary(kind.title());
        components
            .example(name(kind), example.value(Some(example_of(kind))).build())
            .response(name(kind), response(&[kind]))
    })
}

/// Removes the responses that no operation refers to, and the examples that no response refers to.
pub(super) fn keep_used(components: &mut Components, paths: &Paths) {
    let of_paths = serde_json::to_string(paths).unwrap_or_default();
    let is_used =
        |text: &str, ordinal: &str, name: &str| text.contains(&format!("\"#/components/{ordinal}/{name}\""));
    let names = Kind::ALL.iter().map(|&kind| name(kind));
    for name in names.clone().filter(|name| !is_used(&of_paths, "responses", name)) {
        components.responses.remove(&name);
    }
    let of_all = of_paths + &serde_json::to_string(&components.responses).unwrap_or_default();
    for name in names.filter(|name| !is_used(&of_all, "examples", name)) {
        components.examples.remove(&name);
    }
}

/// Adds the responses of some kinds. Kinds with the same status share a response.
pub(super) fn respond(responses: ResponsesBuilder, kinds: &[Kind]) -> ResponsesBuilder {
    let mut by_status: BTreeMap<u16, Vec<Kind>> = BTreeMap::new();
    for &kind in kinds {
        by_status.entry(kind.status().as_u16()).or_default().push(kind);
    }
    by_status.into_iter().fold(responses, |responses, (status, kinds)| match kinds.as_slice() {
        [kind] => responses.response(status.to_string(), Ref::from_response_name(name(*kind))),
        kinds => responses.response(status.to_string(), response(kinds)),
    })
}

fn name(kind: Kind) -> String {
    format!("{kind:?}")
}

fn response(kinds: &[Kind]) -> Response {
    let mut content = ContentBuilder::new().schema(Some(reference(SCHEMAS[0])));
    for &kind in kinds {
        let example = Ref::new(format!("#/components/examples/{}", name(kind)));
        content = content.examples_from_iter([(name(kind), RefOr::Ref(example))]);
    }
    let response = headers::every(ResponseBuilder::new().description(sentence(kinds)));
    let response = match kinds {
        [Kind::MethodNotAllowed] => response.header("Allow", headers::allow()),
        [Kind::Unavailable] => response.header("Retry-After", headers::retry_after()),
        _ => response,
    };
    response.content(MEDIA_TYPE, content.build()).build()
}

/// The titles of the kinds in one sentence.
fn sentence(kinds: &[Kind]) -> String {
    let mut sentence = String::new();
    for kind in kinds {
        let mut title = kind.title().chars();
        if sentence.is_empty() {
            sentence.extend(title);
        } else {
            sentence.push_str(", or ");
            sentence.extend(title.next().into_iter().flat_map(char::to_lowercase).chain(title));
        }
    }
    sentence.push('.');
    sentence
}

/// The schema of a problem document.
fn problem(has_own: bool) -> RefOr<Schema> {
    let uris: Vec<&str> =
        Kind::ALL.iter().map(|kind| kind.uri()).chain(has_own.then_some("about:blank")).collect();
    fragment(json!({
        "type": "object",
        "description": "Why a request failed, as defined by RFC 9457.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string", "enum": uris, "description": "The kind of problem." },
            "title": { "type": "string", "description": "A short description of the kind, always the same." },
            "status": {
                "type": "integer", "minimum": 400, "maximum": 599, "description": "The status of the response.",
            },
            "detail": { "type": "string", "description": "What is wrong with this request." },
            "constraint": {
                "type": "string", "description": "The constraint of the database that is violated.",
            },
            "errors": {
                "type": "array",
                "items": reference(SCHEMAS[1]),
                "description": "The parameters, fields and headers at fault.",
            },
        },
        "examples": [example_of(Kind::InvalidQuery)],
    }))
}

/// The schema of one of its errors.
fn field_error() -> RefOr<Schema> {
    fragment(json!({
        "type": "object",
        "description": "An error in a parameter, field or header.",
        "required": ["name", "detail"],
        "properties": {
            "name": { "type": "string", "description": "The name of the parameter, field or header." },
            "detail": { "type": "string", "description": "What is wrong with it." },
        },
        "examples": [{ "name": "page_size", "detail": "must be a number from 1 to 100" }],
    }))
}

/// An example of a kind.
fn example_of(kind: Kind) -> Value {
    let of = |name: &str, detail: &str| Problem::of(kind, vec![FieldError::new(name, detail)]);
    let problem = match kind {
        Kind::InvalidQuery => of("page_size", "must be a number from 1 to 100"),
        Kind::InvalidHeader => of("if-match", "must be * or quoted entity tags separated by commas"),
        Kind::MalformedRequest | Kind::UriTooLong | Kind::HeadTooLarge => Problem::rejected_head(kind),
        Kind::MalformedBody => {
            Problem::new(kind, "the body is not JSON: unexpected end of input (line 1, column 17)")
        }
        Kind::TenantMissing => Problem::new(kind, "the request has no tenant"),
        Kind::Unauthorized => Problem::new(kind, "authentication is required"),
        Kind::Forbidden => Problem::new(kind, "the action `hard_delete` is not permitted"),
        Kind::NotFound => Problem::not_found(),
        Kind::MethodNotAllowed => Problem::new(kind, "see the Allow header for the supported methods"),
        Kind::Conflict => of("name", "is taken").with_constraint("budgets_name_key"),
        Kind::RequestTimeout => Problem::new(kind, "the body did not arrive in time; send the request again"),
        Kind::Gone => Problem::new(
            kind,
            "the row that was created with this key has been deleted; use a new key to create another one",
        ),
        Kind::PreconditionFailed => Problem::new(kind, "the row has a different version; read it again"),
        Kind::ContentTooLarge => Problem::new(kind, "the body exceeds 1048576 bytes"),
        Kind::UnsupportedMediaType => Problem::new(
            kind,
            "Content-Type must be application/json, given once, without a charset other than utf-8",
        ),
        Kind::InvalidBody => of("name", "must have at most 255 characters"),
        Kind::IdempotencyKeyReused => {
            Problem::new(kind, "the key was used with a different body; use a new key")
        }
        Kind::PreconditionRequired => Problem::new(kind, "send the row's ETag in If-Match"),
        Kind::Internal => Problem::new(kind, "the request failed; the error is logged"),
        Kind::Unavailable => Problem::new(kind, "the database is unavailable"),
    };
    serde_json::to_value(problem.document()).unwrap_or_default()
}
