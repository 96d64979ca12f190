//! Bodies: one JSON object in which every field is known, unique and valid for its column.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use fin_infra_core::schema::Table;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use tower_http::timeout::TimeoutError;

use super::body_memory::BodyMemoryFull;
use super::field::{Field, Presence};
use super::json_errors;
use super::problem::{FieldError, Kind, MAX_ERRORS, Problem};
use super::serve::UploadAborted;

/// Reads the body of a request.
pub(super) async fn read(
    headers: &HeaderMap,
    accepted: &[&str],
    body: Body,
    limit: usize,
) -> Result<Bytes, Problem> {
    check_type(headers, accepted)?;
    collect_body(body, limit).await
}

/// Rejects a body where none is expected: its content would be ignored.
pub(super) async fn read_none(body: Body, limit: usize) -> Result<(), Problem> {
    match collect_body(body, limit).await?.trim_ascii() {
        b"" | b"{}" => Ok(()),
        _ => Err(Problem::new(Kind::MalformedBody, "this request does not take a body")),
    }
}

async fn collect_body(body: Body, limit: usize) -> Result<Bytes, Problem> {
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Problem::new(Kind::ContentTooLarge, format!("the body exceeds {limit} bytes")))
        }
        Err(error) if is_too_slow(&*error) => Err(too_slow()),
        Err(error) if has_no_room(&*error) => Err(no_room()),
        Err(_) => Err(cut_short()),
    }
}

/// The problem of a body that did not arrive in time.
pub(super) fn too_slow() -> Problem {
    Problem::new(Kind::RequestTimeout, "the body did not arrive in time; send the request again")
}

/// The problem of a body that does not fit into the memory for bodies.
pub(super) fn no_room() -> Problem {
    tracing::warn!("the request bodies in flight exceed `page_memory`");
    Problem::new(Kind::Unavailable, "too many large bodies are in flight; send the request again")
}

/// The problem of a body that ended early.
pub(super) fn cut_short() -> Problem {
    Problem::new(Kind::MalformedBody, "the body ended early")
}

/// Whether the server stopped waiting for a body: see [`ServeOptions::body_timeout`](super::ServeOptions::body_timeout), and
/// [`max_connections`](super::ServeOptions::max_connections).
fn is_too_slow(error: &(dyn Error + 'static)) -> bool {
    error.is::<TimeoutError>() || error.is::<UploadAborted>() || error.source().is_some_and(is_too_slow)
}

/// Whether other bodies use up the memory for bodies: see [`Resources::page_memory`](super::Resources::page_memory).
fn has_no_room(error: &(dyn Error + 'static)) -> bool {
    error.is::<BodyMemoryFull>() || error.source().is_some_and(has_no_room)
}

/// Rejects a body whose headers do not declare JSON.
fn check_type(headers: &HeaderMap, accepted: &[&str]) -> Result<(), Problem> {
    if headers.get_all(CONTENT_ENCODING).iter().any(|encoding| encoding != "identity") {
        let detail = "Content-Encoding is not supported";
        return Err(Problem::new(Kind::UnsupportedMediaType, detail));
    }
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let given = types.next().and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = given.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    let is_accepted = accepted.iter().any(|accepted| accepted.eq_ignore_ascii_case(media_type));
    if is_accepted && types.next().is_none() && parts.all(is_utf8) {
        return Ok(());
    }
    let accepted = accepted.join(" or ");
    let detail = format!("Content-Type must be {accepted}, given once, without a charset other than utf-8");
    Err(Problem::new(Kind::UnsupportedMediaType, detail))
}

/// Whether a parameter of a media type is not a charset other than UTF-8, which would be ignored.
fn is_utf8(parameter: &str) -> bool {
    match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    }
}

/// What a body is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Create,
    Update,
}

impl Purpose {
    fn presence(self, field: &Field) -> Presence {
        match self {
            Self::Create => field.create,
            Self::Update if field.update => Presence::Optional,
            Self::Update => Presence::Never,
        }
    }
}

/// Reads the object of a body, and reports all errors at once. The fields are only checked one by one if serde rejects the
/// object, since the struct itself rejects unknown and repeated fields.
pub(super) fn parse<T: DeserializeOwned>(
    bytes: &[u8],
    purpose: Purpose,
    table: &'static Table,
    fields: &'static [Field],
) -> Result<T, Problem> {
    let malformed = |error: serde_json::Error| {
        let text = error.to_string();
        let message = if error.is_data() { json_errors::translated } else { json_errors::syntax };
        Problem::new(Kind::MalformedBody, message(&text))
    };
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Problem::new(Kind::MalformedBody, "the body is not valid UTF-8"))?;
    // serde also reads a struct from an array.
    if text.trim_start().starts_with('{')
        && let (Ok(value), Ok(UniqueKeys)) = (serde_json::from_str(text), serde_json::from_str(text))
    {
        return Ok(value);
    }
    let object: Object<'_> = serde_json::from_str(text).map_err(malformed)?;
    let errors = object.errors(purpose, table, fields);
    if !errors.is_empty() {
        return Err(Problem::of(Kind::InvalidBody, errors));
    }
    serde_json::from_str(text)
        .map_err(|error| Problem::new(Kind::InvalidBody, json_errors::translated(&error.to_string())))
}

/// The fields of an object, unparsed.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl Object<'_> {
    fn errors(&self, purpose: Purpose, table: &'static Table, fields: &'static [Field]) -> Vec<FieldError> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        self.0.iter().for_each(|(name, _)| *seen.entry(name).or_default() += 1);
        let mut errors: Vec<FieldError> = Vec::new();
        for (name, value) in &self.0 {
            if errors.len() == MAX_ERRORS {
                return errors;
            }
            if seen.get(name.as_str()).is_some_and(|&times| times > 1) {
                if !errors.iter().any(|error| error.name == *name) {
                    errors.push(FieldError::new(name, "is given more than once"));
                }
                continue;
            }
            if let Err(reason) = check(name, value, purpose, table, fields) {
                errors.push(FieldError::new(name, reason));
            }
        }
        let columns = table.columns.iter().zip(fields);
        let required = columns.filter(|(_, field)| purpose.presence(field) == Presence::Required);
        let missing = required.filter(|(column, _)| !seen.contains_key(column.field));
        errors.extend(missing.map(|(column, _)| FieldError::new(column.field, "is missing")));
        errors
    }
}

fn check(
    name: &str,
    value: &RawValue,
    purpose: Purpose,
    table: &'static Table,
    fields: &'static [Field],
) -> Result<(), String> {
    let mut columns = table.columns.iter().zip(fields);
    let Some((column, field)) = columns.find(|(column, _)| column.field == name) else {
        return Err(format!("is not a known field; allowed: {}", allowed(purpose, table, fields)));
    };
    if purpose.presence(field) == Presence::Never {
        let allowed = allowed(purpose, table, fields);
        return Err(format!("cannot be set by a request; allowed: {allowed}"));
    }
    serde_json::from_str::<UniqueKeys>(value.get())
        .map_err(|error| json_errors::translated(&error.to_string()))?;
    if column.nullable && value.get() == "null" {
        return Ok(());
    }
    (field.accepts)(value.get())
}

fn allowed(purpose: Purpose, table: &'static Table, fields: &'static [Field]) -> String {
    let columns = table.columns.iter().zip(fields);
    let given = columns.filter(|(_, field)| purpose.presence(field) != Presence::Never);
    given.map(|(column, _)| column.field).collect::<Vec<_>>().join(", ")
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Object(fields))
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

/// Any JSON value in which no object repeats a name: which of the values counts would be ambiguous.
struct UniqueKeys;

impl<'de> Deserialize<'de> for UniqueKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for UniqueKeys {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut names = std::collections::BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            map.next_value::<Self>()?;
            if let Some(name) = names.replace(name) {
                return Err(serde::de::Error::custom(format!("`{name}` is given more than once")));
            }
        }
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }
}
