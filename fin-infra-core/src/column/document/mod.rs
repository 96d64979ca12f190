//! The JSON of a column: it is written in one form on every store, and a value is taken only if it can be read again.

mod finite;
mod form;

use std::io;

use serde::Serialize;
use serde_json::{Serializer, Value};

use self::form::Form;
use super::storage::StorableJson;
use crate::value::Refusal;

const DISAGREE: &str =
    "cannot be read back from its JSON: what its `Serialize` writes is not what its `Deserialize` reads";

/// Brings a value into the form in which it will be read back, or refuses it.
///
/// That it can be read is tried, since nothing else proves it: what is read from the text takes the value's place, and has
/// to be written as the same text again.
pub(super) fn settle<T: StorableJson>(value: &mut T) -> Result<(), Refusal> {
    let (text, has_nulls) = written(value).map_err(unwritable)?;
    // A number that is none is written as null.
    if has_nulls {
        finite::check(value)?;
    }
    let read: T = serde_json::from_str(&text).map_err(|error| Refusal::from(DISAGREE).with_source(error))?;
    if !is_written_as(&read, &text) {
        return Err(DISAGREE.into());
    }
    *value = read;
    Ok(())
}

/// The text of a settled value.
pub(super) fn text<T: Serialize>(value: &T) -> serde_json::Result<String> {
    written(value).map(|(text, _)| text)
}

fn unwritable(error: serde_json::Error) -> Refusal {
    // What the form refuses is said in its own words, which hold nothing of the value; a type's own may.
    match error.io_error_kind() {
        Some(_) => Refusal::from(error.to_string()),
        None => Refusal::from("cannot be turned into JSON").with_source(error),
    }
}

/// The text of a value, and whether there is a null in it.
fn written<T: Serialize>(value: &T) -> serde_json::Result<(String, bool)> {
    let mut bytes = Vec::with_capacity(128);
    let mut form = Form::default();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, &mut form))?;
    let has_nulls = form.has_nulls();
    let text = String::from_utf8(bytes).map_err(|error| serde_json::Error::io(io::Error::other(error)))?;
    Ok((text, has_nulls))
}

/// Whether a value is written as this text, but for the order of what has none: a `HashMap` and a `HashSet` that are read
/// are in another order than those that were written.
fn is_written_as<T: Serialize>(value: &T, text: &str) -> bool {
    let mut form = Form::default();
    let mut expected = Expected(text.as_bytes());
    let is_same = value.serialize(&mut Serializer::with_formatter(&mut expected, &mut form)).is_ok();
    (is_same && expected.0.is_empty()) || is_same_in_another_order(value, text)
}

#[cold]
fn is_same_in_another_order<T: Serialize>(value: &T, text: &str) -> bool {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).ok();
    let again = written(value).ok().and_then(|(again, _)| parsed(&again));
    match (again, parsed(text)) {
        (Some(again), Some(first)) => again == first || unordered(&again) == unordered(&first),
        _ => false,
    }
}

/// The text of a value whose fields and items are in the order of their texts.
fn unordered(value: &Value) -> String {
    let joined = |mut parts: Vec<String>| {
        parts.sort_unstable();
        parts.join(",")
    };
    match value {
        Value::Array(items) => format!("[{}]", joined(items.iter().map(unordered).collect())),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name:?}:{}", unordered(value)));
            format!("{{{}}}", joined(fields.collect()))
        }
        other => other.to_string(),
    }
}

/// Takes only the text that is expected.
struct Expected<'a>(&'a [u8]);

impl io::Write for Expected<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.strip_prefix(bytes).ok_or(io::ErrorKind::InvalidData)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
