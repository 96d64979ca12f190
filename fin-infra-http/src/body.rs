//! Bodies: one JSON object, of which every field is known, given once, and fit for its column.

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

/// Reads a whole body.
pub(super) async fn read(
    headers: &HeaderMap,
    accepted: &[&str],
    body: Body,
    limit: usize,
) -> Result<Bytes, Problem> {
    check_type(headers, accepted)?;
    collect_body(body, limit).await
}

/// Refuses a body where none belongs: what it says would be ignored.
pub(super) async fn read_none(body: Body, limit: usize) -> Result<(), Problem> {
    match collect_body(body, limit).await?.trim_ascii() {
        b"" | b"{}" => Ok(()),
        _ => Err(Problem::new(Kind::MalformedBody, "this request takes no body")),
    }
}

async fn collect_body(body: Body, limit: usize) -> Result<Bytes, Problem> {
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Problem::new(Kind::ContentTooLarge, format!("a body has at most {limit} bytes")))
        }
        Err(error) if is_too_slow(&*error) => Err(too_slow()),
        Err(error) if has_no_room(&*error) => Err(no_room()),
        Err(_) => Err(cut_short()),
    }
}

/// A body that the server waited for as long as it does.
pub(super) fn too_slow() -> Problem {
    Problem::new(Kind::RequestTimeout, "the body did not come in time; send it again")
}

/// A body for which there is no room.
pub(super) fn no_room() -> Problem {
    tracing::warn!("clients send more large bodies at once than `page_memory` allows");
    Problem::new(Kind::Unavailable, "too many large bodies are being sent; send it again")
}

/// A body whose end did not come.
pub(super) fn cut_short() -> Problem {
    Problem::new(Kind::MalformedBody, "the body ended before it was whole")
}

/// Whether the server gave up on a body: see [`ServeOptions::body_timeout`](super::ServeOptions::body_timeout), and
/// [`max_connections`](super::ServeOptions::max_connections).
fn is_too_slow(error: &(dyn Error + 'static)) -> bool {
    error.is::<TimeoutError>() || error.is::<UploadAborted>() || error.source().is_some_and(is_too_slow)
}

/// Whether other bodies take the room that there is: see [`Resources::page_memory`](super::Resources::page_memory).
fn has_no_room(error: &(dyn Error + 'static)) -> bool {
    error.is::<BodyMemoryFull>() || error.source().is_some_and(has_no_room)
}

/// Refuses what does not say that it is JSON.
fn check_type(headers: &HeaderMap, accepted: &[&str]) -> Result<(), Problem> {
    if headers.get_all(CONTENT_ENCODING).iter().any(|encoding| encoding != "identity") {
        let detail = "a body comes as it is, without a Content-Encoding";
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
    let detail = format!("the header Content-Type must say {accepted} once, and no charset but utf-8");
    Err(Problem::new(Kind::UnsupportedMediaType, detail))
}

/// Whether a parameter of a media type is no charset that would be ignored.
fn is_utf8(parameter: &str) -> bool {
    match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    }
}

/// Which of a struct's bodies it is.
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

/// Reads a body's object, reporting everything that is wrong with it at once. Field by field it is only looked at where
/// something is wrong: the struct knows its fields, and refuses others and the same one twice.
pub(super) fn parse<T: DeserializeOwned>(
    bytes: &[u8],
    purpose: Purpose,
    table: &'static Table,
    fields: &'static [Field],
) -> Result<T, Problem> {
    let malformed = |error: serde_json::Error| {
        let text = error.to_string();
        let says = if error.is_data() { json_errors::translated } else { json_errors::syntax };
        Problem::new(Kind::MalformedBody, says(&text))
    };
    let text =
        std::str::from_utf8(bytes).map_err(|_| Problem::new(Kind::MalformedBody, "the body is not UTF-8"))?;
    // An array would do for a struct of serde's.
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

/// The fields of an object as they came.
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
                    errors.push(FieldError::new(name, "is there more than once"));
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
        return Err(format!("is not a field here; allowed: {}", allowed(purpose, table, fields)));
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

/// Any JSON value in which no object has a name twice: which of the two counts would be anyone's guess.
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
                return Err(serde::de::Error::custom(format!("`{name}` is there more than once")));
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
